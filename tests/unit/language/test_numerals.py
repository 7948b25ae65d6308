"""Chinese numerals both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.language.numerals import parse_numeral, to_chinese


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一百一十", 110),
        ("一千零一十", 1010),
        ("一千二百六十", 1260),
        ("两千", 2000),
        ("二〇三一", 2031),
        ("12", 12),
        ("１２", 12),
        ("三万五千", 35_000),
        ("一亿", 100_000_000),
    ],
)
def test_numerals_are_read(text: str, number: int) -> None:
    assert parse_numeral(text) == number


@pytest.mark.parametrize("text", ["", "甲", "一条", "二三十", "-1"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert parse_numeral(text) is None


@given(st.integers(min_value=1, max_value=9_999))
def test_what_is_written_is_read_back(number: int) -> None:
    assert parse_numeral(to_chinese(number)) == number


@given(st.text(max_size=20))
def test_no_text_makes_it_fail(text: str) -> None:
    parse_numeral(text)


@pytest.mark.parametrize("number", [-1, 10_000])
def test_numbers_no_law_has_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        to_chinese(number)
