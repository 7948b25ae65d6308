"""An expert phrases what falls to them; the office reviews; nobody's words are lost."""

import random
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from liaison.accounts.models import Pairing
from liaison.annotations.models import Annotation, AnnotationKind, AnnotationState, AnnotationVersion
from liaison.database import db, transaction
from liaison.drafts.queries import provision_at, text_of
from liaison.grouping.models import Group, Membership
from tests.factories.groups import CANARY_NAME, CANARY_PHONE, Scene, client_of, make_group, make_scene
from tests.factories.people import Town, make_town

NEW_TEXT = "公用河埠头由村民委员会、居民委员会看护，每月至少清扫八次。"
FORM = {
    "seen": "0",
    "kind": "modify",
    "provision": "art-3",
    "proposed_text": NEW_TEXT,
    "rationale": "夏季青苔湿滑，四次不够。",
}


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def post(client: FlaskClient, group: Group, verb: str, **changes: str) -> TestResponse:
    return client.post(f"/groups/{group.id}/wording/{verb}", data={**FORM, **changes})


def page_of(client: FlaskClient, scene: Scene, group: Group, key: str = "art-3") -> TestResponse:
    return client.get(f"/drafts/{scene.draft.id}/groups/{key}?group={group.number}")


def versions(session: Session, group: Group) -> list[AnnotationVersion]:
    session.rollback()
    found = select(AnnotationVersion).join(Annotation).where(Annotation.group_id == group.id)
    return list(session.scalars(found.order_by(AnnotationVersion.number)))


def text(answer: TestResponse) -> str:
    return unescape(answer.text)


# ── The lists ───────────────────────────────────────────────────────────────────────────────────


def test_the_list_holds_what_falls_to_this_expert_and_nothing_else(app: Flask, scene: Scene) -> None:
    page = text(client_of(app, scene.town.experts[0]).get("/phrasing"))
    assert "一个月扫四次太少" in page
    assert "九点关门太早" in page
    assert "篓子" not in page
    assert "归您写的有 2 组，已送审 0 组，还有 2 组" in page


def test_an_expert_whose_point_said_nothing_has_nothing_to_write(app: Flask, scene: Scene) -> None:
    assert "现在没有要写的" in client_of(app, scene.town.experts[2]).get("/phrasing").text


def test_a_tie_goes_to_the_point_with_the_lower_number(app: Flask, session: Session, scene: Scene) -> None:
    with transaction(session):
        first, last = session.scalars(select(Membership).where(Membership.group_id == scene.cleaning.id)).all()[:2]
        session.delete(first)
        session.delete(last)  # one voice of each point is left
    assert "青苔没人刮" in client_of(app, scene.town.experts[0]).get("/phrasing").text
    assert "青苔没人刮" not in client_of(app, scene.town.experts[1]).get("/phrasing").text


def test_the_deputy_sees_and_writes_the_same(app: Flask, session: Session, scene: Scene) -> None:
    with transaction(session):
        pairing = session.scalars(select(Pairing).where(Pairing.expert_id == scene.town.experts[0].id)).one()
        pairing.deputy_id = scene.town.experts[2].id
    deputy = client_of(app, scene.town.experts[2])
    assert "一个月扫四次太少" in deputy.get("/phrasing").text
    assert post(deputy, scene.cleaning, "save").status_code == 303


def test_a_group_stays_with_the_expert_who_began_it(app: Flask, session: Session, scene: Scene) -> None:
    assert post(client_of(app, scene.town.experts[0]), scene.cleaning, "save").status_code == 303
    with transaction(session):
        session.scalars(
            select(Pairing).where(Pairing.expert_id == scene.town.experts[0].id)
        ).one().expert_id = scene.town.experts[2].id
        taken = session.scalars(select(Pairing).where(Pairing.expert_id == scene.town.experts[1].id)).one()
        taken.deputy_id = scene.town.experts[0].id
    assert "一个月扫四次太少" in client_of(app, scene.town.experts[0]).get("/phrasing").text
    assert post(client_of(app, scene.town.experts[2]), scene.cleaning, "save", seen="1").status_code == 404


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────


def test_the_box_starts_from_the_text_of_the_provision(app: Flask, session: Session, scene: Scene) -> None:
    page = text(page_of(client_of(app, scene.town.experts[0]), scene, scene.hours, "art-4"))
    provision = provision_at(session, scene.draft.id, "art-4.p1")
    assert provision is not None
    box = re.search(r'<textarea[^>]*name="proposed_text"[^>]*>\s*(.*?)</textarea>', page, re.S)
    assert box is not None
    assert box[1].strip() == text_of(session, provision)
    assert re.search(r'<option[^>]*selected[^>]*value="art-4\.p1"[^>]*>第一款</option>', page)


