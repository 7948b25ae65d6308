"""A report is frozen, read, signed, sent and downloaded; what happens later does not touch it."""

from dataclasses import replace
from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from liaison.annotations.models import AnnotationKind
from liaison.annotations.operations import Wording, finalise, save, submit
from liaison.database import db, transaction
from liaison.drafts.queries import provision_at
from liaison.errors import Refused
from liaison.grouping.models import ArticleGrouping, Group
from liaison.jobs import Job, JobState
from liaison.reports.freezing import freeze
from liaison.reports.models import PaperFormat, PaperKind, Report, ReportFile, ReportItemVoice, ReportState
from liaison.reports.value import from_json
from tests.factories.comments import make_comment
from tests.factories.groups import CANARY_NAME, CANARY_PHONE, Scene, client_of, make_group, make_scene
from tests.factories.people import make_town
from tests.factories.reports import make_report, render_all

NEW_TEXT = "公用河埠头由村民委员会、居民委员会看护，每月至少清扫八次。"
CANARIES = (CANARY_NAME, CANARY_PHONE, "林阿婆", "13900000001")


@pytest.fixture
def scene(session: Session) -> Scene:
    scene = make_scene(session)
    phrase(session, scene, NEW_TEXT)
    return scene


def phrase(session: Session, scene: Scene, text: str, seen: int = 0, *, by_office_alone: bool = False) -> None:
    expert, office = scene.town.experts[0], scene.town.office
    with transaction(session):
        provision = provision_at(session, scene.draft.id, "art-3")
        assert provision is not None
        group = session.get_one(Group, scene.cleaning.id)
        if not by_office_alone:
            said = Wording(AnnotationKind.MODIFY, provision.id, text, "夏季青苔湿滑，四次不够。", seen)
            submit(session, group, said, by=expert, expert=expert)
            seen += 1
        said = Wording(AnnotationKind.MODIFY, provision.id, text, "夏季青苔湿滑，四次不够。", seen)
        finalise(session, group, said, by=office, expert=expert)
        session.query(ArticleGrouping).update({ArticleGrouping.settled: ArticleGrouping.arrived})


def ask_for_everything(client: FlaskClient, report: Report) -> None:
    papers = [f"{kind.value}-{format.value}" for kind in PaperKind for format in PaperFormat]
    assert client.post(f"/reports/{report.id}/files", data={"papers": papers}).status_code == 303


def files_of(session: Session, report: Report) -> dict[tuple[str, str], ReportFile]:
    session.rollback()
    found = session.scalars(select(ReportFile).where(ReportFile.report_id == report.id))
    return {(file.kind.value, file.format.value): file for file in found}


