"""Entering a draft, opening it to the public, and saying which article of one is which of the next."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from liaison.consultations.forms import stripped
from liaison.consultations.models import Stage
from liaison.drafts.arrival import as_stored
from liaison.drafts.lines import is_blank
from liaison.drafts.models import Draft, DraftKind
from liaison.drafts.names import KIND_LABELS
from liaison.drafts.queries import ArticleText

LONGEST_READING = 30
LONGEST_TITLE = 200
LONGEST_BASIS = 200
USUAL_KINDS = {
    Stage.PRE_LEGISLATION: DraftKind.TOPICS,
    Stage.POST_LEGISLATION: DraftKind.LAW_IN_FORCE,
    Stage.ENFORCEMENT: DraftKind.LAW_IN_FORCE,
}


class DraftForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Pasted or uploaded, one of the two."""

    text = TextAreaField(_l("粘贴全文"))
    file = FileField(_l("或者上传文件"))
    kind = RadioField(
        _l("这是什么"),
        choices=list(KIND_LABELS.items()),
        default=DraftKind.TEXT.value,
        validate_choice=False,
        validators=[AnyOf(list(DraftKind), message=_l("选一种"))],
    )
    reading = StringField(
        _l("第几稿"),
        filters=[stripped],
        validators=[Length(max=LONGEST_READING, message=_l("写短一些，例如：一审稿"))],
    )
    title = StringField(
        _l("法规名称"),
        filters=[stripped],
        validators=[Length(max=LONGEST_TITLE, message=_l("名称太长，请写在 200 字以内"))],
    )

    stored_text = ""  # what the form was opened with

    @property
    def upload(self) -> FileStorage | None:
        """The chosen file; a browser sends a nameless one when none was chosen."""
        file = self.file.data
        return file if isinstance(file, FileStorage) and file.filename else None

    def validate(self, extra_validators: object = None) -> bool:
        valid = bool(super().validate(extra_validators))
        text = self.text.data or ""
        if self.upload is None and all(is_blank(character) for character in text):
            return self.refuse_text(_("粘贴草案全文，或者选一个文件上传"))
        if self.upload is not None and text.strip() and as_stored(text) != self.stored_text:
            return self.refuse_text(_("粘贴和上传只能选一样：清空文本框，或者不选文件"))
        return valid

    def refuse_text(self, message: str) -> bool:
        self.text.errors = [*self.text.errors, message]
        return False

    def refuse_file(self, message: str) -> bool:
        self.file.errors = [*self.file.errors, message]
        return False


def as_entered(draft: Draft) -> dict[str, str]:
    """A draft as the form holds it; a title that was taken from the text is looked for again."""
    found = draft.parse_report.get("title")
    title = "" if draft.title in (found, draft.consultation.title) else draft.title
    return {"text": draft.source_text, "kind": draft.kind.value, "reading": draft.reading, "title": title}


class OpeningForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    basis = StringField(
        _l("依据"),
        filters=[stripped],
        validators=[
            DataRequired(_l("写下公开的依据，例如：市人大常委会法工委 5 月 12 日来函")),
            Length(max=LONGEST_BASIS, message=_l("写短一些，200 字以内")),
        ],
    )
    confirmed = BooleanField(_l("我已确认可以公开"), validators=[InputRequired(_l("确认可以公开以后，勾选这一项"))])


class PairForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """An article of the earlier draft and the one that it is in the later."""

    old = SelectField(_l("前一稿的"))
    new = SelectField(_l("这一稿的"))

    def offer(self, earlier: Iterable[ArticleText], later: Iterable[ArticleText]) -> None:
        self.old.choices = [(each.key, f"{each.label} {each.plain[:20]}") for each in earlier]
        self.new.choices = [(each.key, f"{each.label} {each.plain[:20]}") for each in later]