def test_phrase_submit_return_finalise_keeps_every_version_and_who_wrote_it(
    app: Flask, session: Session, scene: Scene
) -> None:
    expert, office = client_of(app, scene.town.experts[0]), client_of(app, scene.town.office)
    assert post(expert, scene.cleaning, "save").status_code == 303
    sent = post(expert, scene.cleaning, "submit", seen="1")
    assert sent.status_code == 303
    assert "art-4" in sent.location  # on to the next group that waits
    assert "一个月扫四次太少" in office.get("/reviewing").text
    back = post(office, scene.cleaning, "return", seen="2", note="写清夏季是哪几个月")
    assert back.status_code == 303
    assert "写清夏季是哪几个月" in text(page_of(expert, scene, scene.cleaning))
    improved = NEW_TEXT.replace("每月", "六月至九月每月")
    assert post(expert, scene.cleaning, "submit", seen="3", proposed_text=improved).status_code == 303
    assert post(office, scene.cleaning, "finalise", seen="4", proposed_text=improved).status_code == 303

    kept = versions(session, scene.cleaning)
    assert [version.state.value for version in kept] == ["drafting", "submitted", "returned", "submitted", "final"]
    assert {version.author_id for version in kept} == {scene.town.experts[0].id}
    assert [version.entered_by_id == scene.town.office.id for version in kept] == [False, False, True, False, True]
    assert kept[-1].proposed_text == improved
    page = text(page_of(expert, scene, scene.cleaning))
    assert "已经定稿" in page
    assert "六月至九月" in page
    assert all(f"第 {number} 版" in page for number in range(1, 6))


def test_what_the_office_writes_itself_is_its_own(app: Flask, session: Session, scene: Scene) -> None:
    assert post(client_of(app, scene.town.office), scene.cleaning, "finalise").status_code == 303
    version = versions(session, scene.cleaning)[0]
    assert (version.author_id, version.state) == (scene.town.office.id, AnnotationState.FINAL)
    assert version.annotation.expert_id == scene.town.experts[0].id
    assert version.annotation.voices_when_final == 4


def test_later_comments_show_beside_a_final_wording(app: Flask, session: Session, scene: Scene) -> None:
    office = client_of(app, scene.town.office)
    post(office, scene.cleaning, "finalise")
    with transaction(session):
        for membership in session.scalars(select(Membership).where(Membership.group_id == scene.baskets.id)):
            membership.group_id = scene.cleaning.id
    assert "定稿后新增 2 条" in text(page_of(office, scene, scene.cleaning))


def test_the_redline_shows_what_was_saved_against_the_law(app: Flask, scene: Scene) -> None:
    expert = client_of(app, scene.town.experts[0])
    post(expert, scene.cleaning, "save")
    page = text(page_of(expert, scene, scene.cleaning))
    assert re.search(r"<del>.{0,60}四.{0,10}</del>", page)
    assert re.search(r"<ins>.{0,60}八.{0,10}</ins>", page)
    assert "加 1 字，减 1 字" in page


def test_what_the_office_asked_for_stands_until_it_is_handed_in_again(app: Flask, scene: Scene) -> None:
    expert, office = client_of(app, scene.town.experts[0]), client_of(app, scene.town.office)
    post(expert, scene.cleaning, "submit")
    post(office, scene.cleaning, "return", seen="1", note="写清夏季是哪几个月")
    post(expert, scene.cleaning, "save", seen="2")
    assert "联系点退回：" in page_of(expert, scene, scene.cleaning).text
    post(expert, scene.cleaning, "submit", seen="3")
    assert "联系点退回：" not in page_of(expert, scene, scene.cleaning).text


def test_an_unfinished_wording_comes_back_with_what_is_missing_and_everything_typed(app: Flask, scene: Scene) -> None:
    expert = client_of(app, scene.town.experts[0])
    answer = post(expert, scene.cleaning, "submit", rationale=" ")
    assert answer.status_code == 422
    assert "写下修改理由" in answer.text
    assert NEW_TEXT in text(answer)
    untouched = "公用河埠头由村民委员会、居民委员会看护，每月至少清扫四次。"
    assert "框里还是原文" in post(expert, scene.cleaning, "submit", proposed_text=untouched).text
    assert "写明为什么退回" in _returned_without_note(app, scene).text


