"""Which passwords are refused."""

import pytest

from liaison.accounts.passwords import objection


@pytest.mark.parametrize(
    "password",
    ["Lake-2026-heron", "lake-town-2026", "柳塘的白鹭飞过三号采集点", "correct horse battery", "admin-of-the-lake"],
)
def test_a_phrase_is_good_enough(password: str) -> None:
    assert objection(password, "office", "何秉文") is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("heron-202", "至少要 10 个字符"),
        ("１２３４５６７８９０", "只有数字和符号"),
        ("2026-05-12!", "只有数字和符号"),
        ("abababababab", "重复的字太多"),
        ("aaaaaaaaaaaaaaa", "重复的字太多"),
        ("Password2026!", "太常见"),
        ("ｑｗｅｒｔｙ１２３４５６", "太常见"),
        ("123456admin", "太常见"),
        ("Hebingwen2026", "太常见"),
        ("何秉文20260512", "太常见"),
    ],
)
def test_what_strangers_try_first_is_refused(password: str, reason: str) -> None:
    said = objection(password, "hebingwen", "何秉文")
    assert said is not None
    assert reason in said
