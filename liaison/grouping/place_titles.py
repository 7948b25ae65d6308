"""How the places where groups stand are called, and the order in which they are read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from liaison.comments.labels import PLACE_LABELS
from liaison.comments.models import Place
from liaison.drafts.models import Provision
from liaison.grouping.models import ArticleGrouping

ARTICLES = 1
ORDER = {Place.WHOLE: 0, Place.NEW: 2, Place.NONE: 3}


@dataclass(frozen=True, slots=True, order=True)
class PlaceTitle:
    """`order` sorts as the paper does: the whole draft, its articles, what it lacks, what names no article."""

    order: tuple[int, int]
    key: str
    label: str
    heading: str

    @property
    def text(self) -> str:
        """第十二条　设施用地"""
        return f"{self.label}　{self.heading}".rstrip("　")


def place_titles(session: Session, draft_ids: Iterable[int]) -> dict[int, dict[str, PlaceTitle]]:
    """Draft → key → title, for every place where something has been grouped; one statement."""
    rows = (
        select(
            ArticleGrouping.draft_id,
            ArticleGrouping.place_key,
            Provision.position,
            Provision.label,
            Provision.heading,
        )
        .outerjoin(
            Provision,
            and_(Provision.draft_id == ArticleGrouping.draft_id, Provision.key == ArticleGrouping.place_key),
        )
        .where(ArticleGrouping.draft_id.in_(list(draft_ids)))
    )
    found: dict[int, dict[str, PlaceTitle]] = defaultdict(dict)
    for draft_id, key, position, label, heading in session.execute(rows):
        article = PlaceTitle((ARTICLES, position), key, label, heading) if label else None
        found[draft_id][key] = article or loose_place(Place(key))
    return found


def loose_place(place: Place) -> PlaceTitle:
    return PlaceTitle((ORDER[place], 0), place.value, str(PLACE_LABELS[place]), "")
