"""The second half of the demo's journey: experts phrase, the office freezes and sends, the city congress answers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.accounts.models import User
from liaison.annotations.models import AnnotationKind
from liaison.annotations.operations import Wording, finalise, submit
from liaison.annotations.queries import GroupWork, work_on_draft
from liaison.comments.models import Comment
from liaison.consultations.models import Consultation
from liaison.database import transaction
from liaison.demo.accounts import data
from liaison.drafts.models import Draft
from liaison.drafts.queries import current_draft, provision_at
from liaison.feedback.models import AdoptionOutcome
from liaison.feedback.operations import Answer, decide
from liaison.files import path_of
from liaison.grouping.models import Group
from liaison.reports.freezing import freeze
from liaison.reports.models import PaperFormat, PaperKind, Report, ReportItemVoice, ReportState
from liaison.reports.operations import WAY, ask_for_paper, move_on

LEFT_FOR_THE_EXPERT = 6  # the last wordings stay submitted, so that the demo's office has something to review


def carry_through(
    session: Session, consultation: Consultation, office: User, folder: Path, work_off: Callable[[Session], None]
) -> Iterator[str]:
    draft = current_draft(session, consultation.id)
    assert draft is not None
    phrased = _phrase(session, draft, office)
    work_off(session)
    yield f"五、专家写好 {phrased} 条修改建议，其余按群众原话上报，注明“未经专家论证”。"
    with transaction(session):
        report = freeze(session, consultation, by=office)
        for kind in PaperKind:
            for format in PaperFormat:
                ask_for_paper(session, report, kind, format, by=office)
    work_off(session)
    _copy_papers(session, report, folder)
    yield f"六、第 {report.version} 版汇总表和明细表已经生成，并报送。"
    yield f"七、登记了 {_answer(session, report, office)} 条采纳情况，回执页可以查到。"


def _phrase(session: Session, draft: Draft, office: User) -> int:
    """Each wording is submitted by the expert its group falls to; the office finalises all but the last few."""
    rows = [json.loads(line) for line in data("phrasing.jsonl").splitlines()]
    homes = _homes(session, draft)
    wordings = {
        homes[row["demand"]].view.id: (homes[row["demand"]], row) for row in reversed(rows) if row["demand"] in homes
    }
    for index, (work, row) in enumerate(wordings.values()):
        _phrase_group(session, draft, work, row, None if index < LEFT_FOR_THE_EXPERT else office)
    return len(wordings)


def _phrase_group(session: Session, draft: Draft, work: GroupWork, row: dict[str, Any], office: User | None) -> None:
    expert = work.expert
    assert expert is not None
    with transaction(session):
        group = session.get_one(Group, work.view.id)
        provision = provision_at(session, draft.id, row["provision"])
        wording = Wording(
            AnnotationKind(row["kind"]),
            provision.id if provision else None,
            row["proposed_text"],
            row["rationale"],
            seen=0,
        )
        submit(session, group, wording, by=expert, expert=expert)
        if office is not None:
            finalise(
                session,
                group,
                Wording(wording.kind, wording.provision_id, wording.proposed_text, wording.rationale, seen=1),
                by=office,
                expert=expert,
            )


def _homes(session: Session, draft: Draft) -> dict[str, GroupWork]:
    """Demand → the group in which its first comment stands."""
    demands = {f"demo-{row['id']}": row["demand"] for row in map(json.loads, data("comments.jsonl").splitlines())}
    tokens = dict(session.execute(select(Comment.id, Comment.client_token).where(Comment.draft_id == draft.id)).all())
    homes: dict[str, GroupWork] = {}
    for work in work_on_draft(session, draft):
        for voice in work.view.voices:
            homes.setdefault(demands[tokens[voice.comment_id]], work)
    return homes


def _copy_papers(session: Session, report: Report, folder: Path) -> None:
    for paper in report.files:
        if paper.file is not None:
            (folder / paper.file.name).write_bytes(path_of(session, paper.file).read_bytes())


def _answer(session: Session, report: Report, office: User) -> int:
    """Sends the report and enters the city's decisions."""
    with transaction(session):
        for state in WAY[1:]:
            move_on(
                session,
                report,
                state,
                document_number="临金人〔2026〕3号" if state is ReportState.SIGNED else "",
                by=office,
            )
        answers = [json.loads(line) for line in data("adoption.jsonl").splitlines()]
        items = _items_by_demand(session, report)
        decided = 0
        for answer in answers:
            if answer["demand"] in items:
                decide(session, items[answer["demand"]], _as_answer(answer), by=office)
                decided += 1
    return decided


def _as_answer(row: dict[str, Any]) -> Answer:
    return Answer(AdoptionOutcome(row["outcome"]), row["reason"], row.get("adopted_text") or "", clock.today())


def _items_by_demand(session: Session, report: Report) -> dict[str, Any]:
    demands = {f"demo-{row['id']}": row["demand"] for row in map(json.loads, data("comments.jsonl").splitlines())}
    items = {item.id: item for item in report.items}
    spoken = select(ReportItemVoice.report_item_id, Comment.client_token).join(
        Comment, Comment.id == ReportItemVoice.comment_id
    )
    found: dict[str, Any] = {}
    for item_id, token in session.execute(spoken.where(ReportItemVoice.report_item_id.in_(items))):
        found.setdefault(demands[token], items[item_id])
    return found
