"""A draft is internal until the office opens it, by an act that says what it means and is audited; until then it does not exist
for anybody who has no part in it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.accounts.models import Pairing
from liaison.audit import AuditEntry, audit_detail
from liaison.consultations.models import Consultation, Participation
from liaison.database import transaction
from liaison.drafts.models import Draft, Visibility
from tests.factories.consultations import make_consultation
from tests.factories.people import Town, make_town, sign_in
from tests.functional.drafts.pages import enter, errors, send, stored

CANARY = "鱼鹰号船每日三更巡河"
TEXT = f"鸬鹚渡口试行办法\n（草案）\n\n第一条　{CANARY}，制定本办法。\n\n第二条　渡口由村民委员会看护。\n"
BASIS = {"basis": "市人大常委会法工委 5 月 12 日来函", "confirmed": "y"}


@pytest.fixture
def consultation(session: Session, town: Town) -> Consultation:
    """Open, for the first of two points, with an internal draft."""
    return make_consultation(session, town, points=1, text=TEXT, title="鸬鹚渡口试行办法")


@pytest.fixture
def draft(session: Session, consultation: Consultation) -> Draft:
    return stored(session)[0]


class Citizen:
    """Somebody without an account who has scanned the point's code."""

    def __init__(self, app: Flask, session: Session, consultation: Consultation) -> None:
        session.rollback()
        codes = select(Participation.public_code).where(Participation.consultation_id == consultation.id)
        self.where = f"/p/{session.scalars(codes).one()}"
        self.client = app.test_client()

    def reads(self) -> str:
        """The page behind the code and the text of the first article."""
        return "".join(self.client.get(f"{self.where}{rest}").text for rest in ("", "/article?key=art-1"))


def test_the_page_says_what_opening_means_before_it_is_done(office: FlaskClient, draft: Draft) -> None:
    page = office.get(f"/drafts/{draft.id}/open").text
    assert "《鸬鹚渡口试行办法（草案）》" in page
    assert "公开以后收不回来。" in page
    assert "扫采集点二维码的人都能看到草案全文，不用登录。" in page
    assert "没有公开之前，只有联系点、参加的采集点和结对的专家看得到" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, ["写下公开的依据，例如：市人大常委会法工委 5 月 12 日来函", "确认可以公开以后，勾选这一项"]),
        ({"confirmed": "y"}, ["写下公开的依据，例如：市人大常委会法工委 5 月 12 日来函"]),
        ({"confirmed": "y", "basis": " \u3000"}, ["写下公开的依据，例如：市人大常委会法工委 5 月 12 日来函"]),
        ({"basis": BASIS["basis"]}, ["确认可以公开以后，勾选这一项"]),
        (BASIS | {"basis": "函" * 201}, ["写短一些，200 字以内"]),
    ],
)
def test_without_a_basis_and_a_tick_nothing_is_opened(
    session: Session, office: FlaskClient, draft: Draft, typed: dict[str, str], said: list[str]
) -> None:
    answer = office.post(f"/drafts/{draft.id}/open", data=typed)
    assert answer.status_code == 422
    assert errors(answer.text) == said
    assert f'value="{typed.get("basis", "").strip()}"' in answer.text
    assert stored(session)[0].visibility is Visibility.INTERNAL


def test_opening_is_one_act_with_its_basis_in_the_audit_and_lets_the_public_in(
    app: Flask, session: Session, town: Town, office: FlaskClient, consultation: Consultation, draft: Draft
) -> None:
    citizen = Citizen(app, session, consultation)
    assert CANARY not in citizen.reads()
    assert "draft_opened" not in [entry.action for entry in session.scalars(select(AuditEntry))]
    for _ in range(2):
        answer = office.post(f"/drafts/{draft.id}/open", data=BASIS)
        assert answer.status_code == 303
    (opened,) = stored(session)
    assert opened.visibility is Visibility.PUBLIC
    assert (opened.opened_by_id, opened.opened_at is not None) == (town.office.id, True)
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "draft_opened"))
    assert (entry.actor_id, entry.object_type, entry.object_id) == (town.office.id, "draft", draft.id)
    assert audit_detail(entry) == {"basis": BASIS["basis"]}
    assert CANARY in citizen.reads()
    assert "这一稿已经公开了。" in office.get(f"/drafts/{draft.id}/open").text


def test_opening_cannot_be_taken_back(office: FlaskClient, draft: Draft) -> None:
    office.post(f"/drafts/{draft.id}/open", data=BASIS)
    page = office.get(f"/drafts/{draft.id}/open").text
    assert "<form" not in page[page.index("<main") : page.index("</main")]
    for verb in ("close", "withdraw", "unopen"):
        assert office.post(f"/drafts/{draft.id}/{verb}").status_code == 404


