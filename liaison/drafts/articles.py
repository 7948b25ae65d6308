"""Which 第N条 at the start of a line are the draft's own articles.

Lines also begin so because a sentence was broken there, because an amendment quotes or orders a change, because a table of
contents or an attachment lists them. A label counts by how it is written, by what stands before it, and by whether
its number goes on from the last; a gap or a repeated number alone does not disown an article, it is reported.
"""

from dataclasses import dataclass, field

from liaison.drafts.labels import ArticleLabel, read_article_label
from liaison.drafts.lines import Line, is_blank
from liaison.drafts.quotation import Quotation, begins_with_instruction, introduces_listing
from liaison.drafts.wraps import Wrapping
from liaison.language.numerals import NUMERAL_CHARACTERS

GOES_ON = ("、", "，", ",", "至第", "到第", "和第", "或第", "或者第", "及第", "以及第", "与第", "）", "》", ")")
REFERS = (
    "规定的",
    "规定之",
    "规定，",
    "规定、",
    "规定处",
    "规定执行",
    "规定办理",
    "所列",
    "所规定",
    "所称",
    "所述",
    "所指",
    "的",
)
FEWEST_IN_A_DRAFT = 3
LARGEST_SLIP = 2
LOOKAHEAD = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that begins with 第N条; `position` counts spoken lines, `broken` says a sentence seems to run into it."""

    position: int
    label: ArticleLabel
    broken: bool

    @property
    def place(self) -> tuple[int, int]:
        return self.label.number, self.label.sub


@dataclass(slots=True)
class OwnArticles:
    """The articles found, where the law's text ends (a position), the lines where quotations stayed open, and labels
    taken for another text's because their numbers fit nowhere."""

    chosen: list[Candidate]
    end: int
    restarted: bool = False
    never_closed: list[int] = field(default_factory=list)
    strays: list[Candidate] = field(default_factory=list)


def find_candidates(lines: list[Line], wrapping: Wrapping) -> list[Candidate]:
    """Every line that could begin an article, references and orders to change left out."""
    found = []
    for position, line in enumerate(lines):
        label = read_article_label(line.text)
        if label is None or _is_reference(line.text[label.end :], label) or _orders_a_change(line.text, label):
            continue
        broken = position > 0 and wrapping.runs_on(lines[position - 1], line)
        found.append(Candidate(position, label, broken))
    return found


def own_articles(lines: list[Line], candidates: list[Candidate], enders: set[int]) -> OwnArticles:
    """The draft's own articles, up to an attachment or explanation (`enders`) after which the numbers do not go on."""
    walk = _Walk(lines, candidates)
    for position, line in enumerate(lines):
        if walk.chosen and position in enders and not walk.goes_on_after(position):
            return walk.result(position)
        walk.passes(position, line)
    return walk.result(len(lines))


class _Walk:
    def __init__(self, lines: list[Line], candidates: list[Candidate]) -> None:
        self._lines = lines
        self._candidates = candidates
        self._at = {candidate.position: index for index, candidate in enumerate(candidates)}
        self._next = 0
        self._quotation = Quotation(lines)
        self._listing = False
        whole = [candidate for candidate in candidates if not candidate.broken]
        self._spaced = 2 * sum(candidate.label.spaced for candidate in whole) >= len(whole)
        self._well_written = {candidate.place for candidate in whole if candidate.label.spaced}
        self.chosen: list[Candidate] = []
        self._earlier: list[list[Candidate]] = []
        self._strays: list[Candidate] = []

    def passes(self, position: int, line: Line) -> None:
        """Takes in one line, which may begin an article."""
        index = self._at.get(position)
        if index is not None:
            self._next = index + 1
            if self._is_own(self._candidates[index], line):
                self._take(self._candidates[index])
        self._quotation.hears(line)
        self._listing = self._listing or introduces_listing(line.text)

    def goes_on_after(self, position: int) -> bool:
        """Whether the next label after this place carries the numbering on."""
        following = self._candidates[self._next : self._next + 1]
        return any(self._is_expected(candidate) for candidate in following)

    def result(self, end: int) -> OwnArticles:
        """The run of articles that is the draft: the first, unless it is a mere stray before a longer one."""
        runs = [run for run in (*self._earlier, self.chosen) if run]
        never_closed = self._quotation.never_closed
        if len(runs) < 2:
            return OwnArticles(self.chosen, end, False, never_closed, self._strays)
        best = runs[0] if len(runs[0]) >= FEWEST_IN_A_DRAFT else max(runs, key=len)
        after = runs.index(best) + 1
        end = runs[after][0].position if after < len(runs) else end
        return OwnArticles(best, end, True, never_closed, self._strays)

    def _take(self, candidate: Candidate) -> None:
        if self.chosen and candidate.place == (1, 0) and self.chosen[-1].place > (1, 0):
            self._earlier.append(self.chosen)
            self.chosen = []
        self.chosen.append(candidate)
        self._quotation.give_up()
        self._listing = False

    def _is_own(self, candidate: Candidate, line: Line) -> bool:
        expected = self._is_expected(candidate)
        if self._quotation.is_open and not (expected and self.chosen and not self._quotation.closes_later(line)):
            return False
        if candidate.broken and not self._begins_anyway(candidate, expected):
            return False
        if not candidate.label.spaced and self._spaced:
            return expected and candidate.place not in self._well_written
        if expected or self._listing:
            return expected
        stray = self._is_stray(candidate)
        if stray:
            self._strays.append(candidate)
        return not stray

    def _begins_anyway(self, candidate: Candidate, expected: bool) -> bool:
        """After a long line without a stop: a well-written label that is due, or 第一条 under a long title."""
        due = expected and candidate.label.spaced and self._spaced
        return due or (not self.chosen and candidate.place == (1, 0))

    def _is_expected(self, candidate: Candidate) -> bool:
        if not self.chosen:
            return True
        number, sub = self.chosen[-1].place
        return candidate.place in ((number + 1, 0), (number, sub + 1))

    def _is_stray(self, candidate: Candidate) -> bool:
        """Far out of order, while the number that is due comes soon after: another text's article."""
        number, sub = self.chosen[-1].place
        if abs(candidate.label.number - number) <= LARGEST_SLIP:
            return False
        if not candidate.label.spaced and candidate.label.number < number:
            return candidate.place != (1, 0)
        due = {(number + 1, 0), (number, sub + 1)}
        return any(later.place in due for later in self._candidates[self._next : self._next + LOOKAHEAD])


def _is_reference(rest: str, label: ArticleLabel) -> bool:
    """第十条规定的…, 第十条第二款…, 第十条、第十一条…: the words speak about an article."""
    if rest.startswith(GOES_ON):
        return True
    return not label.spaced and (rest.startswith(REFERS) or _names_a_paragraph(rest))


def _names_a_paragraph(rest: str) -> bool:
    if not rest.startswith("第"):
        return False
    position = 1
    while position < min(len(rest), 8) and (
        rest[position] in NUMERAL_CHARACTERS or rest[position].isdecimal() or is_blank(rest[position])
    ):
        position += 1
    return rest[position : position + 1] in ("款", "项", "目")


def _orders_a_change(text: str, label: ArticleLabel) -> bool:
    return not label.spaced and begins_with_instruction(text[label.end :])
