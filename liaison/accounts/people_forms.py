"""The forms in which points, people, appointments and pairings are made and changed."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from liaison.accounts.first_password import first_password
from liaison.accounts.labels import KIND_LABELS, ROLE_MEANINGS
from liaison.accounts.models import Pairing, Point, PointKind, User
from liaison.accounts.operations import NewUser, PointDetails, details_of, fingerprint, password_mark
from liaison.accounts.passwords import SHORTEST, normalised, objection
from liaison.permissions import Role

LONGEST_NAME, LONGEST_TOWN, LONGEST_PHONE, LONGEST_PASSWORD = 100, 40, 40, 100
LARGEST_NUMBER = 9999
USERNAME = re.compile(r"[\w.-]{2,40}")
NO_CHOICE = ""


def stripped(text: str | None) -> str:
    """Without blanks around it, and without NUL, which no database holds."""
    return (text or "").replace("\x00", "").strip()


class NumberField(IntegerField):
    """A number whose refusal says how to write one."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("%(label)s：写一个数字，例如 12", label=self.label.text)) from None


# ── Points ──────────────────────────────────────────────────────────────────────────────────────


class PointForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """`seen` is the fingerprint of the point the form was opened with. The number is asked for only once."""

    seen = HiddenField()
    name = StringField(
        _l("名称"),
        filters=[stripped],
        validators=[
            DataRequired(_l("写下采集点的名称")),
            Length(max=LONGEST_NAME, message=_l("名称太长，请写在 100 字以内")),
        ],
    )
    town = StringField(
        _l("镇、街道"),
        filters=[stripped],
        validators=[Length(max=LONGEST_TOWN, message=_l("镇、街道太长，请写在 40 字以内"))],
    )
    kind = RadioField(
        _l("哪一种"),
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        default=PointKind.LOCAL.value,
        validate_choice=False,
        validators=[AnyOf(list(PointKind), message=_l("选一种"))],
    )
    phone = StringField(
        _l("电话"),
        filters=[stripped],
        validators=[Length(max=LONGEST_PHONE, message=_l("电话太长，请写在 40 字以内"))],
    )

    def details(self) -> PointDetails:
        """Only after the form has been found valid."""
        kind = PointKind(self.kind.data)
        return PointDetails(self.name.data or "", self.town.data or "", kind, self.phone.data or "")

    def show(self, point: Point) -> None:
        now = details_of(point)
        self.name.data, self.town.data, self.phone.data = now.name, now.town, now.phone
        self.kind.data = now.kind.value
        self.seen.data = fingerprint(now)


class NewPointForm(PointForm):
    number = NumberField(
        _l("编号"),
        validators=[
            InputRequired(_l("写下采集点的编号")),
            NumberRange(min=1, max=LARGEST_NUMBER, message=_l("编号写 1 到 9999 的数字")),
        ],
    )


# ── People ──────────────────────────────────────────────────────────────────────────────────────


class AppointmentForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Which role, and for a collector which point."""

    role = RadioField(_l("担任什么"), choices=[], validate_choice=False)
    point = SelectField(_l("哪个采集点"), choices=[], default=NO_CHOICE, validate_choice=False)

    roles: Sequence[Role] = ()
    points: Sequence[Point] = ()

    def offer(self, roles: Sequence[Role], points: Sequence[Point]) -> None:
        self.roles, self.points = roles, points
        self.role.choices = [(role.value, ROLE_MEANINGS[role]) for role in roles]
        self.point.choices = [(NO_CHOICE, _("（不分采集点）")), *((str(each.id), _titled(each)) for each in points)]

    @property
    def chosen_role(self) -> Role:
        """Only after the form has been found valid."""
        return Role(self.role.data)

    @property
    def chosen_point(self) -> Point | None:
        return next((point for point in self.points if str(point.id) == self.point.data), None)

    def validate_role(self, field: RadioField) -> None:
        if field.data not in self.roles:
            raise ValidationError(_("选一个岗位"))

    def validate_point(self, field: SelectField) -> None:
        if field.data and not self.chosen_point:
            raise ValidationError(_("选的采集点已经不在，请重新选"))
        if self.role.data == Role.COLLECTOR and not field.data:
            raise ValidationError(_("信息采集员要选是哪个采集点的"))
        if self.role.data != Role.COLLECTOR and field.data:
            raise ValidationError(
                _("只有信息采集员才选采集点；专家和采集点结对，在采集点那里办。这里请选“（不分采集点）”")
            )


class FirstPasswordForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A password that is typed, or else the one that was made with the form: sent twice, the form sets the same one."""

    password = StringField(
        _l("密码"),
        filters=[stripped],
        validators=[Length(max=LONGEST_PASSWORD, message=_l("密码太长，请写在 100 字以内"))],
    )
    made_password = HiddenField(filters=[stripped])

    shortest = SHORTEST
    dropped = False

    def start(self) -> None:
        self.made_password.data = first_password()

    @property
    def chosen_password(self) -> str:
        return str(self.password.data or self.made_password.data)

    def drop_password(self) -> None:
        """One that was typed is not sent back."""
        self.dropped, self.password.data = bool(self.password.data), ""

    def object_to(self, *names: str) -> None:
        """For `validate_password` of the forms, which know whose password it is."""
        self.made_password.data = self.made_password.data or first_password()
        if reason := objection(self.chosen_password, *names):
            raise ValidationError(reason)


