"""Loads the demo data once and runs the main job on it, from the pasted draft to the exported files, by the same operations as the pages."""

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison import clock, jobs
from liaison.accounts.appointing import appoint, pair
from liaison.accounts.models import Point, PointKind, Station, User
from liaison.accounts.operations import NewUser, PointDetails, add_point, add_user, found_station
from liaison.comments.models import Channel, Comment, Place, ReplyWish, SpeakerKind, Stance
from liaison.comments.operations import receive
from liaison.comments.submission import SpeakerDetails, Submission
from liaison.consultations.models import Consultation, Stage
from liaison.consultations.operations import Plan, open_consultation, plan
from liaison.database import settings_of, transaction
from liaison.demo.accounts import PASSWORD, data, people
from liaison.demo.outcome import carry_through
from liaison.drafts.models import DraftKind
from liaison.drafts.operations import NewDraft, add_draft, confirm_draft, open_draft
from liaison.errors import Refused
from liaison.feedback.models import AdoptionDecision
from liaison.permissions import Role

PAPERS = "exports"
WINDOW_DAYS = 6  # how long the demo's consultation stays open from today
LAST_COLLECTED = date(2026, 11, 20)  # the newest date in comments.jsonl; shown as today


def run_demo(session: Session) -> Iterator[str]:
    """Yields what happened, line by line. A second call finds everything there and only says where the files lie."""
    if session.scalar(select(func.count()).select_from(AdoptionDecision)):
        yield "演示资料已经在了，没有重复装入。"
    elif session.scalar(select(func.count()).select_from(Station)):
        raise Refused(f"上一次没有装完就停了。请删掉 {settings_of(session).data_path} 文件夹，再运行一次")
    else:
        yield from _journey(session)
    for path in sorted(papers_folder(session).iterdir()):
        yield f"  {path}"


def papers_folder(session: Session) -> Path:
    folder = settings_of(session).data_path / PAPERS
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _journey(session: Session) -> Iterator[str]:
    with transaction(session):
        office = _load_people(session)
    yield "一、联系点、11 个采集点、11 位结对专家已经就位。"
    with transaction(session):
        consultation = _plan_consultation(session, office)
        _plan_topics(session, office)
    yield f"二、草案《{consultation.title}》已经拆成条、款、项并公开征询。"
    count = _receive_comments(session, consultation)
    yield f"三、收到 {count} 条意见。"
    work_off(session)
    yield f"四、去重归并完成：{count} 条意见。"
    yield from carry_through(session, consultation, office, papers_folder(session), work_off)
    yield "文件在这里："


def work_off(session: Session) -> None:
    """Does the waiting jobs here, without broker and worker, until none is left."""
    while jobs.open_jobs(session):
        with transaction(session):
            due = jobs.take_due(session, 100, 60_000)
        for id, _ in due:
            jobs.perform(session, id)
        if not due:
            time.sleep(0.05)


def _load_people(session: Session) -> User:
    shown = people()
    station = found_station(session, **shown["station"], by=None)
    points = {entry["number"]: _point(session, station, entry) for entry in shown["points"]}
    experts = {entry["account"]: _person(session, entry, Role.EXPERT, station) for entry in shown["experts"]}
    deputies = {entry["deputy_for"]: experts[entry["account"]] for entry in shown["experts"] if entry["deputy_for"]}
    for entry in shown["experts"]:
        number = entry["point"]
        pair(session, points[number], experts[entry["account"]], deputy=deputies.get(number), by=None)
    for entry in shown["collectors"]:
        _collector(session, entry, station, points)
    for group, role in (("readers", Role.READER), ("auditors", Role.AUDITOR), ("system_admins", Role.SYSTEM_ADMIN)):
        for entry in shown[group]:
            _person(session, entry, role, station)
    first, *_others = [_person(session, entry, Role.OFFICE, station) for entry in shown["office"]]
    return first


def _point(session: Session, station: Station, entry: dict[str, Any]) -> Point:
    details = PointDetails(entry["name"], entry["town"], PointKind(entry["kind"]), entry["phone"])
    return add_point(session, station, entry["number"], details, by=None)