def _returned_without_note(app: Flask, scene: Scene) -> TestResponse:
    post(client_of(app, scene.town.experts[0]), scene.cleaning, "submit")
    return post(client_of(app, scene.town.office), scene.cleaning, "return", seen="1")


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("keep", "公用河埠头由村民委员会、居民委员会看护，每月至少清扫四次。", ""),
        ("delete", "公用河埠头由村民委员会、居民委员会看护，每月至少清扫四次。", ""),
        ("add", "公用河埠头由村民委员会、居民委员会看护，每月至少清扫四次。\r\n应当备篓。", "应当备篓。"),
        ("add", "应当备篓。", "应当备篓。"),
        ("explain", "说明清扫由谁出钱", "说明清扫由谁出钱"),
    ],
)
def test_the_original_left_in_the_box_is_not_taken_for_a_proposal(
    app: Flask, session: Session, scene: Scene, kind: str, typed: str, stored: str
) -> None:
    answer = post(client_of(app, scene.town.experts[0]), scene.cleaning, "submit", kind=kind, proposed_text=typed)
    assert answer.status_code == 303
    assert versions(session, scene.cleaning)[0].proposed_text == stored


def test_another_provision_fills_the_box_unless_words_would_be_lost(app: Flask, session: Session, scene: Scene) -> None:
    expert = client_of(app, scene.town.experts[0])
    first, item = (_text(session, scene, key) for key in ("art-4.p1", "art-4.p2.i2"))
    change = {"provision": "art-4.p2.i2", "filled_from": "art-4.p1"}
    page = text(post(expert, scene.hours, "provision", proposed_text=first, **change))
    assert re.search(rf'name="proposed_text"[^>]*>\s*{re.escape(item)}', page)
    page = text(post(expert, scene.hours, "provision", proposed_text="早上四点开", **change))
    assert re.search(r'name="proposed_text"[^>]*>\s*早上四点开', page)
    assert "您改过的字没有动" in page
    assert versions(session, scene.hours) == []


def _text(session: Session, scene: Scene, key: str) -> str:
    provision = provision_at(session, scene.draft.id, key)
    assert provision is not None
    return text_of(session, provision)


def test_a_final_wording_is_closed_to_the_expert(app: Flask, session: Session, scene: Scene) -> None:
    post(client_of(app, scene.town.office), scene.cleaning, "finalise")
    answer = post(client_of(app, scene.town.experts[0]), scene.cleaning, "save", seen="1", proposed_text="另写一句")
    assert answer.status_code == 422
    assert "已经定稿" in answer.text
    assert "另写一句" in text(answer)
    assert len(versions(session, scene.cleaning)) == 1


def test_what_the_office_corrects_stays_submitted_and_what_the_expert_takes_back_does_not(
    app: Flask, session: Session, scene: Scene
) -> None:
    expert, office = client_of(app, scene.town.experts[0]), client_of(app, scene.town.office)
    post(expert, scene.cleaning, "submit")
    post(office, scene.cleaning, "save", seen="1", rationale="夏季青苔湿滑。")
    assert "一个月扫四次太少" in office.get("/reviewing").text
    post(expert, scene.cleaning, "save", seen="2")
    assert "一个月扫四次太少" not in office.get("/reviewing").text


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────


def test_an_expert_of_another_point_reads_but_cannot_write(app: Flask, session: Session, scene: Scene) -> None:
    other = client_of(app, scene.town.experts[1])
    page = page_of(other, scene, scene.cleaning)
    assert page.status_code == 200
    assert "proposed_text" not in page.text
    for verb in ("save", "submit", "provision"):
        assert post(other, scene.cleaning, verb).status_code == 404
    for verb in ("return", "finalise"):
        assert post(other, scene.cleaning, verb, note="x").status_code == 403
    assert versions(session, scene.cleaning) == []


def test_another_station_finds_nothing(app: Flask, session: Session, scene: Scene) -> None:
    elsewhere: Town = make_town(session, "北圩")
    for user in (elsewhere.office, elsewhere.experts[0]):
        client = client_of(app, user)
        assert page_of(client, scene, scene.cleaning).status_code == 404
        assert post(client, scene.cleaning, "save").status_code == 404
        assert scene.draft.title not in client.get("/phrasing").text
    assert post(client_of(app, elsewhere.office), scene.cleaning, "finalise").status_code == 404


def test_an_expert_whose_point_takes_no_part_sees_nothing_of_an_internal_draft(app: Flask, session: Session) -> None:
    canary = "临湖市雀斑鸬鹚规定（草案）"
    scene = make_scene(session, title=canary, taking_part=2)
    outsider = client_of(app, scene.town.experts[2])
    for path in ("/phrasing", f"/drafts/{scene.draft.id}/groups/art-3", f"/drafts/{scene.draft.id}/groups"):
        assert canary not in outsider.get(path).text
        assert "埠头" not in outsider.get(path).text
    assert outsider.get(f"/drafts/{scene.draft.id}/groups/art-3").status_code == 404


