"""Text stands out at least 7:1 from its ground, borders of controls 3:1; the tokens of the stylesheet are the only colours."""

import re
from pathlib import Path

import pytest

LOOK = (Path(__file__).parents[3] / "liaison/static/look.css").read_text("utf-8")
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", LOOK))
TEXT_ON = {
    "ground": ("ink", "ink-soft", "blue", "blue-deep", "done", "warn"),
    "quiet": ("ink", "ink-soft", "blue", "warn"),
    "blue-wash": ("ink", "ink-soft", "blue", "blue-deep"),
    "done-wash": ("ink", "done", "blue"),
    "warn-wash": ("ink", "warn", "blue"),
    "mark": ("ink",),
}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Ratio by WCAG 2: 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ground", "text"), [(ground, text) for ground, texts in TEXT_ON.items() for text in texts])
def test_text_can_be_read(ground: str, text: str) -> None:
    assert contrast(TOKENS[ground], TOKENS[text]) >= 7


@pytest.mark.parametrize("filled", ["red", "blue", "blue-deep", "done", "warn"])
def test_white_on_a_filled_ground_can_be_read(filled: str) -> None:
    assert contrast("#fff", TOKENS[filled]) >= 7


@pytest.mark.parametrize("ground", ["ground", "quiet"])
def test_the_border_of_a_control_can_be_seen(ground: str) -> None:
    assert contrast(TOKENS["edge"], TOKENS[ground]) >= 3


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)
