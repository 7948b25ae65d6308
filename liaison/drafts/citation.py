"""How a place of a draft is cited, read from its stable key: art-12-1.p2.i3 is 第十二条之一第二款第三项."""

from liaison.drafts.models import Provision, ProvisionKind
from liaison.language.numerals import to_chinese

UNITS = {"p": "款", "i": "项", "s": "目"}
HEADS = {"art": "条", "pt": "点", "topic": "题"}
LONGEST_WRITTEN = 4


def label_of_key(key: str, own_label: str = "") -> str:
    """art-12-1.p2.i3 → 第十二条之一第二款第三项; a key of another kind is called by its own label."""
    head, *below = (without_repeat(part) for part in key.split("."))
    kind, *numbers = head.split("-")
    if kind == "preface":
        return "序言" + _places(below)
    if kind not in HEADS or not numbers:
        return own_label or key
    label = f"第{_counted(numbers[0])}{HEADS[kind]}" + "".join(f"之{_counted(sub)}" for sub in numbers[1:])
    return label + _places(below)


def place_label(provision: Provision) -> str:
    """The place within what stands above it: 第二款, 第三项, 第一目."""
    if provision.kind is ProvisionKind.PARAGRAPH:
        return provision.label
    return _places([without_repeat(provision.key.rsplit(".", 1)[-1])])


def without_repeat(part: str) -> str:
    """art-5_2 is the second 第五条 of a draft that counts wrongly: it is cited as it is printed."""
    return part.split("_", 1)[0]


def _places(below: list[str]) -> str:
    return "".join(f"第{_counted(part[1:])}{UNITS[part[0]]}" for part in below)


def _counted(digits: str) -> str:
    """A printed number may be anything: （20260501） is cited in figures."""
    return to_chinese(int(digits)) if len(digits) <= LONGEST_WRITTEN else digits
