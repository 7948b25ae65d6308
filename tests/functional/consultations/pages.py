"""The form of a consultation as an office types it and as a page holds it, and what is stored of it."""

from datetime import timedelta
from typing import Any

from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.audit import AuditEntry
from liaison.consultations.models import Consultation
from tests.factories.people import Town


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def as_typed(town: Town, **changes: Any) -> dict[str, Any]:
    """A form that is fine, with changes; every point takes part."""
    return {
        "title": "临湖市河埠头使用规定（草案）",
        "commissioning_body": "临湖市人大常委会法工委",
        "stage": "draft",
        "opens_on": in_days(0),
        "closes_on": in_days(20),
        "points": [str(point.id) for point in town.points],
    } | changes


def held_by(page: str) -> dict[str, Any]:
    """What a browser would send if the person pressed the button of the page's own form again; the points as a list."""
    (form,) = (each for each in html.fromstring(page).forms if each.xpath(".//*[@name='title']"))
    values = form.form_values()
    return dict(values) | {"points": [value for name, value in values if name == "points"]}


def summary_of_errors(page: str) -> list[str]:
    return [item.text_content().strip() for item in html.fromstring(page).xpath("//*[@id='errors']//li")]


def stored(session: Session) -> list[Consultation]:
    session.rollback()
    return list(session.scalars(select(Consultation).order_by(Consultation.id)))


def audited(session: Session) -> list[tuple[str, int | None, int | None]]:
    """(action, actor, object) in order."""
    session.rollback()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.actor_id, entry.object_id) for entry in entries]
