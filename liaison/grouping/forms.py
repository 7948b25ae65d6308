"""Saying what an excerpt is about."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired

from liaison.comments.labels import PLACE_LABELS
from liaison.comments.models import Place
from liaison.drafts.queries import ArticleText

UNDECIDED = ("", _l("选一条"))
LOOSE = (Place.WHOLE, Place.NEW)


class PlaceForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """`place` is the key of an article, or a Place for what is about none; NONE only takes a decision back."""

    place = SelectField(_l("归到"), validators=[InputRequired(message=_l("先选归到哪一条，再按“归过去”"))])

    def offer(self, articles: Sequence[ArticleText]) -> None:
        named = [(each.key, f"{each.label}　{each.heading}".rstrip("　")) for each in articles]
        loose = [(place.value, PLACE_LABELS[place]) for place in (*LOOSE, Place.NONE)]
        self.place.choices = [UNDECIDED, *named, *loose]

    @property
    def about(self) -> tuple[Place, str]:
        """The place and, for an article, its key."""
        if self.place.data in set(Place):
            return Place(self.place.data), ""
        return Place.PROVISION, self.place.data
