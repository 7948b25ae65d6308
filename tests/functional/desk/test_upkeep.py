"""The state of the system, and the audit trail: who did what to which object, never in whose words."""

import ast
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

import liaison
from liaison import audit, clock, jobs
from liaison.audit import AuditEntry
from liaison.database import epoch_ms, transaction
from liaison.desk.labels import ACTION_LABELS, JOB_LABELS, OBJECT_LABELS
from liaison.jobs import Job, JobState
from tests.factories.groups import CANARY_NAME, Scene, client_of, make_scene
from tests.factories.people import Town, make_town
from tests.factories.two_towns import make_world
from tests.functional.desk.reading import filled, links, main_of, page, words


@pytest.fixture
def town(session: Session) -> Town:
    return make_town(session)


@pytest.fixture
def admin(app: Flask, town: Town) -> FlaskClient:
    assert town.admin is not None
    return client_of(app, town.admin)


@pytest.fixture
def auditor(app: Flask, town: Town) -> FlaskClient:
    assert town.auditor is not None
    return client_of(app, town.auditor)


def make_job(session: Session, subject_id: int, **changes: object) -> Job:
    """One that five attempts could not finish, unless `changes` say otherwise."""
    failed = {
        "state": JobState.QUARANTINED,
        "attempts": 5,
        "last_error": "OperationalError",
        "finished_at": clock.now(),
    }
    with transaction(session):
        jobs.enqueue(session, "settle", subject_id)
        job = session.scalars(select(Job).where(Job.kind == "settle", Job.subject_id == subject_id)).one()
        for name, value in (failed | changes).items():
            setattr(job, name, value)
    return job


# ── Jobs ────────────────────────────────────────────────────────────────────────────────────────


def test_a_house_in_order_says_so(admin: FlaskClient) -> None:
    said = main_of(admin, "/system")
    assert "网页、数据库和后台工作都正常" in said
    assert "都做成了" in said
    assert filled(admin, "/system") == []


def test_a_failed_job_is_shown_and_sent_round_again(admin: FlaskClient, session: Session, town: Town) -> None:
    job = make_job(session, 7)
    said = main_of(admin, "/system")
    assert "核定一处归并 编号 7" in said
    assert "试了 5 次" in said
    assert "错误 OperationalError" in said
    assert filled(admin, "/system") == ["再试一次"]
    answer = admin.post(f"/jobs/{job.id}/retry", follow_redirects=True)
    assert "已经重新排上" in answer.text
    session.rollback()
    session.refresh(job)
    assert (job.state, job.attempts) == (JobState.RETRYING, 0)
    retried = session.scalars(select(AuditEntry).where(AuditEntry.action == "job_retried")).one()
    assert town.admin is not None
    assert (retried.actor_id, retried.object_id) == (town.admin.id, job.id)


def test_a_job_that_is_done_is_left_alone(admin: FlaskClient, session: Session) -> None:
    job = make_job(session, 7, state=JobState.DONE)
    admin.post(f"/jobs/{job.id}/retry")
    session.rollback()
    session.refresh(job)
    assert job.state is JobState.DONE


