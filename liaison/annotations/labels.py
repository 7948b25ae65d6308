"""How the kinds and states of a wording are called in front of people."""

from flask_babel import lazy_gettext as _l

from liaison.annotations.models import AnnotationKind, AnnotationState

KIND_LABELS = {
    AnnotationKind.MODIFY: _l("修改"),
    AnnotationKind.ADD: _l("增加"),
    AnnotationKind.DELETE: _l("删除"),
    AnnotationKind.KEEP: _l("保留原文"),
    AnnotationKind.EXPLAIN: _l("解释说明"),
    AnnotationKind.NOT_THIS_LAW: _l("不属本法"),
    AnnotationKind.OTHER_CHANNEL: _l("转其他渠道"),
}
STATE_LABELS = {
    None: _l("未写"),
    AnnotationState.DRAFTING: _l("起草中"),
    AnnotationState.SUBMITTED: _l("已送审"),
    AnnotationState.RETURNED: _l("退回修改"),
    AnnotationState.FINAL: _l("已定稿"),
}
STATE_TAGS = {
    AnnotationState.DRAFTING: "amend",
    AnnotationState.SUBMITTED: "for",
    AnnotationState.RETURNED: "against",
    AnnotationState.FINAL: "done",
}
