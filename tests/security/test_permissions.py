"""Every rule × every method × every role × own and foreign objects, against the matrix that people wrote."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

import liaison
from config.settings import Settings
from liaison import create_app, permissions
from liaison.accounts.models import User
from liaison.comments import registration as comments
from liaison.comments.models import Comment
from liaison.database import transaction
from liaison.permissions import Role
from tests.factories.people import add_user, sign_in
from tests.factories.two_towns import Objects, World
from tests.security.matrix import ROLES, Row, matrix, verdict
from tests.security.walking import (
    address,
    foreign_addresses,
    names_an_object,
    reads,
    rehearsing,
    rules,
    unsafe_methods,
    visitor,
)

EVERY_METHOD = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def methods(rule: Rule) -> list[str]:
    return (["GET"] if reads(rule) else []) + unsafe_methods(rule)


def test_the_matrix_and_the_url_map_name_the_same_routes(app: Flask) -> None:
    written = [(row.method, row.rule) for row in matrix()]
    routed = [(method, rule.rule) for rule in rules(app) for method in methods(rule)]
    assert sorted(set(routed) - set(written)) == [], "in the application, not in tests/permissions.csv"
    assert sorted(set(written) - set(routed)) == [], "in tests/permissions.csv, not in the application"
    assert len(written) == len(set(written))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_matrix_says(app: Flask, worlds: tuple[World, World], role: str) -> None:
    own, foreign = worlds
    client = visitor(app, own, role)
    found = []
    with rehearsing():
        for row, rule in written_rules(app):
            for wanted, url in [
                (row.own(role), address(rule, own.shown)),
                *((row.foreign(role), url) for url in foreign_addresses(rule, own.shown, foreign.shown)),
            ]:
                got = verdict(ask(client, row.method, url))
                if got != wanted:
                    found.append(f"{row.method} {rule.rule} {url}: {got} instead of {wanted}")
    assert found == []


def test_a_collector_of_the_next_point_is_as_foreign_as_another_town(app: Flask, worlds: tuple[World, World]) -> None:
    """Comments belong to a point, not to the station; and a point without a part in a consultation does not see it."""
    own = worlds[0]
    neighbour = sign_in(app.test_client(), own.town.collectors[1])
    first = visitor(app, own, "collector")
    for path in ("", "/slip", "/full-text"):
        assert neighbour.get(f"/comments/{own.shown.numbers['comments']}{path}").status_code == 404
    for path in ("", "/comments/new", "/comments/article"):
        assert first.get(f"/consultations/{own.internal.numbers['consultations']}{path}").status_code == 404
        assert neighbour.get(f"/consultations/{own.internal.numbers['consultations']}{path}").status_code == 200


def test_somebody_without_any_duty_gets_only_what_needs_no_role(
    app: Flask, session: Session, worlds: tuple[World, World]
) -> None:
    """A security administrator (三员) and a person whose appointments have ended: like an auditor who may not even audit."""
    own = worlds[0]
    with transaction(session):
        guard = add_user(session, "guard", Role.SECURITY_ADMIN, own.town.station)
        nobody = User(username="nobody", name="nobody", password=own.town.office.password)
        session.add(nobody)
    signed_in_only = {row.rule for row in matrix() if set(row.cells.values()) <= {"200", "302"}}
    for user in (guard, nobody):
        client = sign_in(app.test_client(), user)
        with rehearsing():
            for row, rule in written_rules(app):
                wanted = "200" if rule.rule in signed_in_only else "403"
                url = address(rule, own.shown)
                assert verdict(ask(client, row.method, url)) == wanted, (row.method, url)


def test_head_is_as_get_without_a_body(app: Flask, worlds: tuple[World, World]) -> None:
    own, foreign = worlds
    for role in ROLES:
        client = visitor(app, own, role)
        with rehearsing():
            for rule in filter(reads, rules(app)):
                for objects in (own.shown, foreign.shown):
                    head = ask(client, "HEAD", address(rule, objects))
                    assert head.status_code == ask(client, "GET", address(rule, objects)).status_code, (role, rule)
                    assert head.data == b""


def test_options_says_which_methods_there_are_and_nothing_else(app: Flask, worlds: tuple[World, World]) -> None:
    for rule in rules(app):
        answer = app.test_client().options(address(rule, worlds[0].shown))
        assert answer.status_code == 200
        assert answer.data == b""
        assert "TRACE" not in answer.headers["Allow"]


def test_other_methods_are_refused(app: Flask, worlds: tuple[World, World]) -> None:
    office = visitor(app, worlds[0], "office")
    for rule in rules(app):
        allowed = office.options(address(rule, worlds[0].shown)).headers["Allow"]
        for method in EVERY_METHOD:
            if method not in allowed:
                assert ask(office, method, address(rule, worlds[0].shown)).status_code == 405, (method, rule)


def test_an_id_that_exists_nowhere_looks_like_a_foreign_one(app: Flask, worlds: tuple[World, World]) -> None:
    """Otherwise a stranger could count another town's comments."""
    own, foreign = worlds
    nowhere = Objects(dict.fromkeys(own.shown.numbers, 987_654), "nowhere", own.shown.receipt_code, 987_654)
    for role in ("office", "collector", "expert", "reader"):
        client = visitor(app, own, role)
        with rehearsing():
            for rule in rules(app):
                if names_an_object(rule) and reads(rule) and "<code>" not in rule.rule:
                    strange = ask(client, "GET", address(rule, foreign.shown))
                    missing = ask(client, "GET", address(rule, nowhere))
                    assert strange.status_code == missing.status_code, (role, rule)


# ── Starting ────────────────────────────────────────────────────────────────────────────────────


def test_an_undeclared_route_keeps_the_application_from_starting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Careless:
        @staticmethod
        def register(app: Flask) -> None:
            app.add_url_rule("/everything", "everything", lambda: "all comments")

    monkeypatch.setattr(liaison, "FEATURES", (*liaison.FEATURES, Careless))
    with pytest.raises(RuntimeError, match="everything"):
        create_app(settings)


def test_a_model_without_a_scope_keeps_the_application_from_starting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comments, "register_scopes", lambda: None)
    monkeypatch.setattr(permissions, "_scopes", {k: v for k, v in permissions._scopes.items() if k is not Comment})
    with pytest.raises(RuntimeError, match="Comment"):
        create_app(settings)


# ── What the tests above lean on ────────────────────────────────────────────────────────────────


def written_rules(app: Flask) -> Iterator[tuple[Row, Rule]]:
    """Each line of the matrix with its route."""
    routed = {(method, rule.rule): rule for rule in rules(app) for method in methods(rule)}
    for row in matrix():
        if rule := routed.get((row.method, row.rule)):
            yield row, rule


def ask(client: FlaskClient, method: str, url: str) -> TestResponse:
    """With the same cookie every time: signing out in a rehearsal must not sign out the next one."""
    kept = client.get_cookie("session")
    answer = client.open(url, method=method)
    client.delete_cookie("session")
    if kept is not None:
        client.set_cookie("session", kept.value)
    return answer
