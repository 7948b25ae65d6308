"""The form in which a group gets its formal wording."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from liaison.annotations.bench import Target
from liaison.annotations.labels import KIND_LABELS
from liaison.annotations.models import AnnotationKind
from liaison.annotations.operations import Incomplete, Wording
from liaison.errors import Refused

LONGEST_TEXT = 20_000
LONGEST_NOTE = 1_000


class WordingForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """`seen` is the version the writer had before them, `filled_from` the provision whose text was put into the box."""

    seen = IntegerField(widget=HiddenInput(), default=0, validators=[InputRequired()])
    filled_from = HiddenField()
    kind = RadioField(
        _l("处理意见"),
        choices=list(KIND_LABELS.items()),
        default=AnnotationKind.MODIFY.value,
    )
    provision = SelectField(_l("对应的款、项"))
    proposed_text = TextAreaField(
        _l("建议修改为"), validators=[Length(max=LONGEST_TEXT, message=_l("太长了，最多 20,000 字，请分开写"))]
    )
    rationale = TextAreaField(
        _l("修改理由"), validators=[Length(max=LONGEST_TEXT, message=_l("太长了，最多 20,000 字，请写得短一些"))]
    )
    note = TextAreaField(
        _l("退回的原因"), validators=[Length(max=LONGEST_NOTE, message=_l("太长了，最多 1,000 字，请写得短一些"))]
    )

    def offer(self, places: Sequence[Target]) -> None:
        self.provision.choices = [(place.key, place.label, {"data-text": place.text}) for place in places]

    def see(self, number: int) -> None:
        """From now on the writer has seen this version."""
        self.seen.data, self.seen.raw_data = number, [str(number)]

    def wording(self, provision_id: int | None) -> Wording:
        return Wording(
            kind=AnnotationKind(self.kind.data),
            provision_id=provision_id,
            proposed_text=as_lines(self.proposed_text.data),
            rationale=as_lines(self.rationale.data),
            seen=self.seen.data or 0,
            note=as_lines(self.note.data),
        )

    def refuse(self, refusal: Refused) -> None:
        """Puts what an operation said where the writer can do something about it."""
        if isinstance(refusal, Incomplete):
            self[refusal.field].errors = [*self[refusal.field].errors, refusal.message]
        else:
            self.form_errors.append(refusal.message)


def as_lines(typed: str | None) -> str:
    """A browser sends line ends as CR LF; the law's text has LF."""
    return (typed or "").replace("\r\n", "\n").replace("\0", "")