def test_the_office_sends_its_own_jobs_round_and_sees_no_accounts(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    job = make_job(session, scene.cleaning.article_grouping_id)
    office = client_of(app, scene.town.office)
    assert filled(office, "/system") == ["再试一次"]
    assert "没有做成1 件" in main_of(office, "/system")
    assert "账号" not in main_of(office, "/system")
    elsewhere = client_of(app, make_town(session, "北圩").office)
    assert filled(elsewhere, "/system") == []
    assert "没有做成0 件" in main_of(elsewhere, "/system")
    assert elsewhere.post(f"/jobs/{job.id}/retry").status_code == 404
    assert office.post(f"/jobs/{job.id}/retry").status_code == 303


def test_work_that_nobody_does_is_a_warning(admin: FlaskClient, session: Session) -> None:
    make_job(session, 7, state=JobState.WAITING, finished_at=None)
    with transaction(session):
        session.execute(update(Job).values(due_at=epoch_ms() - 10 * 60_000))
    said = main_of(admin, "/system")
    assert "后台工作等得太久" in said
    assert "已经等了 10 分钟" in said


def test_the_administrator_sees_who_works_in_the_offices_of_their_station(
    admin: FlaskClient, session: Session, town: Town
) -> None:
    elsewhere = make_town(session, "北圩")
    with transaction(session):
        town.office.active = False
    table = page(admin, "/system").xpath("//section[@aria-labelledby='h-accounts']")[0]
    assert town.office.username in words(table)
    assert "已停用" in words(table)
    assert elsewhere.office.username not in words(table)
    assert town.collectors[0].username not in words(table)


# ── The audit trail ─────────────────────────────────────────────────────────────────────────────


def seal(session: Session) -> None:
    with transaction(session):
        audit.seal(session)
    audit.write_anchor(session)
    session.rollback()


def rows(client: FlaskClient, path: str = "/audit") -> list[str]:
    return [words(row) for row in page(client, path).xpath("//tbody/tr")]


def test_entries_say_who_did_what_to_which_object_and_never_in_whose_words(app: Flask, session: Session) -> None:
    scene: Scene = make_scene(session, public=True)
    assert scene.town.auditor is not None
    auditor = client_of(app, scene.town.auditor)
    found = rows(auditor)
    assert found[0].endswith(
        f"{scene.town.auditor.name} {scene.town.auditor.username} 登录 账号 {scene.town.auditor.id}"
    )
    assert any(
        row.endswith(f"开始征询 征询 {scene.consultation.id}") and scene.town.office.name in row for row in found
    )
    whole = auditor.get("/audit").text
    for word in ("一个月扫四次太少", CANARY_NAME, "市人大常委会法工委来函", scene.consultation.title):
        assert word not in whole


def test_the_trail_is_read_page_by_page_without_a_gap(auditor: FlaskClient, session: Session) -> None:
    with transaction(session):
        for _ in range(70):
            audit.record(session, "something", None, by=None)
    numbers: list[str] = []
    path = "/audit"
    while path:
        shown = page(auditor, path)
        numbers += [words(cell) for cell in shown.xpath("//tbody/tr/td[1]/span")]
        older = shown.xpath("//a[@rel='next']/@href")
        path = older[0] if older else ""
    assert numbers == [f"第 {n} 条" for n in range(len(numbers), 0, -1)]
    assert len(numbers) == 71, "with the auditor's own signing in"
    newer = page(auditor, "/audit?before=31").xpath("//a[@rel='prev']/@href")[0]
    assert rows(auditor, newer) == rows(auditor, "/audit?before=61")


@pytest.mark.parametrize(
    "query", ["before=x", "before=0", "after=999999999", "before=-1", "after=99999999999999999999999"]
)
def test_a_strange_page_number_is_no_fault(auditor: FlaskClient, query: str) -> None:
    assert auditor.get(f"/audit?{query}").status_code == 200


def test_sealed_and_unsealed_are_counted(auditor: FlaskClient, session: Session) -> None:
    assert "已经封好0 条 还没有封1 条" in main_of(auditor, "/audit")
    seal(session)
    assert "已经封好1 条，封到 今天" in main_of(auditor, "/audit")
    assert "还没有封0 条" in main_of(auditor, "/audit")


def test_checking_finds_nothing_or_names_the_first_fault(auditor: FlaskClient, session: Session) -> None:
    seal(session)
    assert filled(auditor, "/audit") == ["核验全部记录"]
    assert "没有发现改动" not in main_of(auditor, "/audit")
    assert "核验过 1 条记录、封条和库外锚点，没有发现改动" in main_of(auditor, "/audit?check=1")
    with transaction(session):
        on = " ON audit_entry" if session.get_bind().dialect.name == "postgresql" else ""
        session.execute(text(f"DROP TRIGGER audit_entry_no_update{on}"))
    with transaction(session):
        session.execute(update(AuditEntry).values(actor_id=1))
    assert "发现问题：审计记录 1 被改动" in main_of(auditor, "/audit?check=1")
    assert "发现问题" not in main_of(auditor, "/audit"), "only when asked for: the whole chain takes time"


def test_everything_that_happens_has_a_name(session: Session) -> None:
    make_world(session, "金溪", "甲")
    session.rollback()
    happened = session.execute(select(AuditEntry.action, AuditEntry.object_type).distinct()).all()
    assert {action for action, _ in happened} - ACTION_LABELS.keys() == set()
    assert {kind for _, kind in happened} - OBJECT_LABELS.keys() == set()
    assert jobs.registered_kinds() == JOB_LABELS.keys()


def test_every_action_in_the_code_has_a_name() -> None:
    written = {
        call.args[1].value
        for path in Path(liaison.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "audit.record"
        and isinstance(call.args[1], ast.Constant)
    }
    assert len(written) > 15, "the search finds them"
    assert written - ACTION_LABELS.keys() == set()


def test_the_address_of_a_check_is_a_link(auditor: FlaskClient) -> None:
    """Reading changes nothing, so it needs no form."""
    assert "/audit?check=1" in links(auditor, "/audit")
