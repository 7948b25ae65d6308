"""What the stages, states and steps of a consultation are called on pages."""

from flask_babel import lazy_gettext as _l

from liaison.consultations.models import ConsultationState, Stage, StepKind

STAGE_LABELS = {
    Stage.PRE_LEGISLATION: _l("立法前"),
    Stage.DRAFT: _l("草案征求意见"),
    Stage.POST_LEGISLATION: _l("立法后评估"),
    Stage.ENFORCEMENT: _l("执法检查"),
}
STAGE_MEANINGS = {
    Stage.PRE_LEGISLATION: _l("立法前：还没有草案，按提纲听意见"),
    Stage.DRAFT: _l("草案征求意见：有一份草案，逐条听意见"),
    Stage.POST_LEGISLATION: _l("立法后评估：法规施行以后，好不好用"),
    Stage.ENFORCEMENT: _l("执法检查：法规落实得怎么样"),
}
STATE_LABELS = {
    ConsultationState.PLANNED: _l("准备中"),
    ConsultationState.OPEN: _l("征求意见中"),
    ConsultationState.CLOSED: _l("已结束"),
    ConsultationState.ARCHIVED: _l("已归档"),
}
STATE_TAGS = {ConsultationState.OPEN: "on", ConsultationState.ARCHIVED: "done"}
STEP_LABELS = {
    StepKind.COLLECT: _l("采集"),
    StepKind.CONSOLIDATE: _l("整理归并"),
    StepKind.ANNOTATE: _l("专家论证"),
    StepKind.REVIEW: _l("审核"),
    StepKind.SUBMIT: _l("上报"),
    StepKind.FEEDBACK: _l("采纳反馈"),
}
NAMES = {"stages": STAGE_LABELS, "states": STATE_LABELS, "tags": STATE_TAGS, "step_names": STEP_LABELS}
