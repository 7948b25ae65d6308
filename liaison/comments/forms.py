"""The forms in which words arrive. What staff and public pages share stands in CommentForm; the portal adds its own to it."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from liaison import clock
from liaison.accounts.models import Point
from liaison.comments.admission import LONGEST_CONTACT, LONGEST_NAME
from liaison.comments.labels import (
    CHANNEL_LABELS,
    CHANNELS_OF_STAFF,
    PLACE_LABELS,
    REPLY_WISH_LABELS,
    SPEAKER_KIND_LABELS,
    STANCE_LABELS,
)
from liaison.comments.models import LONGEST_WORDS, Channel, Place, ReplyWish, SpeakerKind, Stance
from liaison.comments.places import anchors, key_at
from liaison.comments.submission import SpeakerDetails
from liaison.crypto import random_token
from liaison.drafts.queries import ArticleText

NO_STANCE = ("", _l("没有表态"))
NO_KIND = ("", _l("没有说"))
MOBILE_DIGITS = 11
NO_POINT = 0
LOOSE_PLACES = tuple((place.value, label) for place, label in PLACE_LABELS.items())


class DayField(DateField):
    """A date whose refusal says how to write one."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("日期写成 2031-05-12 这样")) from None


class _SaysWhatToDo(SelectField):
    """A choice whose refusal says what to do."""

    def pre_validate(self, form: BaseForm) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("%(label)s：从列表里选一项", label=self.label.text)) from None


class ListField(_SaysWhatToDo):
    """A drop-down list."""


class ChoiceField(_SaysWhatToDo, RadioField):
    """A few choices that are all in view."""


class CommentForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """`client_token` names this form; `supplements` is the receipt code of the comment that this one adds to.

    The token is a text field that is not shown: autosave keeps it, so a draft that comes back and is sent again is
    known to have arrived already.
    """

    client_token = StringField(default=random_token)
    draft_id = HiddenField()
    supplements = HiddenField()
    article = ListField(_l("说的是哪一条"), default=Place.WHOLE.value)
    place = StringField()
    words = TextAreaField(_l("原话"))
    stance = ChoiceField(
        _l("态度"),
        choices=[*STANCE_LABELS.items(), NO_STANCE],
        default="",
        validators=[Optional()],
    )
    reply_wish = ChoiceField(_l("希望怎么答复"), default=ReplyWish.NONE.value, validators=[Optional()])
    contact = StringField(
        _l("联系方式"), validators=[Length(max=LONGEST_CONTACT, message=_l("联系方式太长，写一个电话或者微信号就可以"))]
    )
    change_article = SubmitField(_l("换一条"))

    articles: Sequence[ArticleText] = ()
    loose_places: Sequence[tuple[str, LazyString]] = LOOSE_PLACES

    def offer(self, articles: Sequence[ArticleText]) -> None:
        """Which articles can be chosen."""
        self.articles = articles
        named = [(article.key, f"{article.label}　{article.heading}".rstrip("　")) for article in articles]
        self.article.choices = [*self.loose_places, *named]

    def validate_words(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(_("写下提出人的原话；没有意见的写“无意见”"))

    def validate_place(self, field: StringField) -> None:
        if field.data and self.chosen_article and field.data not in anchors(self.chosen_article):
            raise ValidationError(_("选的款、项不在%(article)s里，请再点一次", article=self.chosen_article.label))

    def validate_contact(self, field: StringField) -> None:
        wish, contact = self.wish, (field.data or "").strip()
        if wish is not ReplyWish.NONE and not contact:
            raise ValidationError(_("写下联系方式，或者选“不用告知”"))
        if contact and wish is ReplyWish.NONE:
            raise ValidationError(_("选一种答复方式；不用告知的，联系方式就不必填"))
        if wish is ReplyWish.SMS and (digits := digits_in(contact)) != MOBILE_DIGITS:
            raise ValidationError(_("手机号应当是 11 位数字，您填了 %(n)s 位", n=digits))

    @property
    def wish(self) -> ReplyWish:
        wished = self.reply_wish.data
        return ReplyWish(wished) if wished in set(ReplyWish) else ReplyWish.NONE

    @property
    def chosen_article(self) -> ArticleText | None:
        return next((article for article in self.articles if article.key == self.article.data), None)

    @property
    def about(self) -> tuple[Place, str]:
        """The place and, for a provision, its key."""
        article = self.chosen_article
        if article is None:
            return Place(self.article.data) if self.article.data in set(Place) else Place.NONE, ""
        return Place.PROVISION, key_at(article, self.place.data or "") or article.key

    def said(self) -> dict[str, Any]:
        """The fields of a Submission that both forms have."""
        place, key = self.about
        return {
            "client_token": self.client_token.data or random_token(),
            "words": self.words.data,
            "place": place,
            "provision_key": key,
            "stance": Stance(self.stance.data) if self.stance.data else None,
        }


class EntryForm(CommentForm):
    """What a collector enters for somebody else."""

    point = ListField(_l("采集点"), coerce=int)
    suggestion = TextAreaField(
        _l("建议改成"), validators=[Length(max=LONGEST_WORDS, message=_l("建议改成写得太长，更长的请写在“原话”里"))]
    )
    reason = TextAreaField(
        _l("理由"), validators=[Length(max=LONGEST_WORDS, message=_l("理由写得太长，更长的请写在“原话”里"))]
    )
    channel = ListField(
        _l("怎么收到的"),
        choices=[(channel.value, CHANNEL_LABELS[channel]) for channel in CHANNELS_OF_STAFF],
        default=Channel.COUNTER.value,
    )
    collected_on = DayField(
        _l("哪天说的"), default=clock.today, validators=[InputRequired(_l("填上采集日期，例如 2031-05-12"))]
    )
    speaker_kind = ListField(
        _l("提出人类别"), choices=[NO_KIND, *SPEAKER_KIND_LABELS.items()], default="", validators=[Optional()]
    )
    speaker = StringField(_l("提出人"), validators=[Length(max=LONGEST_NAME, message=_l("姓名太长，请核对"))])
    anonymous = BooleanField(_l("不愿留名"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reply_wish.choices = list(REPLY_WISH_LABELS.items())

    def offer_points(self, points: Sequence[Point]) -> None:
        """A person with one point need not choose it; nobody enters for the first of several without having chosen it."""
        unchosen = [(NO_POINT, _("请选采集点"))] if len(points) > 1 else []
        self.point.choices = [*unchosen, *((point.id, point.name) for point in points)]
        if self.point.data is None:
            self.point.data = points[0].id if len(points) == 1 else None

    def validate_point(self, field: ListField) -> None:
        if field.data == NO_POINT:
            raise ValidationError(_("选这条意见是哪个采集点收到的"))

    def validate_collected_on(self, field: DateField) -> None:
        if field.data and field.data > clock.today():
            raise ValidationError(_("采集日期不能晚于今天"))

    def validate_speaker(self, field: StringField) -> None:
        named = bool((field.data or "").strip())
        if not named and not self.anonymous.data:
            raise ValidationError(_("填写提出人，或者勾选“不愿留名”"))
        if named and self.anonymous.data:
            raise ValidationError(_("勾选了“不愿留名”又填了姓名，请去掉其中一样"))

    def details(self) -> SpeakerDetails:
        return SpeakerDetails(self.speaker.data or "", self.contact.data or "", self.wish)

    def said(self) -> dict[str, Any]:
        kind = self.speaker_kind.data
        return super().said() | {
            "point_id": self.point.data,
            "suggestion": self.suggestion.data or "",
            "reason": self.reason.data or "",
            "channel": Channel(self.channel.data),
            "collected_on": self.collected_on.data,
            "speaker": self.details(),
            "speaker_kind": SpeakerKind(kind) if kind else None,
        }


class FilterForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The list's filters, in the address: no token, nothing is changed by it."""

    class Meta:
        csrf = False

    consultation = ListField(_l("征询"), validators=[Optional()])
    channel = ListField(
        _l("怎么收到的"), choices=[("", _l("不限")), *CHANNEL_LABELS.items()], validators=[Optional()], default=""
    )
    article = ListField(_l("条款"), validators=[Optional()])
    since = DayField(_l("从哪天"), validators=[Optional()])
    until = DayField(_l("到哪天"), validators=[Optional()])
    q = StringField(_l("找原话里的字，或者回执编号"), validators=[Length(max=100)])


def typed_again(typed: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What was typed, to be sent again under another token."""
    renewed = ("csrf_token", "client_token", "supplements", "change_article")
    return [(name, value) for name, value in typed.items(multi=True) if name not in renewed]


def digits_in(contact: str) -> int:
    return sum(character.isdecimal() for character in unicodedata.normalize("NFKC", contact))
