"""The draft as pages, forms and papers read it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from liaison.drafts.citation import label_of_key, place_label
from liaison.drafts.models import Draft, DraftState, Provision, ProvisionKind

ARTICLES = (ProvisionKind.ARTICLE, ProvisionKind.TOPIC, ProvisionKind.POINT)


@dataclass(frozen=True)
class ParagraphText:
    """A 款, 项 or 目 with what stands below it; `anchor` names it within its page."""

    key: str
    label: str
    text: str
    items: tuple["ParagraphText", ...] = ()

    @property
    def anchor(self) -> str:
        return self.key


@dataclass(frozen=True)
class ArticleText:
    """An article with its paragraphs; `chapter` is the title of the chapter it stands in."""

    key: str
    label: str
    heading: str
    chapter: str
    paragraphs: tuple[ParagraphText, ...]

    @property
    def plain(self) -> str:
        return "\n".join(_lines(self.paragraphs))


class ProvisionTree:
    """All provisions of a draft, read in one statement, put together again."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self.in_order = provisions
        self._by_id = {provision.id: provision for provision in provisions}
        self._below: dict[int | None, list[Provision]] = {}
        for provision in provisions:
            self._below.setdefault(provision.parent_id, []).append(provision)

    def article(self, provision: Provision) -> ArticleText:
        """The provision as an article, whatever kind it is: a preface and an attachment read the same."""
        label = provision.label or label_of_key(provision.key)
        paragraphs = tuple(self._place(child) for child in self._below.get(provision.id, []))
        if not paragraphs and provision.text:
            paragraphs = (ParagraphText(provision.key, label, provision.text),)
        return ArticleText(provision.key, label, provision.heading, self._chapter(provision), paragraphs)

    def _place(self, provision: Provision) -> ParagraphText:
        items = tuple(self._place(child) for child in self._below.get(provision.id, []))
        return ParagraphText(provision.key, place_label(provision), printed(provision), items)

    def _chapter(self, provision: Provision) -> str:
        above = self._above(provision)
        while above is not None and above.kind is not ProvisionKind.CHAPTER:
            above = self._above(above)
        return f"{above.label} {above.heading}".strip() if above else ""

    def _above(self, provision: Provision) -> Provision | None:
        return self._by_id.get(provision.parent_id) if provision.parent_id else None


def provision_tree(session: Session, draft_id: int) -> ProvisionTree:
    in_order = select(Provision).where(Provision.draft_id == draft_id).order_by(Provision.position)
    return ProvisionTree(session.scalars(in_order).all())


def current_draft(session: Session, consultation_id: int) -> Draft | None:
    """The newest draft that the office has put to use."""
    ready = select(Draft).where(Draft.consultation_id == consultation_id, Draft.state == DraftState.READY)
    return session.scalar(ready.order_by(Draft.number.desc()).limit(1))


def newest_drafts(session: Session, consultation_ids: Sequence[int], state: DraftState) -> dict[int, Draft]:
    """Consultation → its newest draft in this state, without the text; one statement."""
    found = select(Draft).where(Draft.consultation_id.in_(consultation_ids), Draft.state == state)
    light = found.options(defer(Draft.source_text), defer(Draft.parse_report))
    return {draft.consultation_id: draft for draft in session.scalars(light.order_by(Draft.number))}


def article_texts(session: Session, draft_id: int) -> list[ArticleText]:
    """Every article in order, in one statement."""
    tree = provision_tree(session, draft_id)
    return [tree.article(provision) for provision in tree.in_order if provision.kind in ARTICLES]


def article_text(session: Session, draft_id: int, key: str) -> ArticleText | None:
    """The article `key` names or stands in."""
    wanted = key.split(".", 1)[0]
    return next((article for article in article_texts(session, draft_id) if article.key == wanted), None)


def provision_at(session: Session, draft_id: int, key: str) -> Provision | None:
    return session.scalar(select(Provision).where(Provision.draft_id == draft_id, Provision.key == key))


def provision_label(provision: Provision) -> str:
    """第十二条第二款第三项: how the provision is cited in full, from its key alone."""
    return label_of_key(provision.key, provision.label)


def text_of(session: Session, provision: Provision) -> str:
    """The words of a provision with all that stands below it."""
    if provision.kind in ARTICLES:
        article = article_text(session, provision.draft_id, provision.key)
        return article.plain if article else provision.text
    under = select(Provision).where(
        Provision.draft_id == provision.draft_id, Provision.key.startswith(f"{provision.key}.", autoescape=True)
    )
    below = session.scalars(under.order_by(Provision.position))
    return "\n".join(words for words in [provision.text, *(printed(item) for item in below)] if words)


def printed(provision: Provision) -> str:
    """A 款 is printed without its label, a 项 or 目 with it."""
    return provision.text if provision.kind is ProvisionKind.PARAGRAPH else f"{provision.label}{provision.text}"


def _lines(paragraphs: Iterable[ParagraphText]) -> Iterator[str]:
    for paragraph in paragraphs:
        if paragraph.text:
            yield paragraph.text
        yield from _lines(paragraph.items)
