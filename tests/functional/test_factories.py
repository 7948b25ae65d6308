"""The factories make what the pages expect."""

from sqlalchemy.orm import Session

from liaison.drafts.queries import article_text, article_texts, current_draft, provision_at, provision_label, text_of
from tests.factories.consultations import make_consultation
from tests.factories.people import make_town


def test_a_small_draft_is_read_back_article_by_article(session: Session) -> None:
    consultation = make_consultation(session, make_town(session))
    draft = current_draft(session, consultation.id)
    assert draft is not None
    assert [article.label for article in article_texts(session, draft.id)] == [f"第{n}条" for n in "一二三四五六"]
    fourth = article_text(session, draft.id, "art-4.p2.i2")
    assert fourth is not None
    assert fourth.chapter == "第二章 使用"
    assert [paragraph.label for paragraph in fourth.paragraphs] == ["第一款", "第二款", "第三款"]
    assert [item.text for item in fourth.paragraphs[1].items][1] == "（二）结冰打滑的；"
    item = provision_at(session, draft.id, "art-4.p2.i2")
    assert item is not None
    assert provision_label(item) == "第四条第二款第二项"
    assert text_of(session, item) == "结冰打滑的；"
