"""Two towns with mirrored objects: whatever exists in one exists in the other, so "foreign" always means a real row.

Each has one public consultation carried to the city's answer, and one internal consultation in which only the second point
takes part. What must not be seen carries canaries: words that occur nowhere else.
"""

from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from liaison import clock, files, jobs
from liaison.accounts.models import User
from liaison.annotations.models import AnnotationKind
from liaison.annotations.operations import Wording, submit
from liaison.comments.models import LONGEST_WORDS, Comment, Excerpt
from liaison.consultations.models import Consultation, Participation
from liaison.database import transaction
from liaison.drafts.maps import Correspondence, ProvisionMap
from liaison.drafts.models import Draft
from liaison.drafts.operations import NewDraft, add_draft
from liaison.drafts.queries import current_draft
from liaison.feedback.models import AdoptionOutcome
from liaison.feedback.operations import Answer, decide
from liaison.grouping.models import ArticleGrouping, Group
from liaison.jobs import OPEN, Job
from liaison.permissions import Role
from liaison.reports.freezing import freeze
from liaison.reports.models import PaperFormat, PaperKind, Report, ReportFile, ReportItem
from liaison.reports.operations import RENDER, WAY, ask_for_paper, move_on
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town

PLACE = "art-3"


@dataclass(frozen=True)
class Canaries:
    """Words of one town that only some may read."""

    title: str  # of the internal consultation and its draft
    text: str  # of an article of the internal draft
    words: str  # said about the internal draft
    name: str  # of a citizen
    contact: str


@dataclass(frozen=True)
class Objects:
    """One of everything that an address can name; `numbers` by the noun that stands before it in the address."""

    numbers: dict[str, int]
    public_code: str
    receipt_code: str
    long_comment_id: int
    place_key: str = PLACE


@dataclass(frozen=True)
class World:
    town: Town
    canaries: Canaries
    shown: Objects
    internal: Objects

    def person(self, role: Role) -> User:
        """Who holds a role here; collector and expert of the first point, which has no part in the internal consultation."""
        people: dict[Role, User | None] = {
            Role.OFFICE: self.town.office,
            Role.COLLECTOR: self.town.collectors[0],
            Role.EXPERT: self.town.experts[0],
            Role.READER: self.town.reader,
            Role.AUDITOR: self.town.auditor,
            Role.SYSTEM_ADMIN: self.town.admin,
        }
        found = people[role]
        assert found is not None
        return found


def make_two_towns(session: Session) -> tuple[World, World]:
    return make_world(session, "金溪", "甲"), make_world(session, "白鹭", "乙")


def make_world(session: Session, name: str, mark: str) -> World:
    town = make_town(session, name)
    canaries = Canaries(
        title=f"鸬鹚渡口{mark}试行办法",
        text=f"鱼鹰{mark}号船每日三更巡河",
        words=f"夜里的铜锣{mark}敲得太响",
        name=f"嵇{mark}芦",
        contact=f"0999-{ord(mark)}-7761",
    )
    return World(town, canaries, _shown(session, town, name, canaries), _internal(session, town, canaries))


