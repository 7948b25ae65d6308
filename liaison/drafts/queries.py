"""The draft as pages, forms and papers read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.drafts.models import Draft, DraftState, Provision, ProvisionKind
from liaison.language.numerals import to_chinese

UNITS = {"p": "款", "i": "项", "s": "目"}
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


def current_draft(session: Session, consultation_id: int) -> Draft | None:
    """The newest draft that the office has put to use."""
    ready = select(Draft).where(Draft.consultation_id == consultation_id, Draft.state == DraftState.READY)
    return session.scalar(ready.order_by(Draft.number.desc()).limit(1))


def article_texts(session: Session, draft_id: int) -> list[ArticleText]:
    """Every article in order, in one statement."""
    provisions = session.scalars(
        select(Provision).where(Provision.draft_id == draft_id).order_by(Provision.position)
    ).all()
    below = _children(provisions)
    by_id = {provision.id: provision for provision in provisions}
    return [_article(provision, below, by_id) for provision in provisions if provision.kind in ARTICLES]


def article_text(session: Session, draft_id: int, key: str) -> ArticleText | None:
    """The article `key` names or stands in."""
    wanted = key.split(".", 1)[0]
    return next((article for article in article_texts(session, draft_id) if article.key == wanted), None)


def provision_at(session: Session, draft_id: int, key: str) -> Provision | None:
    return session.scalar(select(Provision).where(Provision.draft_id == draft_id, Provision.key == key))


def provision_label(provision: Provision) -> str:
    """第十二条第二款第三项: how the provision is cited in full, from its key alone."""
    return label_of_key(provision.key, provision.label)


def label_of_key(key: str, own_label: str = "") -> str:
    """art-12-1.p2.i3 → 第十二条之一第二款第三项; a key of another kind is called by its own label."""
    article, *below = key.split(".")
    kind, *numbers = article.split("-")
    if kind != "art" or not numbers:
        return own_label or key
    label = f"第{to_chinese(int(numbers[0]))}条" + "".join(f"之{to_chinese(int(sub))}" for sub in numbers[1:])
    return label + "".join(f"第{to_chinese(int(part[1:]))}{UNITS[part[0]]}" for part in below)


def text_of(session: Session, provision: Provision) -> str:
    """The words of a provision with all that stands below it."""
    if provision.kind in ARTICLES:
        article = article_text(session, provision.draft_id, provision.key)
        return article.plain if article else provision.text
    under = select(Provision).where(
        Provision.draft_id == provision.draft_id, Provision.key.startswith(f"{provision.key}.", autoescape=True)
    )
    below = session.scalars(under.order_by(Provision.position))
    return "\n".join([provision.text, *(printed(item) for item in below)])


def printed(provision: Provision) -> str:
    """A 款 is printed without its label, a 项 or 目 with it."""
    return provision.text if provision.kind is ProvisionKind.PARAGRAPH else f"{provision.label}{provision.text}"


def _children(provisions: Iterable[Provision]) -> dict[int | None, list[Provision]]:
    below: dict[int | None, list[Provision]] = {}
    for provision in provisions:
        below.setdefault(provision.parent_id, []).append(provision)
    return below


def _article(
    provision: Provision, below: dict[int | None, list[Provision]], by_id: dict[int, Provision]
) -> ArticleText:
    paragraphs = tuple(_place(child, below) for child in below.get(provision.id, []))
    if not paragraphs and provision.text:
        paragraphs = (ParagraphText(provision.key, provision.label, provision.text),)
    return ArticleText(provision.key, provision.label, provision.heading, _chapter(provision, by_id), paragraphs)


def _place(provision: Provision, below: dict[int | None, list[Provision]]) -> ParagraphText:
    items = tuple(_place(child, below) for child in below.get(provision.id, []))
    label = (
        provision.label if provision.kind is ProvisionKind.PARAGRAPH else label_of_key(provision.key).split("款")[-1]
    )
    return ParagraphText(provision.key, label, printed(provision), items)


def _chapter(provision: Provision, by_id: dict[int, Provision]) -> str:
    above = by_id.get(provision.parent_id) if provision.parent_id else None
    while above is not None and above.kind is not ProvisionKind.CHAPTER:
        above = by_id.get(above.parent_id) if above.parent_id else None
    return f"{above.label} {above.heading}".strip() if above else ""


def _lines(paragraphs: Iterable[ParagraphText]) -> Iterable[str]:
    for paragraph in paragraphs:
        yield paragraph.text
        yield from _lines(paragraph.items)
