"""Where two readings differ, although sentences may have changed places.

Long equal blocks are the core. What stands between two of them is a gap; a stretch that found no counterpart is looked for
once more among the other text's stretches without one, because copied letters get their sentences moved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

SHORTEST_BLOCK = 3  # tokens; shorter agreement between two differences is chance
SHORTEST_MOVED = 8
EDGE = 2
MOST_MOVED = 6  # stretches of each text that are tried against each other


@dataclass(frozen=True, slots=True)
class Gap:
    """tokens[a_start:a_end] of the one stands where tokens[b_start:b_end] of the other does; one of them may be empty."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int

    @property
    def longer(self) -> int:
        return max(self.a_end - self.a_start, self.b_end - self.b_start)

    @property
    def shorter(self) -> int:
        return min(self.a_end - self.a_start, self.b_end - self.b_start)


def gaps(a: str, b: str) -> list[Gap]:
    """All differences in order, those within moved stretches after them; a stretch that only moved is no difference."""
    found = list(_gaps(a, b, 0, 0))
    moved = list(_moved(a, b, found))
    ours = {(pair.a_start, pair.a_end) for pair in moved}
    theirs = {(pair.b_start, pair.b_end) for pair in moved}
    left = [gap for gap in found if (gap.a_start, gap.a_end) not in ours and (gap.b_start, gap.b_end) not in theirs]
    return left + [gap for pair in moved for gap in _inner_gaps(a, b, pair)]


def _gaps(a: str, b: str, a_offset: int, b_offset: int) -> Iterator[Gap]:
    a_done = b_done = 0
    for block in _blocks(a, b):
        if block.a_start > a_done or block.b_start > b_done:
            yield Gap(a_offset + a_done, a_offset + block.a_start, b_offset + b_done, b_offset + block.b_start)
        a_done, b_done = block.a_end, block.b_end


def _blocks(a: str, b: str) -> list[Gap]:
    """Equal stretches long enough to be meant, and the empty one at the end."""
    equal = [
        Gap(code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Levenshtein.opcodes(a, b)
        if code.tag == "equal"
    ]
    meant = [block.longer >= SHORTEST_BLOCK or _at_an_end(block, a, b) for block in equal]
    for index in range(1, len(equal)):
        meant[index] = meant[index] or (meant[index - 1] and _close(equal[index - 1], equal[index]))
    for index in range(len(equal) - 2, -1, -1):
        meant[index] = meant[index] or (meant[index + 1] and _close(equal[index], equal[index + 1]))
    return [*(block for block, kept in zip(equal, meant, strict=True) if kept), Gap(len(a), len(a), len(b), len(b))]


def _close(block: Gap, following: Gap) -> bool:
    """One character changed between them: then even a short stretch is no agreement by chance."""
    return max(following.a_start - block.a_end, following.b_start - block.b_end) <= 1


def _at_an_end(block: Gap, a: str, b: str) -> bool:
    return (block.a_start == block.b_start == 0) or (block.a_end == len(a) and block.b_end == len(b))


def _moved(a: str, b: str, found: list[Gap]) -> Iterator[Gap]:
    """Pairs of unmatched stretches that look like the same sentences in another place."""
    ours = [(gap.a_start, gap.a_end) for gap in found if gap.a_end - gap.a_start >= SHORTEST_MOVED]
    theirs = [(gap.b_start, gap.b_end) for gap in found if gap.b_end - gap.b_start >= SHORTEST_MOVED]
    for a_start, a_end in sorted(ours, key=_shortness)[:MOST_MOVED]:
        own = _grams(a[a_start:a_end])
        for b_start, b_end in sorted(theirs, key=_shortness)[:MOST_MOVED]:
            if len(own & _grams(b[b_start:b_end])) >= SHORTEST_MOVED // 2:
                yield Gap(a_start, a_end, b_start, b_end)


def _inner_gaps(a: str, b: str, pair: Gap) -> list[Gap]:
    """Differences within a moved stretch; of what lies before its first block and after its last only a word or two."""
    ours, theirs = a[pair.a_start : pair.a_end], b[pair.b_start : pair.b_end]
    blocks = [block for block in _blocks(ours, theirs)[:-1] if block.longer >= SHORTEST_BLOCK]
    if sum(block.longer for block in blocks) < SHORTEST_MOVED // 2:
        return []
    edges = [Gap(0, 0, 0, 0), *blocks, Gap(len(ours), len(ours), len(theirs), len(theirs))]
    found = [
        Gap(pair.a_start + x.a_end, pair.a_start + y.a_start, pair.b_start + x.b_end, pair.b_start + y.b_start)
        for x, y in pairwise(edges)
    ]
    return [gap for index, gap in enumerate(found) if gap.longer and (0 < index < len(blocks) or gap.longer <= EDGE)]


def _shortness(stretch: tuple[int, int]) -> int:
    return stretch[0] - stretch[1]


def _grams(text: str) -> set[str]:
    return set(map("".join, zip(text, text[1:], text[2:], strict=False)))
