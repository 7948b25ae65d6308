"""How channels, stances, kinds of speakers and wishes are called in front of people."""

from flask_babel import lazy_gettext as _l

from liaison.comments.models import Channel, Comment, Excerpt, Place, ReplyWish, SpeakerKind, Stance
from liaison.drafts.queries import provision_label

CHANNEL_LABELS = {
    Channel.COUNTER: _l("窗口"),
    Channel.VISIT: _l("上门走访"),
    Channel.SYMPOSIUM: _l("座谈会"),
    Channel.PAPER: _l("纸质信件"),
    Channel.PHONE: _l("电话"),
    Channel.WECHAT: _l("微信"),
    Channel.QR: _l("扫码填写"),
    Channel.IMPORT: _l("批量导入"),
}
CHANNELS_OF_STAFF = tuple(channel for channel in Channel if channel not in (Channel.QR, Channel.IMPORT))
STANCE_LABELS = {Stance.FOR: _l("赞成"), Stance.AMEND: _l("建议修改"), Stance.AGAINST: _l("不同意")}
SPEAKER_KIND_LABELS = {
    SpeakerKind.RESIDENT: _l("群众"),
    SpeakerKind.DEPUTY: _l("人大代表"),
    SpeakerKind.ENTERPRISE: _l("企业"),
    SpeakerKind.VILLAGE_CADRE: _l("村居干部"),
    SpeakerKind.EXPERT: _l("专业人士"),
    SpeakerKind.SELF_EMPLOYED: _l("个体工商户"),
    SpeakerKind.GIG_WORKER: _l("新就业形态劳动者"),
    SpeakerKind.OTHER: _l("其他"),
}
REPLY_WISH_LABELS = {
    ReplyWish.NONE: _l("不用告知"),
    ReplyWish.PHONE: _l("打电话"),
    ReplyWish.SMS: _l("发短信"),
    ReplyWish.WECHAT: _l("微信"),
    ReplyWish.VISIT: _l("上门"),
}
PLACE_LABELS = {
    Place.WHOLE: _l("总体意见"),
    Place.NEW: _l("建议新增的内容"),
    Place.NONE: _l("没说是哪一条"),
}


def place_label(comment: Comment | Excerpt) -> str:
    """第十二条第二款, or what else the comment is about."""
    return provision_label(comment.provision) if comment.provision else str(PLACE_LABELS[comment.place])
