"""条文对照: two drafts side by side, row by row of the map, with what was deleted and inserted."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from liaison.drafts.mapping import rows_to
from liaison.drafts.maps import Correspondence, MapDecision, ProvisionMap
from liaison.drafts.models import Draft
from liaison.drafts.queries import ArticleText, article_texts
from liaison.language.redline import Run, redline


@dataclass(frozen=True, slots=True)
class Side:
    """The articles of one draft in a row of the map; `text` is theirs, one after the other."""

    labels: tuple[str, ...]
    text: str

    @property
    def label(self) -> str:
        return "、".join(self.labels)


@dataclass(frozen=True, slots=True)
class Pair:
    """A row as the page shows it. `runs` is empty where nothing is to be marked: the same words, or one side alone."""

    row: ProvisionMap
    old: Side | None
    new: Side | None
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`earlier` is None where there is no map (yet)."""

    earlier: Draft | None
    pairs: tuple[Pair, ...]

    @property
    def asked(self) -> int:
        return sum(pair.row.is_asked for pair in self.pairs)

    @property
    def counts(self) -> dict[Correspondence, int]:
        """How many rows of each kind hold, in the order in which people ask."""
        shown = [pair.row.correspondence for pair in self.pairs if pair.row.decision is not MapDecision.REFUSED]
        return {kind: shown.count(kind) for kind in Correspondence if kind in shown}


def comparison(session: Session, later: Draft) -> Comparison:
    """In three statements, whatever the size."""
    rows = rows_to(session, later)
    if not rows:
        return Comparison(None, ())
    earlier = rows[0].from_draft
    old, new = (_by_key(article_texts(session, draft.id)) for draft in (earlier, later))
    return Comparison(earlier, tuple(_pair(row, old, new) for row in rows))


def _by_key(articles: Iterable[ArticleText]) -> dict[str, ArticleText]:
    return {article.key: article for article in articles}


def _pair(row: ProvisionMap, old: dict[str, ArticleText], new: dict[str, ArticleText]) -> Pair:
    before, after = _side(row.old_keys, old), _side(row.new_keys, new)
    if before is None or after is None or before.text == after.text:
        return Pair(row, before, after, ())
    return Pair(row, before, after, tuple(redline(before.text, after.text)))


def _side(keys: Iterable[str], articles: dict[str, ArticleText]) -> Side | None:
    found = [articles[key] for key in keys if key in articles]
    if not found:
        return None
    return Side(tuple(article.label for article in found), "\n".join(article.plain for article in found))
