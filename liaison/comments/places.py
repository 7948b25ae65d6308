"""Between the anchors that a page shows beside an article and the keys under which its 款, 项 and 目 are kept."""

from collections.abc import Iterator
from typing import Any

from liaison.comments.models import Comment
from liaison.drafts.queries import ArticleText, ParagraphText


def anchors(article: ArticleText) -> dict[str, str]:
    """Anchor → key of every place below the article."""
    return {place.anchor: place.key for place in _below(article.paragraphs)}


def key_at(article: ArticleText, anchor: str) -> str | None:
    return anchors(article).get(anchor)


def anchor_of(article: ArticleText, key: str) -> str:
    """Empty for the article itself and for a key that is not below it."""
    return next((place.anchor for place in _below(article.paragraphs) if place.key == key), "")


def kept_for_next(comment: Comment) -> dict[str, Any]:
    """What the next comment is likely to share with this one: the address of its entry page says so."""
    return {
        "provision": comment.provision.key if comment.provision else comment.place.value,
        "channel": comment.channel.value,
        "collected_on": comment.collected_on.isoformat(),
        "point": comment.point_id,
    }


def _below(places: tuple[ParagraphText, ...]) -> Iterator[ParagraphText]:
    for place in places:
        yield place
        yield from _below(place.items)
