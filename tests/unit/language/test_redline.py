"""What was altered between two texts: nothing lost, nothing split into crumbs."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.language.redline import SHORTEST_SAME, Run, new_text, old_text, redline

WORDS = st.text("应当可以在十五日内的，。；申请人", max_size=40)


@given(WORDS | st.text(max_size=30), WORDS | st.text(max_size=30))
def test_both_texts_can_be_rebuilt(old: str, new: str) -> None:
    runs = redline(old, new)
    assert (old_text(runs), new_text(runs)) == (old, new)


@given(WORDS, WORDS)
def test_runs_are_whole_and_in_order(old: str, new: str) -> None:
    runs = redline(old, new)
    kinds = [run.kind for run in runs]
    assert all(run.text for run in runs)
    assert all(
        pair not in {("same", "same"), ("ins", "ins"), ("del", "del"), ("ins", "del")}
        for pair in itertools.pairwise(kinds)
    )


@given(WORDS, WORDS)
def test_no_single_character_is_left_standing_between_two_changes(old: str, new: str) -> None:
    for run in redline(old, new)[1:-1]:
        assert run.kind != "same" or len(run.text) >= SHORTEST_SAME


@given(st.text(max_size=40))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert redline(text, text) == ([Run("same", text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("三十日内答复", "十五日内答复", "[三十]{十五}日内答复"),
        ("可以提供", "应当提供", "[可以]{应当}提供"),
        ("登记不收费。", "登记可以在网上办理，不收费。", "登记{可以在网上办理，}不收费。"),
        ("出示身份证件和户口簿。", "出示身份证件。", "出示身份证件[和户口簿]。"),
        ("甲乙丙丁", "子丑丙寅卯", "[甲乙丙丁]{子丑丙寅卯}"),
        ("", "新增一条", "{新增一条}"),
        ("删去一条", "", "[删去一条]"),
    ],
)
def test_changes_read_as_a_person_would_mark_them(old: str, new: str, expected: str) -> None:
    marks = {"same": "", "ins": "{}", "del": "[]"}
    shown = "".join(f"{marks[run.kind][:1]}{run.text}{marks[run.kind][1:]}" for run in redline(old, new))
    assert shown == expected
