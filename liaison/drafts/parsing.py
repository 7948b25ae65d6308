"""From the text of a draft to its tree.

Pure, and one pass after another over the lines, so that a text of any length takes time in proportion. The order of the
decisions: what is page furniture, how lines were broken, what is the table of contents, whether articles or 一、二、三
points are the structure and which of them are own, which headings stand above them, what stands around it all.
"""

from dataclasses import dataclass, field

from liaison.drafts.articles import Candidate, find_candidates, own_articles
from liaison.drafts.contents import find_contents, without_leaders
from liaison.drafts.furniture import furniture
from liaison.drafts.headings import own_headings
from liaison.drafts.labels import is_attachment_label
from liaison.drafts.lines import Line, split_lines
from liaison.drafts.oddities import (
    NOTHING_FOUND,
    article_oddities,
    empty_articles,
    heading_oddities,
    point_oddities,
)
from liaison.drafts.outline import Mark, attachments, preface, provisions
from liaison.drafts.points import OwnPoints, own_points
from liaison.drafts.source import Source
from liaison.drafts.surroundings import explanation_starts, is_preface_heading, read_before, title_above
from liaison.drafts.topics import parse_topics
from liaison.drafts.tree import DraftTree, Oddity
from liaison.drafts.wraps import Wrapping, measure

__all__ = ["parse", "parse_topics"]


@dataclass(slots=True)
class Law:
    """Where the law stands among the spoken lines: its marks, where its closing lines begin and where it ends."""

    marks: list[Mark]
    closing: int
    end: int
    oddities: list[Oddity] = field(default_factory=list)


def parse(text: str) -> DraftTree:
    """The tree of a draft, whatever the text: what is not understood is kept and reported, never refused."""
    every_line = split_lines(text)
    aside = furniture(every_line)
    lines = [line for line in every_line if line.text and line.number not in aside]
    wrapping = measure(lines)
    candidates = find_candidates(lines, wrapping)
    contents = find_contents(lines, _first_article(lines, candidates))
    explanations = explanation_starts(lines)
    law = _law(lines, wrapping, [one for one in candidates if one.position >= contents[1]], contents[1], explanations)
    return _tree(Source(text, wrapping), lines, contents, law, explanations)


def _first_article(lines: list[Line], candidates: list[Candidate]) -> int:
    """The first label that is not an entry of a table of contents."""
    listed = (
        one.position for one in candidates if without_leaders(lines[one.position].text) == lines[one.position].text
    )
    return next(listed, len(lines))


def _law(lines: list[Line], wrapping: Wrapping, candidates: list[Candidate], begin: int, explanations: set[int]) -> Law:
    enders = explanations | {at for at, line in enumerate(lines) if is_attachment_label(line.text)}
    points = own_points(lines, wrapping, begin, enders)
    own = own_articles(lines, candidates, enders)
    if points.amends and points.chosen and (not own.chosen or points.chosen[0].position < own.chosen[0].position):
        return _law_of_points(lines, points)
    if not own.chosen:
        return _law_of_points(lines, points)
    if own.restarted:
        own.end = title_above(lines, own.end, own.chosen[-1].position + 1)
    headings = own_headings(lines, [article.position for article in own.chosen], begin, own.end)
    marks: list[Mark] = [*headings, *own.chosen]
    marks.sort(key=lambda mark: mark.position)
    oddities = article_oddities(lines, own) + heading_oddities(lines, headings)
    return Law(marks, own.end, own.end, oddities)


def _law_of_points(lines: list[Line], points: OwnPoints) -> Law:
    if not points.chosen:
        return Law([], len(lines), len(lines), [Oddity(1, NOTHING_FOUND)])
    oddities = point_oddities(lines, points.chosen, points.never_closed)
    return Law(list(points.chosen), points.closing, points.end, oddities)


def _tree(source: Source, lines: list[Line], contents: tuple[int, int], law: Law, explanations: set[int]) -> DraftTree:
    begin = law.marks[0].position if law.marks else law.end
    head = contents[0] if contents[1] else _preface_heading(lines, begin)
    before = read_before(lines, min(head, begin))
    source.claim_lines(lines[contents[0] : contents[1]], "", "contents")
    notice = source.claim_lines(lines[: before.title], "", "notice")
    title = source.claim_lines(lines[before.title : before.history], "", "title").replace("\n", "")
    history = source.claim_lines(lines[before.history : before.preface], "", "history")
    between = (
        lines[before.preface : min(head, begin)] + lines[max(contents[1], before.preface, min(head, begin)) : begin]
    )
    headed = next((line for line in between if is_preface_heading(line)), None)
    opening = preface(source, headed, [line for line in between if line is not headed])
    nodes = provisions(source, lines, law.marks, law.closing)
    closing = source.claim_lines(lines[law.closing : law.end], "", "closing")
    explained = min((at for at in explanations if at >= law.end), default=len(lines))
    attached = attachments(source, lines[law.end : explained])
    explanation = source.claim_lines(lines[explained:], "", "explanation")
    warnings = tuple(sorted(law.oddities + empty_articles(nodes), key=lambda oddity: oddity.line))
    return DraftTree(title, history, notice, opening, nodes, attached, closing, explanation, warnings, source.pieces())


def _preface_heading(lines: list[Line], begin: int) -> int:
    return next((at for at in range(begin) if is_preface_heading(lines[at])), begin)
