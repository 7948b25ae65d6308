"""Figures beside the navigation agree with the lists they stand for; no page asks more of the database when there is more in it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from liaison import audit, clock, jobs
from liaison.accounts.models import Appointment, Pairing, Point, User
from liaison.annotations.counts import groups_to_phrase, wordings_to_review
from liaison.annotations.models import AnnotationKind
from liaison.annotations.operations import Wording, finalise, return_with_note, save, submit
from liaison.annotations.waiting import drafts_in_work, falling_to
from liaison.comments.models import Place
from liaison.database import db, transaction
from liaison.drafts.queries import current_draft
from liaison.grouping.models import Group, Membership
from liaison.jobs import Job, JobState
from liaison.permissions import Role
from liaison.reports.models import ReportState
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.groups import Scene, client_of, make_group, make_scene
from tests.factories.people import LONG_AGO, Town
from tests.factories.reports import make_report
from tests.functional.desk.reading import navigation

SAID = Wording(AnnotationKind.EXPLAIN, None, "", "说明即可。", seen=0)


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session, public=True)


# ── Beside the navigation ───────────────────────────────────────────────────────────────────────


def listed(session: Session, user: User) -> int:
    """How many groups the expert's list holds that nobody has handed in."""
    session.rollback()
    return sum(len(entry.waiting) for entry in falling_to(user.id, drafts_in_work(session, user)))


def agree(session: Session, scene: Scene) -> list[int]:
    """The figure of each expert, after comparing it with that expert's list."""
    found = []
    for expert in scene.town.experts:
        assert groups_to_phrase(session, expert) == listed(session, expert)
        found.append(listed(session, expert))
    return found


def test_the_experts_figure_is_the_length_of_their_list(session: Session, scene: Scene) -> None:
    first, _second, third = scene.town.experts
    assert agree(session, scene) == [2, 1, 0]
    with transaction(session):
        save(session, scene.hours, SAID, by=first, expert=first)
    assert agree(session, scene) == [2, 1, 0], "begun is not handed in"
    with transaction(session):
        submit(session, scene.cleaning, SAID, by=first, expert=first)
    assert agree(session, scene) == [1, 1, 0]
    with transaction(session):
        note = Wording(AnnotationKind.EXPLAIN, None, "", "说明即可。", seen=1, note="写细一点")
        return_with_note(session, scene.cleaning, note, by=scene.town.office, expert=first)
    assert agree(session, scene) == [2, 1, 0]
    with transaction(session):
        pairings = {pairing.expert_id: pairing for pairing in session.scalars(select(Pairing))}
        pairings[first.id].expert_id, pairings[third.id].expert_id = third.id, first.id
    assert agree(session, scene) == [2, 1, 0], "what was begun stays with who began it"


def test_the_deputys_figure_follows_the_pairing(session: Session, scene: Scene) -> None:
    first, second, third = scene.town.experts
    with transaction(session):
        for pairing in session.scalars(select(Pairing).where(Pairing.expert_id == first.id)):
            pairing.deputy_id = third.id
    assert agree(session, scene) == [2, 1, 2]
    with transaction(session):
        save(session, scene.hours, SAID, by=second, expert=second)
    assert agree(session, scene) == [1, 2, 1], "begun by an expert who is not of this pairing"


def test_a_tie_between_points_goes_to_the_lower_number_in_the_figure_too(session: Session, scene: Scene) -> None:
    with transaction(session):
        for membership in session.scalars(select(Membership).where(Membership.group_id == scene.cleaning.id)).all()[:2]:
            session.delete(membership)
    assert agree(session, scene) == [2, 1, 0]


def test_the_offices_figure_counts_what_was_handed_in(app: Flask, session: Session, scene: Scene) -> None:
    office, expert = scene.town.office, scene.town.experts[0]
    assert "待审" in navigation(client_of(app, office))
    with transaction(session):
        submit(session, scene.cleaning, SAID, by=expert, expert=expert)
        submit(session, scene.hours, SAID, by=expert, expert=expert)
        save(session, scene.baskets, SAID, by=scene.town.experts[1], expert=scene.town.experts[1])
    assert wordings_to_review(session, office) == 2
    assert "待审 2" in navigation(client_of(app, office))
    assert "待论证" in navigation(client_of(app, expert)), "nothing is left, so there is no figure"
    with transaction(session):
        again = Wording(AnnotationKind.EXPLAIN, None, "", "说明即可。", seen=1)
        finalise(session, scene.hours, again, by=office, expert=expert)
    assert wordings_to_review(session, office) == 1


def test_a_group_that_everybody_left_counts_nowhere(session: Session, scene: Scene) -> None:
    office, expert = scene.town.office, scene.town.experts[0]
    with transaction(session):
        submit(session, scene.hours, SAID, by=expert, expert=expert)
        for membership in session.scalars(select(Membership).where(Membership.group_id == scene.hours.id)):
            session.delete(membership)
    assert wordings_to_review(session, office) == 0


