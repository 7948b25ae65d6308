"""A frozen report survives its way through JSON."""

import json
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.reports.value import Detail, Figures, Item, ReportValue, Voices, content_hash, from_json, to_json
from tests.factories.report_value import FROZEN_AT, report_value, sample_items


def test_a_value_comes_back_from_its_json_as_it_was() -> None:
    assert from_json(to_json(report_value())) == report_value()


@given(st.text(st.characters(codec=None)))
def test_any_words_come_back_from_json(words: str) -> None:
    detail = Detail(1, "柳塘村", "窗口", "2031-04-18", "匿名", "群众", "", words)
    assert from_json(to_json(report_value(details=(detail,)))).details[0].words == words


def test_one_value_has_one_text() -> None:
    text = to_json(report_value())
    assert text == to_json(from_json(text))
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert text.isascii()


CHANGES = {
    "law_title": "临湖市渡口条例（草案）",
    "consultation_title": "另一次征询",
    "station_name": "另一个站",
    "draft_reading": "二审稿",
    "draft_kind": "topics",
    "commissioning_body": "另一个单位",
    "version": 2,
    "frozen_at": FROZEN_AT + timedelta(microseconds=1),
    "author": "甲",
    "reviewer": "乙",
    "figures": Figures(702, 346, 14, 9, Voices(deputies=11, citizens=328, experts=3, others=4)),
    "items": sample_items()[:-1],
    "details": (),
}


def test_the_list_of_changes_names_every_field() -> None:
    assert CHANGES.keys() == {field.name for field in fields(ReportValue)}


@pytest.mark.parametrize("name", CHANGES)
def test_the_hash_changes_with_every_field(name: str) -> None:
    assert content_hash(report_value(**{name: CHANGES[name]})) != content_hash(report_value())


def test_the_hash_does_not_depend_on_the_time_zone_an_instant_was_given_in() -> None:
    shanghai = FROZEN_AT.astimezone(timezone(timedelta(hours=8)))
    assert content_hash(report_value(frozen_at=shanghai)) == content_hash(report_value())


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        report_value(frozen_at=datetime(2031, 5, 12))  # noqa: DTZ001  # the naive one is the point


def test_items_are_numbered_through() -> None:
    with pytest.raises(ValueError, match="numbered"):
        report_value(items=(replace(sample_items()[0], number=2),))


def test_general_opinions_come_first_and_new_articles_last() -> None:
    new, article = Item(1, "new", "after:a1", "第一条后"), Item(2, "article", "a1", "第一条")
    with pytest.raises(ValueError, match="order"):
        report_value(items=(new, article))
