"""Why an excerpt is in its group, in one Chinese sentence that a clerk can check. Never a score."""

from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz.distance import Levenshtein

from liaison.grouping.similarity import likeness

LONG_PASSAGE = 6  # characters that one text has and the other has not; fewer are a slip of the pen
MOVED_PERCENT = 85

EvidenceKind = Literal["exact", "near", "first", "seed", "person"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`with_item` is the item that the sentence calls 这一条, None where it speaks of the group."""

    kind: EvidenceKind
    with_item: int | None
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "with": self.with_item, "sentence": self.sentence}


FIRST = Evidence("first", None, "本组以这一条为起点")
OF_SEED = Evidence("seed", None, "由工作人员确认在本组")


def exact(with_item: int) -> Evidence:
    return Evidence("exact", with_item, "与这一条一字不差（标点、空格、繁简不计）")


def near(text: str, other: str, with_item: int) -> Evidence:
    return Evidence("near", with_item, "与这一条" + difference(text, other))


def joined_by_person(with_item: int) -> Evidence:
    return Evidence("person", with_item, "工作人员认定与这一条是同一诉求")


def difference(text: str, other: str) -> str:
    """What the text has more, less and otherwise than the other: 只差 4 个字."""
    changed = added = lacking = 0
    for code in Levenshtein.opcodes(other, text):
        less, more = code.src_end - code.src_start, code.dest_end - code.dest_start
        if code.tag == "equal":
            continue
        if max(less, more) < LONG_PASSAGE:
            changed += max(less, more)
        else:
            added, lacking = added + more, lacking + less
    if added and lacking and likeness(text, other).shared * 100 >= MOVED_PERCENT * likeness(text, other).together:
        return "内容相同，只是语句次序不同"
    if not added and not lacking:
        return f"只差 {changed} 个字"
    parts = [f"多写了 {added} 个字"] * bool(added) + [f"少写了 {lacking} 个字"] * bool(lacking)
    return (
        ("主要内容相同，" if changed else "相同，只是")
        + "、".join(parts)
        + (f"，另差 {changed} 个字" if changed else "")
    )
