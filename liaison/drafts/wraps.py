"""Is a text broken at a fixed width (as copied from a PDF), and which line goes on in the next?

In such a text a line may begin with 第十条规定的… and still be the middle of a sentence.
"""

import itertools
from dataclasses import dataclass

from liaison.drafts.labels import read_article_label, read_heading, read_marker
from liaison.drafts.lines import Line, columns

SENTENCE_ENDS = frozenset("。；：！？;:!?”’」』")
NARROWEST = 40
WIDEST = 110
FEWEST_BROKEN = 3
SLACK = 8


@dataclass(frozen=True, slots=True)
class Wrapping:
    """`width` is the full line in columns, 0 where lines are not broken; `indent` that of a paragraph's first line."""

    width: int
    indent: int

    def runs_on(self, line: Line, following: Line) -> bool:
        """Whether a paragraph goes on from this line into the following one, as far as the layout can tell."""
        if not self.width or not self.is_full(line) or _is_heading(line):
            return False
        ended = line.text[-1] in SENTENCE_ENDS
        if ended and (_begins_article(following) or _is_heading(following) or read_marker(following.text)):
            return False
        return following.indent < self.indent if self.indent else not ended or line.text[-1] in "；;"

    def is_full(self, line: Line) -> bool:
        """Whether the line reaches the margin, give or take what line-breaking rules leave free."""
        return line.width >= self.width - SLACK


def measure(lines: list[Line]) -> Wrapping:
    """The wrapping of a text, from its spoken lines."""
    broken = [line for line, after in itertools.pairwise(lines) if _looks_broken(line, after)]
    widths = sorted(line.width for line in broken)
    if len(broken) < FEWEST_BROKEN or len(broken) * 7 < len(lines):
        return Wrapping(0, 0)
    width = widths[len(widths) // 2]
    near = sum(1 for value in widths if abs(value - width) <= SLACK)
    longest = sorted(line.width for line in lines)[len(lines) * 19 // 20]
    if not NARROWEST <= width <= WIDEST or near * 10 < len(widths) * 7 or longest > width + 2 * SLACK:
        return Wrapping(0, 0)
    return Wrapping(width, _paragraph_indent(lines, broken))


def _looks_broken(line: Line, after: Line) -> bool:
    """A long line without an end of sentence, followed by a line that begins like the middle of one."""
    if line.text[-1] in SENTENCE_ENDS or columns(line.text) < NARROWEST * 3 // 4:
        return False
    return not (_is_heading(line) or read_marker(after.text) or _is_heading(after))


def _paragraph_indent(lines: list[Line], broken: list[Line]) -> int:
    """How far first lines are set in, or 0 where they are not: articles begin paragraphs, broken lines run into others.

    A word that runs over sits at the margin; only if articles stand clear of it does the indent tell anything.
    """
    follows = {line.number + 1 for line in broken}
    margins = sorted(line.indent for line in lines if line.number in follows)
    firsts = sorted(line.indent for line in lines if _begins_article(line) and line.number not in follows)
    if not margins or not firsts:
        return 0
    margin, first = margins[len(margins) // 2], firsts[len(firsts) // 2]
    return first if first >= margin + 2 else 0


def _is_heading(line: Line) -> bool:
    heading = read_heading(line.text)
    return heading is not None and not heading.is_reference


def _begins_article(line: Line) -> bool:
    label = read_article_label(line.text)
    return label is not None and label.spaced