def test_only_the_newest_draft_counts(session: Session, scene: Scene) -> None:
    other = make_consultation(session, scene.town, title="临湖市渡船规定（草案）")
    draft = current_draft(session, other.id)
    assert draft is not None
    with transaction(session):
        draft.consultation_id, draft.number = scene.consultation.id, 2
    assert agree(session, scene) == [0, 0, 0]


# ── Statements ──────────────────────────────────────────────────────────────────────────────────


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    with app.app_context():
        engine = db.engine
    ran: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        ran.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements(app: Flask, clients: dict[str, FlaskClient], paths: list[tuple[str, str]]) -> dict[str, int]:
    found = {}
    for role, path in paths:
        with counted(app) as ran:
            assert clients[role].get(path).status_code == 200, (role, path)
        found[f"{role} {path}"] = len(ran)
    return found


def test_no_page_asks_more_of_the_database_when_there_is_more_in_it(app: Flask, session: Session, scene: Scene) -> None:
    town = scene.town
    assert town.reader is not None
    assert town.auditor is not None
    assert town.admin is not None
    clients = {
        role: client_of(app, user)
        for role, user in (
            ("office", town.office),
            ("collector", town.collectors[0]),
            ("expert", town.experts[0]),
            ("reader", town.reader),
            ("auditor", town.auditor),
            ("admin", town.admin),
        )
    }
    with transaction(session):  # an expert who also collects has a start page of their own
        session.add(_collecting(town, town.experts[0], town.points[2]))
    here = f"/consultations/{scene.consultation.id}"
    paths = [
        *(("office", path) for path in ("/", here, "/system", "/comments", "/reviewing")),
        *(("collector", path) for path in ("/", here, "/comments")),
        *(("expert", path) for path in ("/", here, "/phrasing")),
        ("reader", "/"),
        ("auditor", "/audit"),
        ("admin", "/system"),
    ]
    fill(session, town, times=1)
    few = statements(app, clients, paths)
    fill(session, town, times=4)
    assert statements(app, clients, paths) == few
    assert few["office /"] <= 35
    assert few["auditor /audit"] <= 12


def fill(session: Session, town: Town, times: int) -> None:
    """So many more of everything that these pages show."""
    for _ in range(times):
        _add_people(session, town)
        _add_consultation(session, town)
        _add_troubles(session)


def _add_people(session: Session, town: Town) -> None:
    with transaction(session):
        number = len(town.points) + 1
        point = Point(station_id=town.station.id, number=number, name=f"{number}号采集点")
        session.add(point)
        session.flush()
        town.points.append(point)
        session.add(_collecting(town, town.collectors[0], point))
        session.add(Pairing(point_id=point.id, expert_id=town.experts[0].id, deputy_id=None, valid_from=LONG_AGO))
        clerk = User(username=f"clerk-{number}", name="书记员", password=town.office.password)
        session.add(Appointment(user=clerk, role=Role.OFFICE, station_id=town.station.id, valid_from=LONG_AGO))


def _collecting(town: Town, user: User, point: Point) -> Appointment:
    return Appointment(
        user_id=user.id, role=Role.COLLECTOR, station_id=town.station.id, point_id=point.id, valid_from=LONG_AGO
    )


def _add_consultation(session: Session, town: Town) -> None:
    """With comments at every point, some without an article, groups at every stage, a sent report and one that is drawn up."""
    consultation = make_consultation(session, town, public=True, title=f"第 {len(town.points)} 个规定（草案）")
    draft = current_draft(session, consultation.id)
    assert draft is not None
    for point in town.points:
        made = make_comment(session, consultation, point, f"{point.name}说要扫干净。", "art-3", by=town.office)
        _phrase(session, make_group(session, draft, "art-3", [made]), town)
        lost = make_comment(session, consultation, point, "灯坏了。", by=town.office, place=Place.NONE)
        make_group(session, draft, "none", [lost])
    make_report(session, consultation, town.office, ReportState.SENT)
    make_report(session, consultation, town.office)


def _phrase(session: Session, group: Group, town: Town) -> None:
    if group.number % 2:
        with transaction(session):
            submit(session, group, SAID, by=town.experts[0], expert=town.experts[0])


def _add_troubles(session: Session) -> None:
    with transaction(session):
        waiting = session.scalars(select(Job.id).where(Job.state == JobState.WAITING).limit(3)).all()
        failed = {"state": JobState.QUARANTINED, "finished_at": clock.now(), "attempts": jobs.MAX_ATTEMPTS}
        session.execute(update(Job).where(Job.id.in_(waiting)).values(failed))
        audit.record(session, "something", None, by=None)
        audit.seal(session)
