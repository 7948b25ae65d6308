"""What a citizen fills in: the words; everything else may stay empty."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from liaison.comments.forms import NO_KIND, CommentForm, ListField
from liaison.comments.labels import REPLY_WISH_LABELS, SPEAKER_KIND_LABELS
from liaison.comments.models import Channel, Place, ReplyWish, SpeakerKind
from liaison.comments.submission import SpeakerDetails
from liaison.portal.guard import shown_stamp
from liaison.portal.privacy_notice import NOTICE_VERSION

WISHES = (ReplyWish.NONE, ReplyWish.PHONE, ReplyWish.SMS, ReplyWish.WECHAT)


class PublicForm(CommentForm):
    """`website` is for machines only; `shown_at` says when the form was first shown."""

    loose_places = (
        (Place.WHOLE.value, _l("整部法规")),
        (Place.NEW.value, _l("法规里没有写到的事")),
        (Place.NONE.value, _l("说不准是哪一条")),
    )
    words = TextAreaField(_l("您的意见"))
    speaker_kind = ListField(
        _l("您是"), choices=[NO_KIND, *SPEAKER_KIND_LABELS.items()], default="", validators=[Optional()]
    )
    consent = BooleanField(_l("我看过“个人信息怎么用”，同意用这个联系方式告诉我结果"))
    website = StringField(_l("网址（请空着）"))
    shown_at = HiddenField(default=shown_stamp)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reply_wish.choices = [(wish, REPLY_WISH_LABELS[wish]) for wish in WISHES]

    def validate_words(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("写下您的意见"))

    def validate_consent(self, field: BooleanField) -> None:
        if (self.contact.data or "").strip() and not field.data:
            raise ValidationError(_("留联系方式要您同意才行：请勾选，或者不留联系方式"))

    def said(self) -> dict[str, Any]:
        kind, contact = self.speaker_kind.data, (self.contact.data or "").strip()
        return super().said() | {
            "channel": Channel.QR,
            "speaker": SpeakerDetails(
                contact=contact, reply_wish=self.wish, notice_version=NOTICE_VERSION if contact else ""
            ),
            "speaker_kind": SpeakerKind(kind) if kind else None,
        }
