"""How points, jobs, and the actions and objects of the audit trail are called in front of people."""

from flask_babel import lazy_gettext as _l

from liaison.accounts.models import Point
from liaison.comments.carry_over import PREPARE_CARRIED
from liaison.comments.operations import PREPARE
from liaison.drafts.mapping import MAP
from liaison.grouping.places import GROUP, SETTLE
from liaison.reports.models import ReportState
from liaison.reports.operations import RENDER

REPORT_STEPS = {
    ReportState.CHECKED: _l("核稿"),
    ReportState.SIGNED: _l("签发"),
    ReportState.SENT: _l("登记报送"),
}
JOB_LABELS = {
    MAP: _l("比较两稿"),
    PREPARE: _l("整理一条意见"),
    PREPARE_CARRIED: _l("整理转过来的意见"),
    GROUP: _l("归并一处意见"),
    SETTLE: _l("核定一处归并"),
    RENDER: _l("生成一份文件"),
}
ACTION_LABELS = {
    "signed_in": _l("登录"),
    "signed_out": _l("退出"),
    "sign_in_failed": _l("登录没有成功"),
    "station_founded": _l("设立联系点"),
    "point_added": _l("增加采集点"),
    "point_changed": _l("修改采集点"),
    "user_added": _l("新建账号"),
    "user_disabled": _l("停用账号"),
    "user_enabled": _l("恢复账号"),
    "password_reset": _l("重设密码"),
    "password_changed": _l("修改密码"),
    "appointed": _l("任命"),
    "appointment_ended": _l("结束任职"),
    "paired": _l("结对"),
    "pairing_ended": _l("结束结对"),
    "consultation_planned": _l("新建征询"),
    "consultation_changed": _l("修改征询"),
    "consultation_opened": _l("开始征询"),
    "consultation_closed": _l("结束采集"),
    "draft_added": _l("录入草案"),
    "draft_entered_again": _l("重新录入草案"),
    "draft_confirmed": _l("启用草案"),
    "draft_replaced": _l("替换草案"),
    "draft_opened": _l("公开草案"),
    "map_row_confirmed": _l("确认是同一条"),
    "map_row_refused": _l("确认不是同一条"),
    "map_row_open": _l("收回对应的决定"),
    "map_row_paired": _l("自己对应两条"),
    "excerpts_carried": _l("转移意见"),
    "comment_received": _l("收下意见"),
    "excerpt_attributed": _l("把意见归到条款"),
    "wording_drafting": _l("暂存修改建议"),
    "wording_submitted": _l("送审修改建议"),
    "wording_returned": _l("退回修改建议"),
    "wording_final": _l("定稿修改建议"),
    "report_drawn_up": _l("报告定稿"),
    "report_checked": _l("报告核稿"),
    "report_signed": _l("报告签发"),
    "report_sent": _l("报告报送"),
    "paper_asked_for": _l("生成报告文件"),
    "adoption_decided": _l("登记采纳情况"),
    "job_retried": _l("重试后台工作"),
}
OBJECT_LABELS = {
    "station": _l("联系点"),
    "point": _l("采集点"),
    "user": _l("账号"),
    "appointment": _l("任命"),
    "pairing": _l("结对"),
    "consultation": _l("征询"),
    "draft": _l("草案"),
    "provision_map": _l("条文对应"),
    "comment": _l("意见"),
    "excerpt": _l("意见点"),
    "annotation": _l("修改建议"),
    "report": _l("报告"),
    "report_file": _l("报告文件"),
    "adoption_decision": _l("采纳情况"),
    "job": _l("后台工作"),
}


def short_name(point: Point) -> str:
    """Where only points are named, what all of them are called need not stand at each."""
    return point.name.removesuffix("采集点") or point.name