def words_of(name: str, data: bytes) -> str:
    if name == "docx":
        document = Document(BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    return "\n".join(str(cell) for row in rows for cell in row)


def test_from_freezing_to_files_that_hold_the_wording_and_nobody(app: Flask, session: Session, scene: Scene) -> None:
    office = client_of(app, scene.town.office)
    page = office.get(f"/consultations/{scene.consultation.id}/reports").text
    assert "还有 2 组没有定稿" in page
    answer = office.post(f"/consultations/{scene.consultation.id}/reports")
    assert answer.status_code == 303
    session.rollback()
    report = session.scalars(select(Report)).one()
    preview = office.get(answer.location).text
    assert "未经专家论证" in preview
    assert "<del>" in preview

    ask_for_everything(office, report)
    waiting = office.get(f"/reports/{report.id}").text
    assert waiting.count("data-poll=") == 4
    render_all(session)
    papers = files_of(session, report)
    for (kind, format), paper in papers.items():
        told = office.get(f"/reports/{report.id}/files/{paper.id}/progress").get_json()
        assert told["state"] == "done"
        download = office.get(told["url"])
        assert download.headers["Content-Disposition"].startswith("attachment")
        assert "第1版" in unquote(download.headers["Content-Disposition"].split("filename*=UTF-8''")[1])
        assert download.headers["X-Content-Type-Options"] == "nosniff"
        words = words_of(format, download.data)
        for canary in CANARIES:
            assert canary not in words, (kind, format)
        assert "青苔" in words
        if kind == "t1":
            assert words.count("未经专家论证") >= 2
            assert "同意修改" in words
    assert NEW_TEXT in words_of("xlsx", office.get(f"/reports/{report.id}/files/{papers['t1', 'xlsx'].id}").data)
    assert "八" in words_of("docx", office.get(f"/reports/{report.id}/files/{papers['t1', 'docx'].id}").data)


def test_later_wordings_and_comments_do_not_change_a_frozen_report(app: Flask, session: Session, scene: Scene) -> None:
    report = make_report(session, scene.consultation, scene.town.office)
    before = (report.value, report.content_hash)
    phrase(session, scene, "改成每月至少清扫十次。", seen=2, by_office_alone=True)
    session.expire_all()
    assert (session.get_one(Report, report.id).value, session.get_one(Report, report.id).content_hash) == before
    second = make_report(session, scene.consultation, scene.town.office)
    assert second.version == 2
    assert "十次" in from_json(second.value).items[0].proposed_text


def test_every_voice_of_every_group_is_kept_as_lineage(session: Session, scene: Scene) -> None:
    report = make_report(session, scene.consultation, scene.town.office)
    value = from_json(report.value)
    assert [(item.provision_label, item.comments, item.people) for item in value.items] == [
        ("第三条", 4, 4),
        ("第三条", 2, 2),
        ("第四条第一款", 1, 1),
    ]
    assert value.figures.comments == len(value.details) == 7
    assert value.figures.attendances == 6  # one person spoke twice
    kept = session.scalars(select(ReportItemVoice.comment_id)).all()
    assert sorted(kept) == sorted(id for item in value.items for id in item.comment_ids)
    assert value.items[0].expert_opinion == "同意修改。"
    assert value.items[2].words == (f"九点关门太早，{CANARY_NAME[0]}**家夜里十点才收船。",)


def test_who_stands_behind_a_wording_is_said_truly(session: Session, scene: Scene) -> None:
    phrase(session, scene, "联系点又改了一个字。", seen=2, by_office_alone=True)
    report = make_report(session, scene.consultation, scene.town.office)
    assert from_json(report.value).items[0].expert_opinion == "同意修改。（文字由联系点修订）"


def test_an_unsettled_grouping_asks_first_and_is_marked(app: Flask, session: Session, scene: Scene) -> None:
    with transaction(session):
        session.scalars(select(ArticleGrouping).where(ArticleGrouping.place_key == "art-4")).one().arrived += 1
    office = client_of(app, scene.town.office)
    path = f"/consultations/{scene.consultation.id}/reports"
    refused = office.post(path)
    assert refused.status_code == 422
    assert "归并未核定也要出报告" in refused.text
    assert office.post(path, data={"although_unsettled": "y"}).status_code == 303
    session.rollback()
    value = from_json(session.scalars(select(Report)).one().value)
    assert [item.unsettled for item in value.items] == [False, False, True]


def test_a_report_goes_its_way_one_signed_step_at_a_time(app: Flask, session: Session, scene: Scene) -> None:
    report = make_report(session, scene.consultation, scene.town.office)
    office = client_of(app, scene.town.office)
    path = f"/reports/{report.id}/state"
    assert office.post(path, data={"to": "signed"}).status_code == 422
    assert office.post(path, data={"to": "checked"}).status_code == 303
    assert office.post(path, data={"to": "checked"}).status_code == 422
    assert office.post(path, data={"to": "signed", "document_number": "临金人〔2026〕3号"}).status_code == 303
    assert office.post(path, data={"to": "sent"}).status_code == 303
    page = office.get(f"/reports/{report.id}").text
    assert "临金人〔2026〕3号" in page
    assert "登记采纳情况" in page
    session.rollback()
    assert session.get_one(Report, report.id).state is ReportState.SENT


def test_the_city_congress_sees_what_was_signed_and_cannot_move_it(app: Flask, session: Session, scene: Scene) -> None:
    report = make_report(session, scene.consultation, scene.town.office, ReportState.CHECKED)
    assert scene.town.reader is not None
    reader = client_of(app, scene.town.reader)
    assert reader.get(f"/reports/{report.id}").status_code == 404
    assert report.title not in reader.get("/reports").text
    with transaction(session):
        session.get_one(Report, report.id).state = ReportState.SIGNED
    assert reader.get(f"/reports/{report.id}").status_code == 200
    assert report.title in reader.get("/reports").text
    assert reader.post(f"/reports/{report.id}/state", data={"to": "sent"}).status_code == 403
    ask_for_everything(reader, report)
    render_all(session)
    paper = files_of(session, report)["t1", "docx"]
    assert reader.get(f"/reports/{report.id}/files/{paper.id}").status_code == 200


def test_reports_and_papers_of_another_station_do_not_exist(app: Flask, session: Session, scene: Scene) -> None:
    report = make_report(session, scene.consultation, scene.town.office, ReportState.SENT)
    ask_for_everything(client_of(app, scene.town.office), report)
    render_all(session)
    paper = files_of(session, report)["t1", "docx"]
    elsewhere = make_town(session, "北圩")
    assert elsewhere.reader is not None
    for user in (elsewhere.office, elsewhere.reader):
        client = client_of(app, user)
        for path in ("", f"/files/{paper.id}", f"/files/{paper.id}/progress", "/decisions"):
            assert client.get(f"/reports/{report.id}{path}").status_code == 404, path
        assert client.post(f"/reports/{report.id}/files", data={"papers": ["t1-docx"]}).status_code == 404
    assert client_of(app, elsewhere.office).get(f"/consultations/{scene.consultation.id}/reports").status_code == 404
    other = make_report(session, scene.consultation, scene.town.office)
    assert client_of(app, scene.town.office).get(f"/reports/{other.id}/files/{paper.id}").status_code == 404


def test_experts_and_collectors_may_not_read_reports(app: Flask, session: Session, scene: Scene) -> None:
    report = make_report(session, scene.consultation, scene.town.office)
    for user in (scene.town.experts[0], scene.town.collectors[0]):
        assert client_of(app, user).get(f"/reports/{report.id}").status_code == 403


def test_asking_twice_renders_once_and_a_failed_paper_can_be_asked_for_again(
    app: Flask, session: Session, scene: Scene
) -> None:
    report = make_report(session, scene.consultation, scene.town.office)
    office = client_of(app, scene.town.office)
    ask_for_everything(office, report)
    ask_for_everything(office, report)
    session.rollback()
    jobs = list(session.scalars(select(Job).where(Job.kind == "render")))
    assert len(jobs) == 4
    with transaction(session):
        for job in session.scalars(select(Job).where(Job.kind == "render")):
            job.state = JobState.QUARANTINED
    assert "上次没有生成成功" in office.get(f"/reports/{report.id}").text
    paper = files_of(session, report)["t1", "docx"]
    assert office.get(f"/reports/{report.id}/files/{paper.id}/progress").get_json()["state"] == "failed"
    assert office.get(f"/reports/{report.id}/files/{paper.id}").status_code == 404
    ask_for_everything(office, report)
    render_all(session)
    assert office.get(f"/reports/{report.id}/files/{paper.id}").status_code == 200


def test_nothing_ticked_says_what_to_do(app: Flask, session: Session, scene: Scene) -> None:
    report = make_report(session, scene.consultation, scene.town.office)
    answer = client_of(app, scene.town.office).post(f"/reports/{report.id}/files")
    assert answer.status_code == 422
    assert "先勾选要哪些文件" in answer.text


def test_the_list_is_read_with_the_same_statements_for_one_report_and_for_five(
    app: Flask, session: Session, scene: Scene
) -> None:
    make_report(session, scene.consultation, scene.town.office)
    office = client_of(app, scene.town.office)
    few = _statements(app, office, "/reports")
    for _again in range(4):
        make_report(session, scene.consultation, scene.town.office)
    assert _statements(app, office, "/reports") == few
    assert few <= 12


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


def test_within_an_article_the_paper_follows_the_text(session: Session) -> None:
    """第四条 as a whole, then its first and second 款, however many voices each has."""
    scene = make_scene(session)
    for key, count in (("art-4.p2", 3), ("art-4", 1)):
        made = [
            make_comment(
                session, scene.consultation, scene.town.points[0], f"牌子挂在哪里{n}", key, by=scene.town.collectors[0]
            )
            for n in range(count)
        ]
        make_group(session, scene.draft, "art-4", made)
    value = from_json(make_report(session, scene.consultation, by=scene.town.office).value)
    places = [item.provision_label for item in value.items if item.article_label == "第四条"]
    assert places == ["第四条", "第四条第一款", "第四条第二款"]


def test_words_that_stand_in_no_group_yet_hold_the_report_up(session: Session, scene: Scene) -> None:
    """Else a report frozen while the worker is behind would leave them out without a word."""
    collector = scene.town.collectors[0]
    make_comment(session, scene.consultation, scene.town.points[0], "还没有归并的话。", "art-2", by=collector)
    with pytest.raises(Refused, match="正在归并"), transaction(session):
        freeze(session, scene.consultation, by=scene.town.office)


def test_an_expert_who_never_handed_in_is_not_named_for_it(session: Session) -> None:
    """The office wrote it, although the expert had begun."""
    scene = make_scene(session)
    expert, office = scene.town.experts[0], scene.town.office
    with transaction(session):
        provision = provision_at(session, scene.draft.id, "art-3")
        group = session.get_one(Group, scene.cleaning.id)
        begun = Wording(
            AnnotationKind.MODIFY, provision.id if provision else None, "每月至少清扫五次。", "青苔湿滑。", 0
        )
        save(session, group, begun, by=expert, expert=expert)
        finalise(session, group, replace(begun, seen=1), by=office, expert=expert)
    value = from_json(make_report(session, scene.consultation, by=office).value)
    assert [item.expert_opinion for item in value.items if not item.unphrased] == ["联系点代拟。"]


def test_an_unphrased_item_quotes_the_wording_that_citizens_would_like(session: Session) -> None:
    scene = make_scene(session)
    by, suggestion = scene.town.collectors[0], "停靠船只不得超过六十分钟。"
    said = make_comment(
        session, scene.consultation, scene.town.points[0], "太短。", "art-5", by=by, suggestion=suggestion
    )
    make_group(session, scene.draft, "art-5", [said])
    value = from_json(make_report(session, scene.consultation, by=scene.town.office).value)
    assert [item.words for item in value.items if item.article_label == "第五条"] == [
        (f"太短。（建议改成：{suggestion}）",)
    ]
