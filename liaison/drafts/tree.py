"""What a draft text says, as a value: the provisions of one draft and everything that stands around them.

The tree is what every later step points at, so its keys stay the same for the same text, and its pieces joined
together are the text that was read: nothing of a draft disappears because the parser did not understand it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from liaison.language.numerals import to_chinese

Kind = Literal[
    "part",
    "subpart",
    "chapter",
    "section",
    "article",
    "paragraph",
    "item",
    "subitem",
    "point",
    "preface",
    "attachment",
    "topic",
]
Role = Literal[
    "label",
    "heading",
    "text",
    "title",
    "history",
    "notice",
    "contents",
    "closing",
    "explanation",
    "layout",
]


@dataclass(frozen=True, slots=True)
class ProvisionNode:
    """One addressable place of a draft.

    `label` is as printed without blanks (第十二条之一, （三）, 第一章) except for a 款, which has none in print and is
    called 第二款; `heading` is a chapter's title or an article's 条旨; `text` holds all words after the label, of a
    paragraph or item only its own; `line` is where it begins in the text read, from 1.
    """

    key: str
    kind: Kind
    number: int | None
    sub: int
    label: str
    heading: str
    text: str
    children: tuple["ProvisionNode", ...]
    line: int

    @property
    def title(self) -> str:
        """第一章 总则, 一、一般规定, 附则: how the heading is shown and cited."""
        blank = " " if self.label and self.heading and not self.label.endswith("、") else ""
        return f"{self.label}{blank}{self.heading}"


@dataclass(frozen=True, slots=True)
class PlacedArticle:
    """An article with the headings it stands under (None where there is none)."""

    node: ProvisionNode
    part: str | None
    subpart: str | None
    chapter: str | None
    section: str | None


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something a clerk should look at before opening the draft: line from 1, and what was seen there."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text read; `owner` is the key of the node it belongs to, or "" for what no node holds."""

    owner: str
    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class DraftTree:
    """A whole draft. Text of another kind around it (notice, contents, explanation) is kept, never parsed as law."""

    title: str
    history: str
    notice_before: str
    preface: ProvisionNode | None
    nodes: tuple[ProvisionNode, ...]
    attachments: tuple[ProvisionNode, ...]
    closing: str
    explanation_after: str
    warnings: tuple[Oddity, ...]
    pieces: tuple[Piece, ...]

    def articles(self) -> Iterator[PlacedArticle]:
        """The draft's own articles in order, never those it quotes."""
        yield from _articles(self.nodes, {})

    def points(self) -> tuple[ProvisionNode, ...]:
        """The 一、二、三 of a decision or an amendment."""
        return tuple(node for node in self.nodes if node.kind == "point")

    def walk(self) -> Iterator[ProvisionNode]:
        """Every node, preface first, attachments last, parents before children."""
        yield from _walk(((self.preface,) if self.preface else ()) + self.nodes + self.attachments)

    def source(self) -> str:
        """The text that was read, character for character."""
        return "".join(piece.text for piece in self.pieces)


def paragraph_label(number: int) -> str:
    """2 → 第二款."""
    return f"第{to_chinese(number)}款" if number < 10_000 else f"第{number}款"


def _articles(nodes: tuple[ProvisionNode, ...], above: dict[str, str]) -> Iterator[PlacedArticle]:
    for node in nodes:
        if node.kind == "article":
            yield PlacedArticle(
                node, above.get("part"), above.get("subpart"), above.get("chapter"), above.get("section")
            )
        elif node.kind in ("part", "subpart", "chapter", "section"):
            yield from _articles(node.children, above | {node.kind: node.title})


def _walk(nodes: tuple[ProvisionNode, ...]) -> Iterator[ProvisionNode]:
    for node in nodes:
        yield node
        yield from _walk(node.children)
