"""The demo data is what the documentation says it is, and nobody else's words are in it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from liaison.annotations.models import AnnotationKind
from liaison.comments.models import Channel, ReplyWish, SpeakerKind, Stance
from liaison.drafts.parsing import parse, parse_topics
from liaison.drafts.tree import DraftTree
from liaison.feedback.models import AdoptionOutcome
from liaison.language.numerals import parse_numeral

DATA = files("liaison.demo") / "data"
SHARED = Path(__file__).resolve().parents[4] / "shared"
SHORTEST_LOAN = 12  # characters in a row that would mean the words were taken from elsewhere
SHORTEST_RUN = 8  # characters in a row that two different demands may not share
ASCII_NAME = re.compile(r"[a-z]{3,20}")
INVENTED_PHONE = re.compile(r"00000000[0-9]{3}")
CITED_NUMBER = re.compile(r"(第?)([一二三四五六七八九十]{1,3}|[0-9]{1,2})条")

Row = dict[str, Any]


def _text(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def _rows(name: str) -> list[Row]:
    return [json.loads(line) for line in _text(name).splitlines()]


def _runs(text: str, length: int) -> set[str]:
    plain = "".join(character for character in text if character.isalnum())
    return {plain[start : start + length] for start in range(len(plain) - length + 1)}


def _words(row: Row) -> Iterator[str]:
    yield from (row[field] for field in ("words", "suggestion", "reason") if row.get(field))


COMMENTS = _rows("comments.jsonl")
FIRST_SAID = {row["demand"]: row for row in COMMENTS if row["kind"] in ("single", "orig")}
REPEATED = [row for row in COMMENTS if row["kind"] not in ("single", "orig")]
EXACT = [row for row in REPEATED if row["words"] == FIRST_SAID[row["demand"]]["words"]]
NEAR = [row for row in REPEATED if row["words"] != FIRST_SAID[row["demand"]]["words"]]
DEMANDS = FIRST_SAID.keys() | {row["adds"] for row in COMMENTS if "adds" in row}
PEOPLE = json.loads(_text("people.json"))


@pytest.fixture(scope="module")
def draft() -> DraftTree:
    return parse(_text("draft.txt"))


@pytest.fixture(scope="module")
def keys(draft: DraftTree) -> set[str]:
    return {node.key for node in draft.walk()}


def _article(key: str) -> str:
    return key.split(".")[0]


def test_the_draft_has_forty_three_articles_in_seven_chapters_and_the_parser_finds_nothing_odd(
    draft: DraftTree,
) -> None:
    articles = list(draft.articles())
    assert [placed.node.number for placed in articles] == list(range(1, 44))
    assert len({placed.chapter for placed in articles}) == 7
    assert draft.warnings == ()


def test_the_outline_has_eight_topics() -> None:
    assert len([node for node in parse_topics(_text("outline.txt")).walk() if node.kind == "topic"]) == 8


def test_there_are_three_hundred_comments_with_at_least_190_demands() -> None:
    assert [row["id"] for row in COMMENTS] == [f"c{number:03}" for number in range(1, 301)]
    assert len(DEMANDS) >= 190
    assert all(row["demand"] in FIRST_SAID for row in COMMENTS)


def test_what_is_marked_as_said_first_stands_before_its_copies() -> None:
    for row in REPEATED:
        first = FIRST_SAID[row["demand"]]
        assert first["kind"] == "orig"
        assert (first["collected_on"], first["id"]) < (row["collected_on"], row["id"])


def test_copies_and_near_copies_are_many_and_are_what_they_are_called() -> None:
    assert len(EXACT) >= 40
    assert len({row["demand"] for row in EXACT}) >= 8
    assert len(NEAR) >= 40
    assert {row["kind"] for row in EXACT} == {"copy", "campaign"}
    assert {row["kind"] for row in NEAR} == {"near", "campaign", "personal"}
    assert all(FIRST_SAID[row["demand"]]["words"] in row["words"] for row in NEAR if row["kind"] == "personal")


def test_one_campaign_has_many_letters_and_one_of_them_adds_a_demand_of_its_own() -> None:
    demand = {row["demand"] for row in COMMENTS if row["kind"] == "campaign"}.pop()
    letters = [row for row in REPEATED if row["demand"] == demand]
    assert len(letters) >= 25
    (longer,) = [row for row in COMMENTS if "adds" in row]
    assert longer in letters
    assert longer["adds"] not in FIRST_SAID


def test_different_demands_share_no_run_of_eight_characters_unless_they_are_declared_twins() -> None:
    twins = {frozenset((row["demand"], row["twin_of"])) for row in COMMENTS if "twin_of" in row}
    said_by: dict[str, set[str]] = defaultdict(set)
    for row in COMMENTS:
        for run in set().union(*(_runs(text, SHORTEST_RUN) for text in _words(row))):
            said_by[run].add(row["demand"])
    shared = {run: demands for run, demands in said_by.items() if len(demands) > 1 and frozenset(demands) not in twins}
    assert shared == {}


def test_opposing_voices_stand_on_the_same_provision() -> None:
    pairs = {frozenset((row["demand"], row["opposes"])) for row in COMMENTS if "opposes" in row}
    assert len(pairs) >= 12
    for one, other in map(sorted, pairs):
        assert FIRST_SAID[one]["provision"] == FIRST_SAID[other]["provision"]


def test_twins_look_alike_and_want_different_things() -> None:
    twins = [row for row in COMMENTS if "twin_of" in row]
    assert len(twins) >= 6
    for row in twins:
        other = FIRST_SAID[row["twin_of"]]
        assert row["provision"] == other["provision"]
        assert _runs(row["words"], SHORTEST_RUN) & _runs(other["words"], SHORTEST_RUN)


def test_every_key_is_in_the_draft_and_every_comment_says_where_it_belongs(keys: set[str]) -> None:
    for row in COMMENTS:
        assert {*row["cites"], *filter(None, [row["provision"]])} <= keys
        assert (row["provision"] is None) == (row.get("place") in ("whole", "new", "none"))


def test_cited_articles_are_named_in_the_words() -> None:
    for row in COMMENTS:
        cited = {_article(key) for key in row["cites"]}
        numbers = CITED_NUMBER.findall(row["words"])
        assert {f"art-{parse_numeral(number)}" for formal, number in numbers if formal} <= cited
        assert cited <= {f"art-{parse_numeral(number)}" for _, number in numbers}


def test_places_are_as_mixed_as_in_life() -> None:
    places = Counter(row.get("place", "provision") for row in COMMENTS)
    uncited = [row for row in COMMENTS if row.get("place") == "none" and not row["cites"]]
    two_articles = [row for row in COMMENTS if len(set(map(_article, row["cites"]))) >= 2]
    beside = [row for row in two_articles if row["provision"] is not None]
    assert places["whole"] >= 10
    assert places["new"] >= 8
    assert len(uncited) >= 25
    assert len(two_articles) >= 15
    assert 0 < len(beside) < len(two_articles)


def test_nearly_every_article_is_spoken_of_and_some_are_contested() -> None:
    voices = Counter(_article(row["provision"]) for row in COMMENTS if row["provision"])
    assert len(voices) >= 40
    assert 5 <= sum(count >= 10 for count in voices.values()) <= 10


def test_comments_are_short_and_long() -> None:
    lengths = sorted(len(row["words"]) for row in COMMENTS)
    assert lengths[0] == 6
    assert 350 <= lengths[-1] <= 400


def test_the_codes_are_those_of_the_model() -> None:
    for row in COMMENTS:
        speaker = row["speaker"]
        Channel(row["channel"])
        SpeakerKind(speaker["kind"])
        ReplyWish(speaker["reply_wish"])
        assert row["stance"] is None or Stance(row["stance"])
        assert speaker.get("age_band", "60+") in ("under_18", "18-35", "36-59", "60+")
        assert date(2026, 11, 2) <= date.fromisoformat(row["collected_on"]) <= date(2026, 11, 20)
    for row in _rows("phrasing.jsonl"):
        AnnotationKind(row["kind"])
    for row in _rows("adoption.jsonl"):
        AdoptionOutcome(row["outcome"])


def test_who_wishes_to_be_called_left_a_name_and_an_invented_number() -> None:
    for speaker in (row["speaker"] for row in COMMENTS):
        assert ("phone" in speaker) == (speaker["reply_wish"] in ("phone", "sms", "wechat"))
        assert INVENTED_PHONE.fullmatch(speaker.get("phone", "00000000000"))
        assert speaker["name"] or speaker["reply_wish"] == "none"


def test_eleven_points_have_each_a_collector_an_expert_and_comments() -> None:
    numbers = list(range(1, 12))
    assert [point["number"] for point in PEOPLE["points"]] == numbers
    assert [expert["point"] for expert in PEOPLE["experts"]] == numbers
    assert [collector["points"] for collector in PEOPLE["collectors"]] == [[number] for number in numbers]
    assert {row["point"] for row in COMMENTS} == set(numbers)
    assert [expert["deputy_for"] for expert in PEOPLE["experts"] if expert["deputy_for"]] == [10]
    assert len({point["town"] for point in PEOPLE["points"]}) == 11


def test_account_names_are_short_latin_and_unique() -> None:
    groups = ("experts", "collectors", "office", "readers", "auditors", "system_admins")
    accounts = [person["account"] for group in groups for person in PEOPLE[group]]
    assert len(accounts) == len(set(accounts)) == 27
    assert all(ASCII_NAME.fullmatch(account) for account in accounts)


def test_at_least_thirty_demands_are_phrased_and_each_phrasing_has_what_its_kind_needs(keys: set[str]) -> None:
    phrased = _rows("phrasing.jsonl")
    assert len({row["demand"] for row in phrased} & DEMANDS) == len(phrased) >= 30
    for row in phrased:
        assert row["provision"] in keys or row["place"] in ("whole", "new", "none")
        assert bool(row["proposed_text"]) == (row["kind"] in ("modify", "add"))
        assert row["rationale"]


def test_a_modification_differs_from_what_the_draft_says(draft: DraftTree) -> None:
    present = {node.key: f"{node.label if node.kind == 'item' else ''}{node.text}" for node in draft.walk()}
    for row in _rows("phrasing.jsonl"):
        if row["kind"] == "modify":
            assert row["proposed_text"] != present[row["provision"]]


def test_at_least_twelve_demands_were_decided_in_all_five_ways() -> None:
    decided = _rows("adoption.jsonl")
    assert len({row["demand"] for row in decided} & DEMANDS) == len(decided) >= 12
    assert {row["outcome"] for row in decided} == set(AdoptionOutcome)
    assert all(row["reason"] for row in decided)
    assert all(("adopted_text" in row) == (row["outcome"] in ("adopted", "partial")) for row in decided)


def _ours() -> Iterator[str]:
    for name in ("draft.txt", "outline.txt"):
        yield from _text(name).splitlines()
    for name in ("comments.jsonl", "phrasing.jsonl", "adoption.jsonl"):
        for row in _rows(name):
            yield from (
                row[field] for field in row if field not in ("speaker", "cites") and isinstance(row[field], str)
            )


def _theirs() -> Iterator[str]:
    for path in sorted([*SHARED.glob("corpus/regulations/*.txt"), *SHARED.glob("corpus/regulations/*.md")]):
        yield path.read_text(encoding="utf-8")
    for path in sorted(SHARED.glob("data/grouping/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from (value for value in json.loads(line).values() if isinstance(value, str))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the corpus and the labelled comments are not beside this checkout")
def test_no_twelve_characters_in_a_row_are_from_a_law_or_from_labelled_comments() -> None:
    ours = set().union(*(_runs(text, SHORTEST_LOAN) for text in _ours()))
    taken = {run for text in _theirs() for run in _runs(text, SHORTEST_LOAN) if run in ours}
    assert taken == set()
