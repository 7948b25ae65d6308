"""A draft comes in, pasted or as a file of any usual kind, and stands on the page where it is proofread."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from liaison.audit import AuditEntry
from liaison.consultations.models import Consultation, Stage
from liaison.drafts.models import DraftKind, DraftState, Provision, ProvisionKind, Visibility
from liaison.files import StoredFile
from tests.factories.drafts import SMALL_DRAFT
from tests.factories.people import Town
from tests.functional.drafts.pages import TYPED, enter, errors, held_by, labels, make_bare, new, send, stored, words
from tests.unit.drafts.files import docx, numbered, numbering, paragraph, pdf

SIX = ["第一条", "第二条", "第三条", "第四条", "第五条", "第六条"]
TOPICS = "河埠头立法调研提纲\n一、河埠头够不够用？\n请说明缺口。\n二、谁来看护？\n三、钱从哪里来？\n"
WORD = docx("".join(paragraph(line) for line in SMALL_DRAFT.splitlines()))
PDF = pdf([[(90, 740 - 24 * at, line) for at, line in enumerate(SMALL_DRAFT.splitlines()) if line]])
FILES = {
    "utf-8.txt": SMALL_DRAFT.encode(),
    "记事本.txt": SMALL_DRAFT.encode("utf-8-sig"),
    "gb18030.txt": SMALL_DRAFT.encode("gb18030"),
    "utf-16.txt": b"\xff\xfe" + SMALL_DRAFT.encode("utf-16-le"),
    "草案.md": SMALL_DRAFT.replace("第一章", "## 第一章").encode(),
    "草案.docx": WORD,
    "草案.pdf": PDF,
}


def test_a_pasted_draft_is_read_into_articles_and_waits_inside(
    session: Session, town: Town, office: FlaskClient, consultation: Consultation
) -> None:
    page = enter(office, consultation, text=SMALL_DRAFT.replace("\n", "\r\n"), reading="一审稿")
    (draft,) = stored(session)
    assert (draft.state, draft.visibility) == (DraftState.PROOFING, Visibility.INTERNAL)
    assert (draft.kind, draft.reading, draft.number) == (DraftKind.TEXT, "一审稿", 1)
    assert draft.title == "临湖市河埠头使用规定（草案）"
    assert draft.source_text == SMALL_DRAFT
    assert labels(session, draft) == SIX
    assert "找到 3 章 6 条，没有看出疑问" in page
    assert "核对无误，启用" in page
    assert "自家门前的踏步不适用本规定。" in page
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor_id, entry.object_id) == ("draft_added", town.office.id, draft.id)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_as_the_paste_is_and_given_back_byte_for_byte(
    session: Session, office: FlaskClient, consultation: Consultation, name: str
) -> None:
    page = enter(office, consultation, name, FILES[name])
    (draft,) = stored(session)
    assert labels(session, draft) == SIX
    assert labels(session, draft, ProvisionKind.CHAPTER) == ["第一章", "第二章", "第三章"]
    assert labels(session, draft, ProvisionKind.ITEM) == ["（一）", "（二）", "（三）"]
    assert "正在修补的。关闭的，应当在两小时内挂牌告知。在河埠头停靠船只不得超过三十分钟。" in words(session, draft)
    assert "下载上传的原件" in page
    original = office.get(f"/drafts/{draft.id}/original")
    assert original.data == FILES[name]
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_a_guessed_encoding_is_said_to_whoever_proofreads(office: FlaskClient, consultation: Consultation) -> None:
    assert "文件按 GB18030（简体中文）编码读取，请核对有无乱码。" in enter(
        office, consultation, "a.txt", SMALL_DRAFT.encode("gb18030")
    )


def test_numbers_that_word_counts_by_itself_are_there(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    body = paragraph("临湖市渔船规定") + numbered("渔船应当登记。", 1) + numbered("登记不收费。", 1)
    enter(
        office,
        consultation,
        "自动编号.docx",
        docx(body, word__numbering_xml=numbering(("chineseCounting", "第%1条"))),
    )
    assert labels(session, stored(session)[0]) == ["第一条", "第二条"]


def test_a_file_may_have_any_name(session: Session, office: FlaskClient, consultation: Consultation) -> None:
    """Older browsers send the whole path; a name may be endless or hold what no header may."""
    name = "C:\\文件夹\\" + "长" * 90_000 + "'<b>;草案.txt"
    enter(office, consultation, name, SMALL_DRAFT.encode())
    (draft,) = stored(session)
    kept = session.get_one(StoredFile, draft.source_file_id)
    assert kept.name.endswith("'<b>;草案.txt")
    assert len(kept.name) <= 120
    assert office.get(f"/drafts/{draft.id}/original").data == SMALL_DRAFT.encode()


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        (Stage.DRAFT, "text"),
        (Stage.PRE_LEGISLATION, "topics"),
        (Stage.POST_LEGISLATION, "law_in_force"),
        (Stage.ENFORCEMENT, "law_in_force"),
    ],
)
def test_the_stage_proposes_what_kind_of_text_comes_next(
    session: Session, town: Town, office: FlaskClient, stage: Stage, kind: str
) -> None:
    assert held_by(office.get(new(make_bare(session, town, stage))).text)["kind"] == kind


def test_before_a_law_is_written_an_outline_of_topics_takes_its_place(
    session: Session, town: Town, office: FlaskClient
) -> None:
    page = enter(office, make_bare(session, town, Stage.PRE_LEGISLATION), text=TOPICS, kind="topics")
    (draft,) = stored(session)
    assert (draft.kind, draft.title) == (DraftKind.TOPICS, "河埠头立法调研提纲")
    assert labels(session, draft, ProvisionKind.TOPIC) == ["一、", "二、", "三、"]
    assert "找到 3 个题目" in page
    assert "河埠头够不够用？" in page
    assert "请说明缺口。" in page
    assert "读出来的题目" in page


@pytest.mark.parametrize("stage", [Stage.ENFORCEMENT, Stage.POST_LEGISLATION])
def test_where_a_law_is_looked_at_again_the_law_in_force_takes_its_place(
    session: Session, town: Town, office: FlaskClient, stage: Stage
) -> None:
    law = SMALL_DRAFT.replace("（草案）", "（2021年3月5日临湖市人民代表大会常务委员会通过）")
    page = enter(office, make_bare(session, town, stage), text=law, kind="law_in_force")
    (draft,) = stored(session)
    assert (draft.kind, labels(session, draft)) == (DraftKind.LAW_IN_FORCE, SIX)
    assert "2021年3月5日临湖市人民代表大会常务委员会通过" in page


def test_a_title_of_ones_own_wins_and_without_any_the_consultation_gives_it(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    enter(office, consultation, text=SMALL_DRAFT, title="自己写的名称")
    enter(office, consultation, text="第一条　甲。\n第二条　乙。\n")
    assert [draft.title for draft in stored(session)] == ["自己写的名称", consultation.title]
    assert [draft.number for draft in stored(session)] == [1, 2]


@pytest.mark.parametrize("text", ["", " \r\n\u3000\t", "\ufeff\u200b\u00a0\r\n"])
def test_an_empty_paste_is_refused(
    session: Session, office: FlaskClient, consultation: Consultation, text: str
) -> None:
    answer = send(office, new(consultation), text=text, **TYPED)
    assert answer.status_code == 422
    assert errors(answer.text) == ["粘贴草案全文，或者选一个文件上传"]
    assert held_by(answer.text).items() >= TYPED.items()
    assert stored(session) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reading": "稿" * 31}, "写短一些，例如：一审稿"),
        ({"title": "名" * 201}, "名称太长，请写在 200 字以内"),
        ({"kind": "poem"}, "选一种"),
    ],
)
def test_a_refused_field_leaves_the_pasted_text_where_it_was(
    session: Session, office: FlaskClient, consultation: Consultation, typed: dict[str, str], said: str
) -> None:
    answer = send(office, new(consultation), text=f"\n{SMALL_DRAFT}", **TYPED | typed)
    assert answer.status_code == 422
    assert errors(answer.text) == [said]
    held = held_by(answer.text)
    assert held["text"].replace("\r\n", "\n") == f"\n{SMALL_DRAFT}"
    kept = TYPED | typed if "kind" not in typed else {name: TYPED[name] for name in ("reading", "title")}
    assert held.items() >= kept.items()
    assert stored(session) == []


def test_pasting_and_uploading_at_once_asks_which(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    answer = send(office, new(consultation), "草案.docx", WORD, text=SMALL_DRAFT, **TYPED)
    assert errors(answer.text) == ["粘贴和上传只能选一样：清空文本框，或者不选文件"]
    assert "刚才选的“草案.docx”没有留在页面上" in answer.text
    assert held_by(answer.text)["text"].strip() == SMALL_DRAFT.strip()
    assert stored(session) == []


def test_characters_no_database_holds_do_no_harm(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    enter(
        office,
        consultation,
        text="第一条　渔\x00船应当登记。\x01\ud800".encode("utf-8", "replace").decode(),
        title="名\x00称",
    )
    (draft,) = stored(session)
    assert draft.title == "名称"
    assert "渔船应当登记。" in draft.source_text


def test_a_refused_entry_leaves_nothing_behind(
    session: Session, office: FlaskClient, consultation: Consultation
) -> None:
    send(office, new(consultation), "a.docx", b"MZ" + b"\x00" * 100)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Provision)) == 0
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
