"""A receipt code survives being written down, read out and typed again; a mistake shows at once."""

import math

from hypothesis import given
from hypothesis import strategies as st

from liaison.comments.receipts import ALPHABET, RANDOM_CHARACTERS, new_receipt_code, read_receipt_code

codes = st.builds(lambda _: new_receipt_code(), st.integers())
FULL_WIDTH = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})


def test_a_code_carries_at_least_sixty_random_bits() -> None:
    assert RANDOM_CHARACTERS * math.log2(len(ALPHABET)) >= 60


def test_no_character_can_be_taken_for_another() -> None:
    assert not set("0O1IL") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 31


def test_a_code_is_shown_in_short_groups() -> None:
    assert [len(group) for group in new_receipt_code().split("-")] == [4, 4, 4, 2]


@given(codes)
def test_a_code_typed_as_shown_is_read(code: str) -> None:
    assert read_receipt_code(code) == code


@given(codes, st.sampled_from(["", " ", "　", "－", "–", "—", ".", "\t"]), st.booleans(), st.booleans())
def test_case_width_blanks_and_dashes_are_forgiven(code: str, between: str, small: bool, wide: bool) -> None:
    typed = code.replace("-", between)
    typed = typed.lower() if small else typed
    typed = typed.translate(FULL_WIDTH) if wide else typed
    assert read_receipt_code(f" {typed}\n") == code


@given(codes, st.integers(0, 13), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(code: str, place: int, other: str) -> None:
    plain = code.replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    assert (read_receipt_code(wrong) is None) == (wrong != plain)


@given(codes, st.integers(0, 13), st.integers(0, 13))
def test_any_two_exchanged_characters_are_noticed(code: str, one: int, two: int) -> None:
    plain = list(code.replace("-", ""))
    swapped = list(plain)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert (read_receipt_code("".join(swapped)) is None) == (swapped != plain)


@given(st.text(max_size=300))
def test_whatever_is_typed_gives_a_code_or_nothing(typed: str) -> None:
    read = read_receipt_code(typed)
    assert read is None or read_receipt_code(read) == read
