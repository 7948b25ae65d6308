"""The form in which a consultation is planned and changed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from liaison import clock
from liaison.accounts.models import Point
from liaison.consultations.labels import STAGE_MEANINGS, STEP_LABELS
from liaison.consultations.models import Consultation, Stage, StepKind
from liaison.consultations.operations import Plan, fingerprint, plan_of
from liaison.consultations.schedule import due_dates
from liaison.permissions import Actor

LONGEST_TITLE = 200
LONGEST_BODY = 100
USUAL_WINDOW = timedelta(days=20)
FURTHEST_YEARS = 5
STEPS_WITH_FIELDS = tuple(kind for kind in StepKind if kind is not StepKind.COLLECT)  # collecting ends on closes_on


def autosave_key(actor: Actor, id: int | None) -> str:
    """Under this name the browser keeps what was typed, until the page that follows says that it has arrived."""
    return f"consultation:{actor.id}:{id or 'new'}"


def stripped(text: str | None) -> str:
    """Without blanks around it, and without NUL, which no database holds."""
    return (text or "").replace("\x00", "").strip()


class DayField(DateField):
    """A date whose refusal says how to write one; what cannot be read, or cannot be meant, is no date but stays as typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("%(label)s：日期写成 2031-05-12 这样", label=self.label.text)) from None
        if self.data and abs(self.data.year - clock.today().year) > FURTHEST_YEARS:
            self.data = None
            raise ValueError(_("%(label)s：离今天太远，请核对年份", label=self.label.text))


class PointsField(SelectMultipleField):
    """Points as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    offered: Sequence[Point] = ()

    def pre_validate(self, form: BaseForm) -> None:
        if not {point.id for point in self.offered} >= set(self.data or ()):
            raise ValidationError(_("勾选的采集点里有的已经不在，请重新勾选"))


class ConsultationForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """`seen` is the fingerprint of the plan the form was opened with, empty for a new one."""

    seen = HiddenField()
    title = StringField(
        _l("征询名称"),
        filters=[stripped],
        validators=[
            DataRequired(_l("写下征询名称，一般就是法规草案的名称")),
            Length(max=LONGEST_TITLE, message=_l("征询名称太长，请写在 200 字以内")),
        ],
    )
    commissioning_body = StringField(
        _l("委托单位"),
        filters=[stripped],
        validators=[
            DataRequired(_l("写下委托单位，例如市人大常委会法工委")),
            Length(max=LONGEST_BODY, message=_l("委托单位太长，请写在 100 字以内")),
        ],
    )
    stage = RadioField(
        _l("哪个阶段"),
        choices=[(stage.value, meaning) for stage, meaning in STAGE_MEANINGS.items()],
        default=Stage.DRAFT.value,
        validate_choice=False,
        validators=[AnyOf(list(Stage), message=_l("选一个阶段"))],
    )
    opens_on = DayField(_l("开始日期"), validators=[InputRequired(_l("选好开始日期"))])
    closes_on = DayField(_l("截止日期"), validators=[InputRequired(_l("选好截止日期"))])
    points = PointsField(_l("参加的采集点"), coerce=int, validators=[DataRequired(_l("至少勾选一个采集点"))])
    due_consolidate = DayField(STEP_LABELS[StepKind.CONSOLIDATE], validators=[Optional()])
    due_annotate = DayField(STEP_LABELS[StepKind.ANNOTATE], validators=[Optional()])
    due_review = DayField(STEP_LABELS[StepKind.REVIEW], validators=[Optional()])
    due_submit = DayField(STEP_LABELS[StepKind.SUBMIT], validators=[Optional()])
    due_feedback = DayField(STEP_LABELS[StepKind.FEEDBACK], validators=[Optional()])

    stored_end: date | None = None  # the last day as it stands, if the consultation exists

    def due_field(self, kind: StepKind) -> DayField:
        return cast(DayField, self[f"due_{kind.value}"])

    @property
    def due_fields(self) -> list[DayField]:
        return [self.due_field(kind) for kind in STEPS_WITH_FIELDS]

    def offer(self, points: Sequence[Point]) -> None:
        self.points.offered = points
        self.points.choices = [(point.id, point.name) for point in points]

    def start(self, body: str) -> None:
        """A new form: today, three weeks, every point."""
        self.commissioning_body.data = body
        self.opens_on.data = clock.today()
        self.closes_on.data = clock.today() + USUAL_WINDOW
        self.points.data = [point.id for point in self.points.offered]

    def show(self, consultation: Consultation) -> None:
        """The plan as it stands. Dates that follow from the last day stay empty, so they move with it."""
        now = plan_of(consultation)
        self.title.data, self.commissioning_body.data = now.title, now.commissioning_body
        self.stage.data = now.stage.value
        self.opens_on.data, self.closes_on.data = now.opens_on, now.closes_on
        self.points.data = list(now.point_ids)
        for kind, due_on in now.due:
            self.due_field(kind).data = due_on
        self.seen.data = fingerprint(now)

    def plan(self) -> Plan:
        """Only after the form has been found valid: the days are there then."""
        opens_on, closes_on = self.days
        due = ((kind, self.due_field(kind).data) for kind in STEPS_WITH_FIELDS)
        return Plan(
            title=self.title.data or "",
            commissioning_body=self.commissioning_body.data or "",
            stage=Stage(self.stage.data),
            opens_on=opens_on,
            closes_on=closes_on,
            point_ids=tuple(self.points.data or ()),
            due=tuple((kind, day) for kind, day in due if day is not None),
        )

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day; today for one that is missing or cannot be read."""
        return self.opens_on.data or clock.today(), self.closes_on.data or clock.today()

    def usual_dates(self) -> dict[str, date]:
        """The dates that hold where none is filled in, by the field's name."""
        return {f"due_{kind.value}": day for kind, day in due_dates(*self.days).items()}

    def validate_closes_on(self, field: DayField) -> None:
        opens_on, closes_on = self.opens_on.data, field.data
        if opens_on and closes_on and closes_on < opens_on:
            raise ValidationError(_("截止日期比开始日期还早，请改一下"))
        if closes_on and closes_on < clock.today() and closes_on != self.stored_end:
            raise ValidationError(_("截止日期已经过了，请选今天或者以后的日子"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The steps follow each other: each is due no earlier than the one before it."""
        fine = bool(super().validate(extra_validators))
        return fine and self._steps_in_order()

    def _steps_in_order(self) -> bool:
        before = self.days[1]
        for field in self.due_fields:
            if field.data and field.data < before:
                field.errors = [*field.errors, _("“%(step)s”的日期早于前一步，请往后改", step=field.label.text)]
                return False
            before = field.data or before
        return True
