"""Every page that the matrix of permissions names, as somebody sees it who may: no barrier, on a desk and on an elder's phone."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from flask import Flask, current_app
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.browser.conftest import Visit, barriers, signed_in
from tests.browser.house import House, served_house
from tests.factories.people import Town
from tests.factories.two_towns import Objects, make_world
from tests.security.matrix import ROLES, matrix
from tests.security.walking import address, rules

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PUBLIC = "anonymous"
START = "/"
Pages = dict[str, set[str]]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Pages]]:
    """A house in which one of everything exists, and the addresses of what each role looks at."""
    pages: Pages = {}

    def settle_in(session: Session) -> Town:
        world = make_world(session, "金溪", "甲")
        pages.update(pages_by_role(current_app, world.shown))
        return world.town

    with served_house(tmp_path_factory.mktemp("house"), settle_in) as house:
        yield house, pages


def pages_by_role(app: Flask, objects: Objects) -> Pages:
    """Each page once, with the first role that may open it; the start page with every role, for each has its own."""
    may_open = {
        row.rule: next((role for role in ROLES if row.own(role) == "200"), PUBLIC)
        for row in matrix()
        if row.method == "GET"
    }
    pages: Pages = defaultdict(set, {role: {START} for role in ROLES})
    for rule in rules(app):
        if rule.rule in may_open:
            pages[may_open[rule.rule]].add(address(rule, objects))
    return pages


@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_a_barrier(furnished: tuple[House, Pages], visit: Visit, role: str) -> None:
    house, pages = furnished
    page = visit(house.address) if role == PUBLIC else signed_in(visit, house, role)
    found = {url: seen for url in sorted(pages[role]) if (seen := looked_at(page, url))}
    assert found == {}


def looked_at(page: Page, url: str) -> list[str]:
    """Nothing for what is no page: pictures, files, answers for programs."""
    answer = page.request.get(url, max_redirects=0)
    if answer.status != 200 or "text/html" not in answer.headers["content-type"] or "<html" not in answer.text():
        return []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(url)
    found = barriers(page)
    page.set_viewport_size({"width": 375, "height": 800})
    return found + [f"375 px: {each}" for each in barriers(page)]
