"""What an expert means by a wording, told from the text that stood in the box before they wrote."""

from liaison.annotations.models import AnnotationKind

CHANGES_TEXT = frozenset({AnnotationKind.MODIFY, AnnotationKind.ADD})
HAS_ORIGINAL = frozenset({AnnotationKind.MODIFY, AnnotationKind.ADD, AnnotationKind.DELETE})


def as_meant(kind: AnnotationKind, typed: str, original: str) -> str:
    """The typed text without the original that the box was filled with, unless it is the text as it shall read.

    An addition is only what comes in addition, a deletion of the whole has no text, and whoever leaves the law as it is
    has not proposed to write it again.
    """
    text = typed.strip()
    if kind is AnnotationKind.MODIFY or not original:
        return text
    if text == original.strip():
        return ""
    return text.removeprefix(original.strip()).lstrip() if kind is AnnotationKind.ADD else text


def is_untouched(typed: str, original: str) -> bool:
    """Nothing would be lost if the box were filled anew."""
    return typed.strip() in ("", original.strip())
