"""What of a typed text XML can hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.papers.text import disarmed, printable
from tests.unit.papers.hostile import FORMULAS, MARKUP, RARE, UNPRINTABLE


def _is_xml_character(character: str) -> bool:
    code = ord(character)
    return code in (0x9, 0xA) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


@given(st.text(st.characters(codec=None), max_size=200))
def test_whatever_is_typed_becomes_text_that_xml_can_hold(text: str) -> None:
    shown = printable(text)
    assert all(_is_xml_character(character) for character in shown)
    assert printable(shown) == shown


@pytest.mark.parametrize("character", UNPRINTABLE)
def test_what_nobody_can_see_goes_and_what_stands_around_it_stays(character: str) -> None:
    assert printable(f"三十{character}日") == "三十日"


def test_every_line_end_becomes_the_same_one() -> None:
    assert printable("一\r\n二\r三\n四\u2028五\x0b六") == "一\n二\n三\n四\n五\n六"


@pytest.mark.parametrize("text", [*MARKUP, RARE, "👨‍👩‍👧 家", "3㎡、10℃"])
def test_ordinary_characters_are_left_alone(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_a_spreadsheet_could_calculate_stands_in_front(text: str) -> None:
    assert disarmed(printable(text)).startswith("'")


@pytest.mark.parametrize("text", ["", "建议改为：15日", "第12条", "—", "1+1=2", "“=”号", "（-1）", "'=1"])
def test_other_texts_are_not_touched(text: str) -> None:
    assert disarmed(text) == text


def test_disarming_twice_adds_nothing() -> None:
    assert disarmed(disarmed("=1")) == "'=1"
