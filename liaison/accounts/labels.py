"""What points and roles are called on pages, and what a role may do, for whoever has to choose one."""

from flask_babel import lazy_gettext as _l

from liaison.accounts.models import PointKind
from liaison.permissions import Role

KIND_LABELS = {
    PointKind.LOCAL: _l("本区"),
    PointKind.ALLIANCE: _l("联盟"),
    PointKind.DEPUTY_STATION: _l("家站点"),
    PointKind.OTHER: _l("其他"),
}
ROLE_MEANINGS = {
    Role.COLLECTOR: _l("信息采集员：录入意见，只看自己的采集点"),
    Role.EXPERT: _l("专家顾问：把归并好的意见写成法言法语，看不到提出人的联系方式"),
    Role.OFFICE: _l("联系点工作人员：管征询、人员和报告，看全部采集点"),
    Role.READER: _l("市人大：看报告，登记采纳情况"),
    Role.AUDITOR: _l("审计员：只看审计记录"),
}
