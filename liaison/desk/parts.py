"""The parts of a start page, one for each role: what waits for its holder. Persons with several roles see each part."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from liaison.accounts.models import User
from liaison.annotations.waiting import DraftOnList, drafts_in_work, falling_to
from liaison.comments.queries import EntryCounts, OpenConsultation, entries_by_point, open_to_enter
from liaison.consultations.models import ConsultationState, Participation
from liaison.desk.figures import Drawing, drawing_by_day, drawing_by_point
from liaison.desk.standing import Standing, consultations_at_work, newest_sent, standings
from liaison.desk.steps import StepShown, steps_of
from liaison.desk.todo import Waiting, waiting_at_office
from liaison.desk.upkeep import trouble
from liaison.feedback.queries import answered
from liaison.permissions import Role
from liaison.reports.models import Report
from liaison.reports.queries import reports_of
from liaison.reports.scopes import FINISHED

BEGUN = (ConsultationState.OPEN, ConsultationState.CLOSED)


@dataclass(frozen=True)
class OfficePart:
    """`drawn` is the consultation whose points are drawn: the running one that ends first of those with comments."""

    waiting: list[Waiting]
    running: list[tuple[Standing, list[StepShown]]]
    by_day: Drawing | None
    by_point: Drawing | None
    drawn: Standing | None


@dataclass(frozen=True)
class PointsPart:
    """For a collector: each open consultation with what came in at the points they serve; first where they may enter today."""

    rows: list[tuple[OpenConsultation, list[tuple[Participation, EntryCounts]]]]

    @property
    def today(self) -> int:
        return sum(counts.today for _each, points in self.rows for _point, counts in points)


@dataclass(frozen=True)
class ReportRow:
    """`awaits`: the city congress has not answered every item, and no later version has taken this one's place."""

    report: Report
    decided: int
    items: int
    awaits: bool


@dataclass(frozen=True)
class ReaderPart:
    reports: list[ReportRow]

    @property
    def undecided(self) -> int:
        return sum(row.items - row.decided for row in self.reports if row.awaits)


def office_part(session: Session, user: User) -> OfficePart:
    everything = standings(session, consultations_at_work(session, user))
    running = [standing for standing in everything if standing.consultation.state in BEGUN]
    drawn = next((standing for standing in running if standing.comments), None)
    return OfficePart(
        waiting=waiting_at_office(everything, trouble(session, user)),
        running=[(standing, steps_of(standing)) for standing in running],
        by_day=drawing_by_day(session, user.station_ids(Role.OFFICE)),
        by_point=drawing_by_point(drawn) if drawn else None,
        drawn=drawn,
    )


def points_part(session: Session, user: User) -> PointsPart:
    served = user.point_ids()
    open_now = open_to_enter(session, user)
    counts = entries_by_point(session, [each.consultation.id for each in open_now], served)
    rows = []
    for each in sorted(open_now, key=lambda each: not each.today):
        own = [participation for participation in each.participations if participation.point_id in served]
        if own:
            rows.append((each, [(one, counts.get((each.consultation.id, one.point_id), EntryCounts())) for one in own]))
    return PointsPart(rows)


def expert_part(session: Session, user: User) -> list[DraftOnList]:
    """The drafts in which groups fall to this expert, the one due first in front."""
    return falling_to(user.id, drafts_in_work(session, user))


def reader_part(session: Session, user: User) -> ReaderPart:
    """Finished reports, the newest first."""
    read = user.station_ids(Role.READER)
    finished = [
        entry
        for entry in reports_of(session, user)
        if entry.report.station_id in read and entry.report.state in FINISHED
    ]
    versions: dict[int, list[Report]] = {}
    for entry in finished:
        versions.setdefault(entry.report.consultation_id, []).append(entry.report)
    answers = answered(session, [entry.report.id for entry in finished])
    rows = []
    for entry in finished:
        decided, items = answers.get(entry.report.id, (0, 0))
        counts = newest_sent(versions[entry.report.consultation_id]) is entry.report
        rows.append(ReportRow(entry.report, decided, items, counts and decided < items))
    return ReaderPart(rows)
