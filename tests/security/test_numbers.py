"""A number that no row can have, in the path or in the query: an empty answer or 404, never an error of the database."""

import pytest
from flask import Flask

from tests.factories.two_towns import Objects, World
from tests.security.walking import address, reads, rules, visitor

BIG = "9" * 30
QUERIES = (
    "/consultations?page={big}",
    "/comments?consultation={big}",
    "/comments?before={big}",
    "/comments?after={big}",
    "/consultations/{consultations}/comments/new?provision={big}&point={big}",
    "/consultations/{consultations}/comments/article?key=art-3&draft_id={big}",
    "/drafts/{drafts}/groups/art-3?group={big}",
    "/drafts/{drafts}/unplaced?placed={big}",
    "/people?station={big}",
    "/points/new?station={big}",
)


@pytest.mark.parametrize("id", [2**63, int(BIG)])
def test_in_the_path(app: Flask, worlds: tuple[World, World], id: int) -> None:
    own = worlds[0].shown
    nowhere = Objects(dict.fromkeys(own.numbers, id), own.public_code, own.receipt_code, id)
    office = visitor(app, worlds[0], "office")
    for rule in rules(app):
        if "<int:" in rule.rule and reads(rule):
            assert office.get(address(rule, nowhere)).status_code == 404, rule


def test_in_the_query(app: Flask, worlds: tuple[World, World]) -> None:
    office = visitor(app, worlds[0], "office")
    answers = {query: office.get(query.format(big=BIG, **worlds[0].shown.numbers)).status_code for query in QUERIES}
    assert {query: status for query, status in answers.items() if status not in (200, 404)} == {}