def _shown(session: Session, town: Town, name: str, canaries: Canaries) -> Objects:
    consultation = make_consultation(session, town, public=True, title=f"{name}河埠头使用规定（草案）")
    collector = town.collectors[0]
    first = make_comment(
        session,
        consultation,
        town.points[0],
        "每月扫四次不够，夏天要天天扫。",
        PLACE,
        by=collector,
        name=canaries.name,
        contact=canaries.contact,
    )
    long = make_comment(session, consultation, town.points[0], "石阶太滑。" * (LONGEST_WORDS // 5 + 1), by=collector)
    make_comment(session, consultation, town.points[1], "半小时不够卸货。", "art-5", by=town.collectors[1])
    _work_off(session)
    _phrase(session, consultation, town)
    return _objects(session, consultation, town, first, long, sent=True)


def _internal(session: Session, town: Town, canaries: Canaries) -> Objects:
    """Opened for the second point alone; its draft stays internal and its report is not signed."""
    text = f"""{canaries.title}
（草案）

第一条　{canaries.text}，制定本办法。

第二条　渡口由村民委员会看护。

第三条　{canaries.text}，风大停船。
"""
    second = replace(town, points=town.points[1:], collectors=town.collectors[1:])
    consultation = make_consultation(session, second, text=text, title=canaries.title)
    first = make_comment(session, consultation, second.points[0], canaries.words, PLACE, by=second.collectors[0])
    long = make_comment(
        session, consultation, second.points[0], canaries.words * (LONGEST_WORDS // 8), by=second.collectors[0]
    )
    _work_off(session)
    return _objects(session, consultation, second, first, long, sent=False)


def _phrase(session: Session, consultation: Consultation, town: Town) -> None:
    draft = _draft(session, consultation)
    with transaction(session):
        group = _group(session, draft)
        wording = Wording(AnnotationKind.MODIFY, None, "公用河埠头每日清扫。", "夏季使用多。", seen=0)
        submit(session, group, wording, by=town.experts[0], expert=town.experts[0])


def _objects(
    session: Session, consultation: Consultation, town: Town, comment: Comment, long: Comment, *, sent: bool
) -> Objects:
    draft = _draft(session, consultation)
    _keep_original(session, draft, town)
    report, paper, item = _report(session, consultation, town, sent=sent)
    participation = session.scalars(
        select(Participation).where(
            Participation.consultation_id == consultation.id, Participation.point_id == town.points[0].id
        )
    ).one()
    numbers = {
        "consultations": consultation.id,
        "drafts": draft.id,
        "comments": comment.id,
        "excerpts": session.scalars(select(Excerpt.id).where(Excerpt.comment_id == comment.id)).first() or 0,
        "groups": _group(session, draft).id,
        "reports": report.id,
        "files": paper.id,
        "items": item.id,
        "map-rows": _map_row(session, consultation, draft, town).id,
        "people": town.office.id,
        "appointments": town.office.appointments[0].id,
        "points": town.points[0].id,
        "jobs": session.scalars(select(Job.id).where(Job.subject_id == paper.id, Job.kind == RENDER)).one(),
    }
    return Objects(numbers, participation.public_code, comment.receipt_code, long.id)


def _keep_original(session: Session, draft: Draft, town: Town) -> None:
    """As if the draft had come as a file."""
    with transaction(session):
        name = f"{draft.title}.txt"
        file = files.store(session, draft.title.encode(), name=name, content_type="text/plain", by_id=town.office.id)
        draft.source_file_id = file.id


def _map_row(session: Session, consultation: Consultation, draft: Draft, town: Town) -> ProvisionMap:
    """From this draft to the next one, which only the office sees: nobody has put it to use."""
    new = NewDraft(text=draft.source_text, kind=draft.kind, title=draft.title, reading="二审稿")
    with transaction(session):
        row = ProvisionMap(
            from_draft_id=draft.id,
            to_draft_id=add_draft(session, consultation, new, by=town.office).id,
            position=1,
            correspondence=Correspondence.SAME,
            old_keys=[PLACE],
            new_keys=[PLACE],
            score=100,
            certain=True,
            reason="一字未改",
        )
        session.add(row)
    return row


def _report(
    session: Session, consultation: Consultation, town: Town, *, sent: bool
) -> tuple[Report, ReportFile, ReportItem]:
    with transaction(session):
        report = freeze(session, consultation, although_unsettled=True, by=town.office)
        paper = ask_for_paper(session, report, PaperKind.DETAIL, PaperFormat.XLSX, by=town.office)
    _work_off(session)
    item = session.scalars(select(ReportItem).where(ReportItem.report_id == report.id)).first()
    assert item is not None
    if sent:
        with transaction(session):
            for state in WAY[1:]:
                move_on(session, report, state, document_number="临金人〔2026〕9号", by=town.office)
            decide(session, item, Answer(AdoptionOutcome.ADOPTED, "写进第三条。", "", clock.today()), by=town.office)
    return report, paper, item


def _draft(session: Session, consultation: Consultation) -> Draft:
    found = current_draft(session, consultation.id)
    assert found is not None
    return found


def _group(session: Session, draft: Draft) -> Group:
    """The group of the first comment on PLACE."""
    here = select(Group).join(ArticleGrouping).where(Group.draft_id == draft.id, ArticleGrouping.place_key == PLACE)
    found = session.scalars(here.where(Group.merged_into_id.is_(None)).order_by(Group.id)).first()
    assert found is not None
    return found


def _work_off(session: Session) -> None:
    """As the worker would, without its pauses; a job that fails is an error here, not something to try again."""
    while jobs.open_jobs(session):
        with transaction(session):
            session.execute(update(Job).where(Job.state.in_(OPEN)).values(due_at=0, nudged_until=0))
            due = jobs.take_due(session, 100, 60_000)
        for id, kind in due:
            jobs.perform(session, id)
            assert not session.get_one(Job, id).last_error, f"{kind} failed, see the log"
