"""How kinds of drafts are called in front of people, and one draft among those of its consultation."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from liaison.drafts.maps import Correspondence
from liaison.drafts.models import Draft, DraftKind

KIND_LABELS = {
    DraftKind.TEXT: _l("草案条文"),
    DraftKind.TOPICS: _l("提纲（还没有条文）"),
    DraftKind.LAW_IN_FORCE: _l("现行法规"),
}
CORRESPONDENCE_LABELS = {
    Correspondence.SAME: _l("没有改动"),
    Correspondence.CHANGED: _l("有改动"),
    Correspondence.MOVED: _l("条号变了"),
    Correspondence.SPLIT: _l("拆开"),
    Correspondence.MERGED: _l("合并"),
    Correspondence.NEW: _l("新增"),
    Correspondence.GONE: _l("删去"),
}


def draft_name(draft: Draft) -> str:
    """第 2 稿 · 二审稿."""
    return " · ".join(part for part in (_("第 %(n)s 稿", n=draft.number), draft.reading) if part)
