"""The map between two drafts: hand-made moves, splits, merges and changes; what is certain is never wrong."""

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from liaison.drafts.comparing import Article, Row, articles_of, compare
from liaison.drafts.parsing import parse
from liaison.language.numerals import to_chinese

TEXTS = [
    article.text
    for article in articles_of(parse(files("liaison.demo").joinpath("data/draft.txt").read_text(encoding="utf-8")))
]
FRESH = "野鸭在芦苇荡里孵蛋的，渔民应当绕行；惊扰野鸭的，由镇人民政府派人劝导，并在码头挂牌说明。"


def numbered(texts: Sequence[str]) -> list[Article]:
    return [Article(f"art-{n}", f"第{to_chinese(n)}条", text) for n, text in enumerate(texts, 1)]


def told(rows: Sequence[Row]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(row.relation, row.old, row.new) for row in rows if row.relation != "same"]


def keys(*numbers: int) -> tuple[str, ...]:
    return tuple(f"art-{n}" for n in numbers)


OLD = numbered(TEXTS[:8])


def test_a_draft_is_the_same_as_itself() -> None:
    assert {(row.relation, row.old, row.certain) for row in compare(OLD, OLD)} == {
        ("same", (article.key,), True) for article in OLD
    }


def test_an_inserted_article_moves_those_that_follow() -> None:
    rows = compare(OLD, numbered([*TEXTS[:5], FRESH, *TEXTS[5:8]]))
    assert told(rows) == [
        ("new", (), keys(6)),
        ("moved", keys(6), keys(7)),
        ("moved", keys(7), keys(8)),
        ("moved", keys(8), keys(9)),
    ]
    assert all(row.certain for row in rows)
    assert rows[6].reason == "文字一字未改，由第六条改为第七条"


def test_what_is_gone_stands_where_it_was() -> None:
    rows = compare(OLD, numbered([*TEXTS[:3], *TEXTS[4:8]]))
    assert [(row.relation, row.old) for row in rows[2:5]] == [
        ("same", keys(3)),
        ("gone", keys(4)),
        ("moved", keys(5)),
    ]


def test_one_word_turned_around_is_the_same_article_changed() -> None:
    text = TEXTS[6]
    changed = text.replace("应当", "不得", 1)
    assert changed != text
    (row,) = [row for row in compare(OLD, numbered([*TEXTS[:6], changed, TEXTS[7]])) if row.relation != "same"]
    assert (row.relation, row.old, row.new, row.certain) == ("changed", keys(7), keys(7), True)


def test_two_articles_that_changed_places_are_followed() -> None:
    rows = compare(OLD, numbered([TEXTS[1], TEXTS[0], *TEXTS[2:8]]))
    assert told(rows) == [("moved", keys(2), keys(1)), ("moved", keys(1), keys(2))]


def test_an_article_split_at_its_paragraphs() -> None:
    first, *rest = TEXTS[4].split("\n")
    assert rest
    rows = compare(OLD, numbered([*TEXTS[:4], first, "\n".join(rest), *TEXTS[5:8]]))
    (row,) = [row for row in rows if row.relation == "split"]
    assert (row.old, row.new, row.certain) == (keys(5), keys(5, 6), True)
    assert row.reason == "第五条拆成第五条、第六条"


def test_two_articles_merged_into_one() -> None:
    rows = compare(OLD, numbered([*TEXTS[:2], TEXTS[2] + "\n" + TEXTS[3], *TEXTS[4:8]]))
    (row,) = [row for row in rows if row.relation == "merged"]
    assert (row.old, row.new, row.certain) == (keys(3, 4), keys(3), True)


def test_an_article_written_anew_is_asked_about() -> None:
    """Half of the words are others: a person decides."""
    text = TEXTS[7]
    rewritten = text[: len(text) // 2] + FRESH[: len(text) // 2]
    (row,) = [row for row in compare(OLD, numbered([*TEXTS[:7], rewritten])) if row.relation != "same"]
    assert (row.relation, row.certain) == ("changed", False)
    assert "请核对" in row.reason


def test_articles_that_read_alike_are_not_confused_with_certainty() -> None:
    """本条例自公布之日起施行 and the like: the same words twice, at other numbers."""
    twice = "违反前条规定的，由主管部门责令改正，可以处五百元以下罚款。"
    rows = compare(numbered([TEXTS[0], twice, twice]), numbered([twice, TEXTS[0], FRESH, twice]))
    doubtful = [row for row in rows if row.relation == "moved" and row.old in (keys(2), keys(3))]
    assert [row.new for row in doubtful] == [keys(1), keys(4)]
    assert not any(row.certain for row in doubtful)


def test_nothing_compared_with_nothing() -> None:
    assert compare([], []) == []
    assert [row.relation for row in compare([], OLD)] == ["new"] * len(OLD)
    assert [row.relation for row in compare(OLD, [])] == ["gone"] * len(OLD)


@given(
    st.lists(st.text(alphabet="甲乙丙丁，。 \n", max_size=12), max_size=6), st.lists(st.text(max_size=12), max_size=6)
)
def test_every_article_of_both_sides_has_exactly_one_row(old: list[str], new: list[str]) -> None:
    rows = compare(numbered(old), numbered(new))
    assert Counter(key for row in rows for key in row.old) == Counter(keys(*range(1, len(old) + 1)))
    assert Counter(key for row in rows for key in row.new) == Counter(keys(*range(1, len(new) + 1)))


EDITS = st.lists(st.sampled_from(["keep"] * 6 + ["drop", "insert", "change"]), min_size=len(TEXTS), max_size=len(TEXTS))


@given(EDITS)
def test_after_any_edits_no_certain_row_is_wrong_and_what_is_unchanged_is_found(
    edits: list[str],
) -> None:
    """Each article keeps its place or is dropped, changed in one word, or gets a new neighbour."""
    new: list[tuple[int | None, str, bool]] = []
    for n, (text, edit) in enumerate(zip(TEXTS, edits, strict=True), 1):
        if edit == "insert":
            new.append((None, f"{FRESH}{to_chinese(n)}", False))
        if edit != "drop":
            middle = len(text) // 2
            changed = edit == "change"
            new.append((n, f"{text[:middle]}，经镇人民代表大会同意，{text[middle:]}" if changed else text, changed))
    rows = compare(numbered(TEXTS), numbered([text for _, text, _ in new]))
    origin = {f"art-{at}": f"art-{n}" for at, (n, _, _) in enumerate(new, 1) if n is not None}
    paired = [(row, old_key, new_key) for row in rows for old_key in row.old for new_key in row.new]
    assert [row for row, old_key, new_key in paired if row.certain and origin.get(new_key) != old_key] == []
    unchanged = {f"art-{at}" for at, (n, _, changed) in enumerate(new, 1) if n is not None and not changed}
    assert unchanged <= {new_key for row, _, new_key in paired if row.certain}
