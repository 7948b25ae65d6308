"""What a proposed wording changes in the text, as runs that a page or a paper can mark.

A plain character diff of two Chinese sentences is confetti: single characters such as 的 agree by chance. Runs that agree by
chance are therefore shown as changed on both sides; the two texts can always be rebuilt from the runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

RunKind = Literal["same", "ins", "del"]
SHORTEST_SAME = 2  # characters; a shorter agreement between two changes is chance
WEAK_SAME = 4  # an agreement shorter than this counts as chance between two changes that are each three times as long


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that both sides have (same), only the new (ins) or only the old (del). Never empty."""

    kind: RunKind
    text: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Old and new text of one place; equal texts mean that nothing changed there."""

    old: str
    new: str

    @property
    def is_change(self) -> bool:
        return self.old != self.new

    def joined(self, other: "_Stretch") -> "_Stretch":
        return _Stretch(self.old + other.old, self.new + other.new)


def redline(old: str, new: str) -> list[Run]:
    """The runs from `old` to `new`. same + del = old, same + ins = new; in one place what goes stands before what comes."""
    return [run for stretch in _meaningful(_stretches(old, new)) for run in _runs(stretch)]


def old_text(runs: list[Run]) -> str:
    return "".join(run.text for run in runs if run.kind != "ins")


def new_text(runs: list[Run]) -> str:
    return "".join(run.text for run in runs if run.kind != "del")


def _stretches(old: str, new: str) -> list[_Stretch]:
    """Changes and agreements in turn."""
    found: list[_Stretch] = []
    for opcode in Indel.opcodes(old, new):
        stretch = _Stretch(old[opcode.src_start : opcode.src_end], new[opcode.dest_start : opcode.dest_end])
        if found and found[-1].is_change and stretch.is_change:
            found[-1] = found[-1].joined(stretch)
        else:
            found.append(stretch)
    return found


def _meaningful(stretches: list[_Stretch]) -> list[_Stretch]:
    """Takes chance agreements into the changes around them."""
    kept: list[_Stretch] = []
    for index, stretch in enumerate(stretches):
        following = stretches[index + 1] if index + 1 < len(stretches) else None
        if kept and kept[-1].is_change and (stretch.is_change or _by_chance(kept[-1], stretch, following)):
            kept[-1] = kept[-1].joined(stretch)
        else:
            kept.append(stretch)
    return kept


def _by_chance(before: _Stretch, same: _Stretch, after: _Stretch | None) -> bool:
    length = len(same.old)
    if after is None:
        return False
    if length < SHORTEST_SAME:
        return True
    return length < WEAK_SAME and 3 * length <= min(_size(before), _size(after))


def _size(change: _Stretch) -> int:
    return max(len(change.old), len(change.new))


def _runs(stretch: _Stretch) -> Iterator[Run]:
    if not stretch.is_change:
        yield Run("same", stretch.old)
        return
    if stretch.old:
        yield Run("del", stretch.old)
    if stretch.new:
        yield Run("ins", stretch.new)
