"""The text that was read, shared by all who build the tree: who owns which stretch of it, and which keys are taken."""

from collections import Counter
from dataclasses import dataclass

from liaison.drafts.lines import Line
from liaison.drafts.tree import Piece, Role
from liaison.drafts.wraps import Wrapping


@dataclass(frozen=True, slots=True)
class Claim:
    """source[start:end] belongs to a node."""

    start: int
    end: int
    owner: str
    role: Role


@dataclass(slots=True)
class Stretch:
    """A natural paragraph: the spans of its lines."""

    line: int
    spans: list[tuple[int, int]]


class Source:
    """The text read, how it was wrapped, and who owns which stretch of it."""

    def __init__(self, text: str, wrapping: Wrapping) -> None:
        self.text = text
        self.wrapping = wrapping
        self.claims: list[Claim] = []
        self._used: Counter[str] = Counter()

    def unique(self, key: str) -> str:
        """The key, or key_2, key_3 where a number is used again."""
        self._used[key] += 1
        return key if self._used[key] == 1 else f"{key}_{self._used[key]}"

    def claim(self, start: int, end: int, owner: str, role: Role) -> None:
        if end > start:
            self.claims.append(Claim(start, end, owner, role))

    def claim_lines(self, lines: list[Line], owner: str, role: Role) -> str:
        """Claims whole lines and gives their words, one natural paragraph a line."""
        stretches = self.stretches([(line, line.start) for line in lines])
        for stretch in stretches:
            for start, end in stretch.spans:
                self.claim(start, end, owner, role)
        return "\n".join(self.words(stretch.spans) for stretch in stretches)

    def stretches(self, lines: list[tuple[Line, int]]) -> list[Stretch]:
        """Lines, each from a given place on, joined to natural paragraphs where the page had broken them."""
        found: list[Stretch] = []
        before: Line | None = None
        for line, start in lines:
            if before is not None and found and self.wrapping.runs_on(before, line):
                found[-1].spans.append((start, line.end))
            elif line.end > start:
                found.append(Stretch(line.number, [(start, line.end)]))
            before = line
        return found

    def words(self, spans: list[tuple[int, int]]) -> str:
        """The spans without line ends; two Latin words broken apart keep a blank between them."""
        parts: list[str] = []
        for start, end in spans:
            if parts and _is_latin(parts[-1][-1:]) and _is_latin(self.text[start : start + 1]):
                parts.append(" ")
            parts.append(self.text[start:end])
        return "".join(parts)

    def pieces(self) -> tuple[Piece, ...]:
        """The whole text, in order; what no claim covers is layout."""
        found, at = [], 0
        for claim in sorted(self.claims, key=lambda claim: (claim.start, claim.end)):
            if claim.start > at:
                found.append(Piece("", "layout", self.text[at : claim.start]))
            if claim.end > at:
                found.append(Piece(claim.owner, claim.role, self.text[max(at, claim.start) : claim.end]))
            at = max(at, claim.end)
        return (*found, Piece("", "layout", self.text[at:])) if at < len(self.text) else tuple(found)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
