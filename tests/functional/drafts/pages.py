"""Entering drafts through their pages: what is sent, what comes back, what is stored of it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from liaison import clock
from liaison.consultations.models import Consultation, Stage
from liaison.consultations.operations import Plan, plan
from liaison.database import transaction
from liaison.drafts.models import Draft, Provision, ProvisionKind
from tests.factories.people import Town

TYPED = {"kind": "law_in_force", "reading": "二审稿", "title": "<b>临湖市</b>渔船&规定"}


def make_bare(session: Session, town: Town, stage: Stage = Stage.DRAFT, points: int = 1) -> Consultation:
    """Commits a planned consultation without a draft."""
    today = clock.today()
    wanted = Plan(
        title="临湖市河埠头使用规定（草案）",
        commissioning_body="临湖市人大常委会法工委",
        stage=stage,
        opens_on=today,
        closes_on=today + timedelta(days=10),
        point_ids=tuple(point.id for point in town.points[:points]),
    )
    with transaction(session):
        return plan(session, town.station, wanted, by=town.office)


def new(consultation: Consultation) -> str:
    return f"/consultations/{consultation.id}/drafts/new"


def send(client: FlaskClient, where: str, name: str = "", data: bytes = b"", **typed: Any) -> TestResponse:
    """As a browser does: the file field is always there, nameless if nothing was chosen."""
    fields = {"text": "", "kind": "text", "reading": "", "title": ""} | typed
    return client.post(where, data=fields | {"file": (BytesIO(data), name)}, content_type="multipart/form-data")


def enter(client: FlaskClient, consultation: Consultation, name: str = "", data: bytes = b"", **typed: Any) -> str:
    """The page on which the accepted draft is proofread."""
    answer = send(client, new(consultation), name, data, **typed)
    assert answer.status_code == 303, errors(answer.text)
    return client.get(answer.headers["Location"]).text


def held_by(page: str) -> dict[str, str]:
    """What the form on the page holds besides the file; a browser drops the line end with which a text box begins."""
    (form,) = (each for each in html.fromstring(page).forms if each.xpath(".//*[@name='title']"))
    values = dict(form.form_values())
    return {name: values.get(name, "") for name in ("kind", "reading", "title")} | {
        "text": values.get("text", "").removeprefix("\n")
    }


def errors(page: str) -> list[str]:
    return [item.text_content().strip() for item in html.fromstring(page).xpath("//*[@id='errors']//li")]


def stored(session: Session) -> list[Draft]:
    session.rollback()
    return list(session.scalars(select(Draft).order_by(Draft.id)))


def labels(session: Session, draft: Draft, *kinds: ProvisionKind) -> list[str]:
    """In the order of reading; of articles unless told."""
    wanted = kinds or (ProvisionKind.ARTICLE,)
    found = select(Provision.label).where(Provision.draft_id == draft.id, Provision.kind.in_(wanted))
    return list(session.scalars(found.order_by(Provision.position)))


def words(session: Session, draft: Draft) -> str:
    """Every word of the provisions in the order of reading, without labels and blanks."""
    found = select(Provision.text).where(Provision.draft_id == draft.id).order_by(Provision.position)
    return "".join("".join(session.scalars(found)).split())