def _person(session: Session, entry: dict[str, Any], role: Role, station: Station) -> User:
    user = add_user(session, NewUser(entry["account"], entry["name"], PASSWORD), by=None)
    appoint(session, user, role, station, by=None)
    return user


def _collector(session: Session, entry: dict[str, Any], station: Station, points: dict[int, Point]) -> None:
    user = add_user(session, NewUser(entry["account"], entry["name"], PASSWORD), by=None)
    for number in entry["points"]:
        appoint(session, user, Role.COLLECTOR, station, point=points[number], by=None)


def _plan_consultation(session: Session, office: User) -> Consultation:
    today = clock.today()
    station = session.scalars(select(Station)).one()
    wanted = Plan(
        title="临湖市水上集市与沿河摊点管理条例（草案）",
        commissioning_body="临湖市人大常委会法制工作委员会",
        stage=Stage.DRAFT,
        opens_on=today - timedelta(days=20),
        closes_on=today + timedelta(days=WINDOW_DAYS),
        point_ids=tuple(session.scalars(select(Point.id).order_by(Point.number))),
    )
    consultation = plan(session, station, wanted, by=office)
    draft = add_draft(
        session,
        consultation,
        NewDraft(text=data("draft.txt"), kind=DraftKind.TEXT, title="", reading="一审稿"),
        by=office,
    )
    confirm_draft(session, draft, by=office)
    open_draft(session, draft, by=office)
    open_consultation(session, consultation, by=office)
    return consultation


def _plan_topics(session: Session, office: User) -> None:
    """A second consultation before there is a draft: topics in its place, internal."""
    today = clock.today()
    station = session.scalars(select(Station)).one()
    title = data("outline.txt").strip().splitlines()[0].strip()
    wanted = Plan(
        title=title,
        commissioning_body="临湖市人大常委会法制工作委员会",
        stage=Stage.PRE_LEGISLATION,
        opens_on=today,
        closes_on=today + timedelta(days=21),
        point_ids=tuple(session.scalars(select(Point.id).order_by(Point.number).limit(4))),
    )
    consultation = plan(session, station, wanted, by=office)
    draft = add_draft(
        session,
        consultation,
        NewDraft(text=data("outline.txt"), kind=DraftKind.TOPICS, title=title, reading=""),
        by=office,
    )
    confirm_draft(session, draft, by=office)
    open_consultation(session, consultation, by=office)


def _receive_comments(session: Session, consultation: Consultation) -> int:
    """Each comment is received as its point's collector enters it; those from the QR page come without an account."""
    consultation_id = consultation.id
    points = {point.number: point.id for point in session.scalars(select(Point))}
    collectors = _collectors(session)
    rows = [json.loads(line) for line in data("comments.jsonl").splitlines()]
    for row in rows:
        by = None if row["channel"] == Channel.QR else session.get(User, collectors[row["point"]])
        with transaction(session):
            receive(session, _submission(row, consultation_id, points[row["point"]]), by=by)
    return session.scalar(select(func.count()).select_from(Comment)) or 0


def _collectors(session: Session) -> dict[int, int]:
    """Point number → id of the collector who serves it."""
    accounts = {user.username: user.id for user in session.scalars(select(User))}
    return {number: accounts[entry["account"]] for entry in people()["collectors"] for number in entry["points"]}


def _submission(row: dict[str, Any], consultation_id: int, point_id: int) -> Submission:
    speaker, shift = row["speaker"], clock.today() - LAST_COLLECTED
    return Submission(
        consultation_id=consultation_id,
        point_id=point_id,
        client_token=f"demo-{row['id']}",
        words=row["words"],
        channel=Channel(row["channel"]),
        suggestion=row.get("suggestion") or "",
        reason=row.get("reason") or "",
        place=Place(row.get("place") or Place.PROVISION),
        provision_key=row["provision"] or "",
        stance=Stance(row["stance"]) if row["stance"] else None,
        collected_on=date.fromisoformat(row["collected_on"]) + shift,
        speaker=SpeakerDetails(
            name=speaker["name"] or "", contact=speaker.get("phone") or "", reply_wish=ReplyWish(speaker["reply_wish"])
        ),
        speaker_kind=SpeakerKind(speaker["kind"]),
    )
