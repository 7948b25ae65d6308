"""The original texts of a whole draft at once: a report or a choice of places must not ask for them one by one."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison.drafts.models import Provision
from liaison.drafts.queries import article_texts, printed


def original_texts(session: Session, draft_id: int) -> dict[str, str]:
    """Key → what `drafts.queries.text_of` gives for that provision, in two statements."""
    provisions = session.scalars(select(Provision).where(Provision.draft_id == draft_id).order_by(Provision.position))
    lines: dict[str, list[str]] = defaultdict(list)
    for provision in provisions:
        lines[provision.key].append(provision.text)
        for above in _above(provision.key):
            lines[above].append(printed(provision))
    texts = {key: "\n".join(found) for key, found in lines.items()}
    return texts | {article.key: article.plain for article in article_texts(session, draft_id)}


def _above(key: str) -> list[str]:
    """art-12.p2.i3 → art-12.p2, art-12"""
    parts = key.split(".")
    return [".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
