"""How the five outcomes are called in front of people."""

from flask_babel import lazy_gettext as _l

from liaison.feedback.models import AdoptionOutcome

OUTCOME_LABELS = {
    AdoptionOutcome.ADOPTED: _l("采纳"),
    AdoptionOutcome.PARTIAL: _l("部分采纳"),
    AdoptionOutcome.TRANSFORMED: _l("转化采纳"),
    AdoptionOutcome.REFERENCE: _l("留作参考"),
    AdoptionOutcome.DECLINED: _l("未采纳"),
}
OUTCOME_TAGS = {
    AdoptionOutcome.ADOPTED: "done",
    AdoptionOutcome.PARTIAL: "for",
    AdoptionOutcome.TRANSFORMED: "for",
    AdoptionOutcome.REFERENCE: "amend",
    AdoptionOutcome.DECLINED: "against",
}
