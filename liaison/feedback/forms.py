"""Entering the outcome of one item."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from liaison import clock
from liaison.comments.forms import DayField
from liaison.feedback.labels import OUTCOME_LABELS
from liaison.feedback.models import AdoptionOutcome
from liaison.feedback.operations import Answer

LONGEST = 10_000


class DecisionForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    outcome = RadioField(
        _l("处理结果"),
        choices=list(OUTCOME_LABELS.items()),
        validators=[InputRequired(message=_l("选一种处理结果"))],
    )
    reason = TextAreaField(_l("理由"), validators=[Length(max=LONGEST, message=_l("太长了，最多 10,000 字"))])
    adopted_text = TextAreaField(
        _l("采纳后的文字"), validators=[Length(max=LONGEST, message=_l("太长了，最多 10,000 字"))]
    )
    decided_on = DayField(_l("决定日期"), validators=[InputRequired(message=_l("填决定日期，例如 2026-05-12"))])

    def validate_reason(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("写明理由：提意见的人会读到它"))

    def validate_decided_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(_("决定日期还没有到，请核对日期"))

    @property
    def answer(self) -> Answer:
        return Answer(
            outcome=AdoptionOutcome(self.outcome.data),
            reason=(self.reason.data or "").replace("\r\n", "\n"),
            adopted_text=(self.adopted_text.data or "").replace("\r\n", "\n"),
            decided_on=self.decided_on.data or clock.today(),
        )