def test_no_name_and_no_number_reaches_an_expert(app: Flask, scene: Scene) -> None:
    expert = client_of(app, scene.town.experts[0])
    pages = [
        expert.get("/phrasing"),
        page_of(expert, scene, scene.cleaning),
        page_of(expert, scene, scene.hours, "art-4"),
    ]
    for page in pages:
        assert CANARY_PHONE not in page.text
        assert CANARY_NAME not in page.text
        assert "林阿婆" not in page.text


# ── Two at once ─────────────────────────────────────────────────────────────────────────────────


def test_the_second_editor_sees_both_texts_and_may_save_knowing(app: Flask, session: Session, scene: Scene) -> None:
    expert, office = client_of(app, scene.town.experts[0]), client_of(app, scene.town.office)
    post(expert, scene.cleaning, "save", proposed_text="专家写的一版")
    answer = post(office, scene.cleaning, "finalise", proposed_text="联系点写的一版", rationale="联系点的理由")
    assert answer.status_code == 409
    for words in ("专家写的一版", "联系点写的一版", "联系点的理由", "用我的再存一次"):
        assert words in text(answer)
    assert f'action="/groups/{scene.cleaning.id}/wording/finalise"' in answer.text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', answer.text)
    assert seen is not None
    again = post(office, scene.cleaning, "finalise", seen=seen[1], proposed_text="联系点写的一版")
    assert again.status_code == 303
    assert [version.proposed_text for version in versions(session, scene.cleaning)] == [
        "专家写的一版",
        "联系点写的一版",
    ]


@pytest.mark.parametrize("seed", range(12))
def test_no_interleaving_of_two_editors_loses_a_text(app: Flask, session: Session, scene: Scene, seed: int) -> None:
    rng = random.Random(seed)
    editors = [client_of(app, scene.town.experts[0]), client_of(app, scene.town.office)]
    seen, typed = [0, 0], [0, 0]
    stored: list[str] = []
    for _turn in range(10):
        who = rng.randrange(2)
        if rng.random() < 0.4:
            page = page_of(editors[who], scene, scene.cleaning)
            seen[who] = int(re.findall(r'name="seen"[^>]*value="(\d+)"', page.text)[0])
            continue
        typed[who] += 1
        words = f"第{who}人写的第{typed[who]}稿"
        answer = post(editors[who], scene.cleaning, "save", seen=str(seen[who]), proposed_text=words)
        if answer.status_code == 303:
            assert seen[who] == len(stored)
            stored.append(words)
            seen[who] = len(stored)
        else:
            assert answer.status_code == 409
            assert words in text(answer)
            assert stored[-1] in text(answer)
    assert [version.proposed_text for version in versions(session, scene.cleaning)] == stored


def test_a_group_that_was_merged_meanwhile_gives_the_text_back(app: Flask, session: Session, scene: Scene) -> None:
    with transaction(session):
        for membership in session.scalars(select(Membership).where(Membership.group_id == scene.cleaning.id)):
            membership.group_id = scene.baskets.id
        session.get_one(Group, scene.cleaning.id).merged_into_id = scene.baskets.id
    answer = post(client_of(app, scene.town.experts[0]), scene.cleaning, "submit")
    assert answer.status_code == 409
    assert NEW_TEXT in text(answer)


# ── How much is read ────────────────────────────────────────────────────────────────────────────


def test_lists_and_article_page_read_a_bounded_number_of_times(app: Flask, session: Session, scene: Scene) -> None:
    office, expert = client_of(app, scene.town.office), client_of(app, scene.town.experts[0])
    paths = ("/phrasing", "/reviewing", f"/drafts/{scene.draft.id}/groups/art-3", f"/drafts/{scene.draft.id}/groups")
    before = {path: _statements(app, office, path) for path in paths}
    comments = [m.excerpt.comment for m in session.scalars(select(Membership)).all()]
    for comment in comments[:5]:
        with transaction(session):
            session.delete(
                session.scalars(
                    select(Membership).join(Membership.excerpt).where(Membership.excerpt.has(comment_id=comment.id))
                ).one()
            )
        make_group(session, scene.draft, "art-3", [comment])
    for path in paths:
        assert _statements(app, office, path) <= before[path]
    assert _statements(app, expert, "/phrasing") <= 16
    assert _statements(app, expert, paths[2]) <= 30


def _statements(app: Flask, client: FlaskClient, path: str) -> int:
    ran: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        ran.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(ran)


def test_the_expert_may_choose_to_leave_the_law_as_it_is(app: Flask, session: Session, scene: Scene) -> None:
    answer = post(client_of(app, scene.town.experts[0]), scene.cleaning, "submit", kind="keep", proposed_text="")
    assert answer.status_code == 303
    assert versions(session, scene.cleaning)[0].kind is AnnotationKind.KEEP
