"""The form in which people change their own password."""

from flask_babel import lazy_gettext as _l
from flask_security import verify_password
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, ValidationError

from liaison.accounts.models import User
from liaison.accounts.passwords import normalised, objection


class PasswordForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The current one is asked for, because a browser may have been left open."""

    password = PasswordField(
        _l("现在的密码"),
        validators=[DataRequired(_l("填写现在的密码"))],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        _l("新密码"), validators=[DataRequired(_l("填写新密码"))], render_kw={"autocomplete": "new-password"}
    )
    new_password_again = PasswordField(
        _l("再输一遍新密码"),
        validators=[
            DataRequired(_l("再输一遍新密码")),
            EqualTo("new_password", message=_l("两次输入的新密码不一样，请重新输入")),
        ],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user

    def validate_password(self, field: PasswordField) -> None:
        if not verify_password(normalised(field.data or ""), self.user.password):
            raise ValidationError(_l("现在的密码不对，请重新输入"))

    def validate_new_password(self, field: PasswordField) -> None:
        wanted = field.data or ""
        if normalised(wanted) == normalised(self.password.data or ""):
            raise ValidationError(_l("新密码和现在的一样，请换一个"))
        if reason := objection(wanted, self.user.username, self.user.name):
            raise ValidationError(reason)