def test_a_draft_that_nobody_proofread_cannot_be_opened(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    enter(office, consultation, text=TEXT)
    waiting = stored(session)[1]
    assert "草案核对启用以后，才能公开。" in office.get(f"/drafts/{waiting.id}/open").text
    assert office.post(f"/drafts/{waiting.id}/open", data=BASIS).status_code == 303
    assert stored(session)[1].visibility is Visibility.INTERNAL


def test_a_replaced_draft_cannot_be_opened_and_leads_to_the_one_in_use(
    session: Session, office: FlaskClient, consultation: Consultation, draft: Draft
) -> None:
    enter(office, consultation, text=TEXT)
    office.post(f"/drafts/{stored(session)[1].id}/confirm")
    assert "这一稿已经被新稿替换，不能公开。" in office.get(f"/drafts/{draft.id}/open").text
    office.post(f"/drafts/{draft.id}/open", data=BASIS)
    assert [each.visibility for each in stored(session)] == [Visibility.INTERNAL] * 2


def test_a_new_internal_draft_closes_the_public_page_until_it_is_opened_too(
    app: Flask, session: Session, office: FlaskClient, consultation: Consultation, draft: Draft
) -> None:
    office.post(f"/drafts/{draft.id}/open", data=BASIS)
    secret = TEXT.replace("三更", "五更")
    assert "这次征询前一稿已经公开。" in enter(office, consultation, text=secret)
    citizen = Citizen(app, session, consultation)
    assert CANARY in citizen.reads()
    office.post(f"/drafts/{stored(session)[1].id}/confirm")
    closed = citizen.reads()
    assert (CANARY in closed, "五更" in closed) == (False, False)
    office.post(f"/drafts/{stored(session)[1].id}/open", data=BASIS)
    assert "五更" in citizen.reads()


# ── Who sees an internal draft ──────────────────────────────────────────────────────────────────


def pages(consultation: Consultation, draft: Draft) -> list[str]:
    return [f"/consultations/{consultation.id}", f"/drafts/{draft.id}", f"/drafts/{draft.id}/articles?key=art-1"]


def works(draft: Draft) -> list[str]:
    """What only the office does with a draft."""
    return [f"/drafts/{draft.id}/{verb}" for verb in ("open", "proof", "again", "original")]


def test_the_office_the_participating_point_and_its_expert_read_it(
    app: Flask, town: Town, consultation: Consultation, draft: Draft
) -> None:
    for person in (town.office, town.collectors[0], town.experts[0]):
        client = sign_in(app.test_client(), person)
        assert [client.get(page).status_code for page in pages(consultation, draft)] == [200, 200, 200]
        assert CANARY in client.get(f"/drafts/{draft.id}").text
    for person in (town.collectors[0], town.experts[0]):
        client = sign_in(app.test_client(), person)
        assert {client.get(page).status_code for page in works(draft)} == {403}


def test_for_everybody_else_it_does_not_exist(
    app: Flask, session: Session, town: Town, consultation: Consultation, draft: Draft
) -> None:
    abroad = make_town(session, "北圩")
    strangers = (town.collectors[1], town.experts[1], abroad.office, abroad.collectors[0], abroad.experts[0])
    for person in strangers:
        client = sign_in(app.test_client(), person)
        for page in pages(consultation, draft):
            answer = client.get(page)
            assert (answer.status_code, CANARY in answer.text, "鸬鹚" in answer.text) == (404, False, False), (
                person.username,
                page,
            )
        assert "鸬鹚" not in client.get("/consultations").text
    foreign_office = sign_in(app.test_client(), abroad.office)
    assert {foreign_office.get(page).status_code for page in works(draft)} == {404}
    assert foreign_office.post(f"/drafts/{draft.id}/open", data=BASIS).status_code == 404
    assert foreign_office.post(f"/drafts/{draft.id}/confirm").status_code == 404
    assert send(foreign_office, f"/drafts/{draft.id}/again", text=TEXT).status_code == 404
    assert send(foreign_office, f"/consultations/{consultation.id}/drafts/new", text=TEXT).status_code == 404


def test_anonymous_people_are_asked_to_sign_in_and_told_nothing(
    app: Flask, session: Session, consultation: Consultation, draft: Draft
) -> None:
    visitor = app.test_client()
    for page in [*pages(consultation, draft), *works(draft)]:
        answer = visitor.get(page)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?next=")
        assert "鸬鹚" not in answer.text
    assert all(word not in Citizen(app, session, consultation).reads() for word in (CANARY, "鸬鹚"))


def test_a_pairing_that_ends_takes_the_draft_away_with_the_next_request(
    app: Flask, session: Session, town: Town, consultation: Consultation, draft: Draft
) -> None:
    expert = sign_in(app.test_client(), town.experts[0])
    assert expert.get(f"/drafts/{draft.id}").status_code == 200
    with transaction(session):
        session.query(Pairing).filter_by(expert_id=town.experts[0].id).delete()
    assert expert.get(f"/drafts/{draft.id}").status_code in (403, 404)


def test_a_draft_that_waits_for_proofreading_is_seen_by_the_office_alone(
    app: Flask, session: Session, town: Town, office: FlaskClient, consultation: Consultation
) -> None:
    enter(office, consultation, text=TEXT.replace("三更", "五更"))
    waiting = stored(session)[1]
    for person in (town.collectors[0], town.experts[0]):
        client = sign_in(app.test_client(), person)
        assert client.get(f"/drafts/{waiting.id}").status_code == 404
        assert "五更" not in client.get(f"/consultations/{consultation.id}").text


def test_an_opened_draft_is_still_no_page_for_points_that_do_not_take_part(
    app: Flask, town: Town, office: FlaskClient, draft: Draft
) -> None:
    office.post(f"/drafts/{draft.id}/open", data=BASIS)
    assert sign_in(app.test_client(), town.collectors[1]).get(f"/drafts/{draft.id}").status_code == 404