class PersonForm(AppointmentForm, FirstPasswordForm):
    """A new account with its first appointment."""

    name = StringField(
        _l("姓名"),
        filters=[stripped],
        validators=[
            DataRequired(_l("写下姓名")),
            Length(max=LONGEST_NAME, message=_l("姓名太长，请写在 100 字以内")),
        ],
    )
    username = StringField(
        _l("账号"), filters=[stripped, normalised], validators=[DataRequired(_l("写下登录用的账号"))]
    )

    def validate_username(self, field: StringField) -> None:
        if not USERNAME.fullmatch(field.data or ""):
            raise ValidationError(_("账号用 2 到 40 个字母、数字或者汉字，中间不留空格"))

    def validate_password(self, field: StringField) -> None:
        self.object_to(self.username.data or "", self.name.data or "")

    def new_user(self) -> NewUser:
        return NewUser(self.username.data or "", self.name.data or "", self.chosen_password)


class ResetForm(FirstPasswordForm):
    """`seen` names the password that this one is to replace."""

    seen = HiddenField()

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user

    def start(self) -> None:
        super().start()
        self.seen.data = password_mark(self.user)

    def validate_password(self, field: StringField) -> None:
        self.object_to(self.user.username, self.user.name)


# ── Pairings ────────────────────────────────────────────────────────────────────────────────────


class PairingForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """`seen` is the mark of the pairing the form was opened with; `although` is asked only of an expert who has a point already."""

    seen = HiddenField()
    expert = SelectField(_l("结对专家"), choices=[], default=NO_CHOICE, validate_choice=False)
    deputy = SelectField(_l("替补"), choices=[], default=NO_CHOICE, validate_choice=False)
    although = SelectMultipleField(
        _l("这位专家已经结对"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    experts: Sequence[User] = ()

    def offer(self, experts: Sequence[User]) -> None:
        self.experts = experts
        named = [(str(expert.id), expert.name) for expert in experts]
        self.expert.choices = [(NO_CHOICE, _("（没有结对）")), *named]
        self.deputy.choices = [(NO_CHOICE, _("（没有替补）")), *named]

    def show(self, pairing: Pairing | None, mark: str) -> None:
        if pairing:
            self.expert.data = str(pairing.expert_id)
            self.deputy.data = str(pairing.deputy_id) if pairing.deputy_id else NO_CHOICE
        self.seen.data = mark

    def ask(self, question: str) -> None:
        """Whether the chosen expert gets a second point: ticked and sent again means yes."""
        self.although.choices = [(self.expert.data, _("仍然结对，两个采集点都由这位专家论证"))]
        self.although.errors = [question + _("。确实要再结一个对，勾选后再保存。")]

    @property
    def agreed(self) -> bool:
        return self.expert.data in (self.although.data or ())

    @property
    def chosen_expert(self) -> User | None:
        return self._chosen(self.expert)

    @property
    def chosen_deputy(self) -> User | None:
        return self._chosen(self.deputy)

    def _chosen(self, field: SelectField) -> User | None:
        return next((expert for expert in self.experts if str(expert.id) == field.data), None)

    def validate_expert(self, field: SelectField) -> None:
        if field.data and not self.chosen_expert:
            raise ValidationError(_("选的专家已经不在名单里，请重新选"))

    def validate_deputy(self, field: SelectField) -> None:
        if field.data and not self.chosen_deputy:
            raise ValidationError(_("选的替补已经不在名单里，请重新选"))
        if field.data and field.data == self.expert.data:
            raise ValidationError(_("替补要选另一位专家"))
        if field.data and not self.expert.data:
            raise ValidationError(_("先选结对专家，再选替补"))


def _titled(point: Point) -> str:
    return f"{point.number}　{point.name}"
