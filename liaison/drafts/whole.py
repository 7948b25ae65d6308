"""A draft as one reads it from beginning to end: headings and articles in order, with what stands around them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from liaison.drafts.models import Draft, Provision, ProvisionKind
from liaison.drafts.queries import ARTICLES, ArticleText, ProvisionTree, provision_tree

HEADINGS = {ProvisionKind.PART: 1, ProvisionKind.SUBPART: 2, ProvisionKind.CHAPTER: 3, ProvisionKind.SECTION: 4}


@dataclass(frozen=True, slots=True)
class Heading:
    """第一章　总则; `level` is 1 for a 编 to 4 for a 节; `text` stands between it and what follows, mostly nothing."""

    key: str
    level: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Exactly one of the two."""

    heading: Heading | None = None
    article: ArticleText | None = None


@dataclass(frozen=True, slots=True)
class WholeText:
    preface: ArticleText | None
    blocks: Sequence[Block]
    attachments: Sequence[ArticleText]

    @property
    def articles(self) -> list[ArticleText]:
        return [block.article for block in self.blocks if block.article]

    @property
    def headings(self) -> list[Heading]:
        return [block.heading for block in self.blocks if block.heading]

    @property
    def chapters(self) -> int:
        return sum(heading.level == HEADINGS[ProvisionKind.CHAPTER] for heading in self.headings)


def whole_text(session: Session, draft: Draft) -> WholeText:
    """In one statement."""
    tree = provision_tree(session, draft.id)
    return WholeText(
        next((tree.article(each) for each in tree.in_order if each.kind is ProvisionKind.PREFACE), None),
        [_block(tree, each) for each in tree.in_order if each.kind in ARTICLES or each.kind in HEADINGS],
        [tree.article(each) for each in tree.in_order if each.kind is ProvisionKind.ATTACHMENT],
    )


def _block(tree: ProvisionTree, provision: Provision) -> Block:
    if provision.kind in ARTICLES:
        return Block(article=tree.article(provision))
    title = f"{provision.label}　{provision.heading}".strip("　")
    return Block(heading=Heading(provision.key, HEADINGS[provision.kind], title, provision.text.strip()))
