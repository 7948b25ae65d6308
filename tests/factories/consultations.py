"""A consultation with a small invented draft, made by the same operations as the pages."""

from datetime import timedelta

from sqlalchemy.orm import Session

from liaison import clock
from liaison.consultations.models import Consultation, Stage
from liaison.consultations.operations import Plan, open_consultation, plan
from liaison.database import transaction
from liaison.drafts.models import DraftKind
from liaison.drafts.operations import NewDraft, add_draft, confirm_draft, open_draft
from tests.factories.drafts import SMALL_DRAFT
from tests.factories.people import Town


def make_consultation(
    session: Session,
    town: Town,
    *,
    open: bool = True,
    public: bool = False,
    text: str = SMALL_DRAFT,
    title: str = "临湖市河埠头使用规定（草案）",
    points: int | None = None,
) -> Consultation:
    """Commits a consultation of `town` with a confirmed draft; `points` limits how many of its points take part."""
    today = clock.today()
    with transaction(session):
        wanted = Plan(
            title=title,
            commissioning_body="临湖市人大常委会法工委",
            stage=Stage.DRAFT,
            opens_on=today - timedelta(days=3),
            closes_on=today + timedelta(days=10),
            point_ids=tuple(point.id for point in town.points[:points]),
        )
        consultation = plan(session, town.station, wanted, by=town.office)
        draft = add_draft(
            session, consultation, NewDraft(text=text, kind=DraftKind.TEXT, title="", reading="一审稿"), by=town.office
        )
        confirm_draft(session, draft, by=town.office)
        if public:
            open_draft(session, draft, basis="市人大常委会法工委来函", by=town.office)
        if open:
            open_consultation(session, consultation, by=town.office)
    return consultation
