"""Invented words for the gallery: a city that does not exist, its draft, its people. No sentence is from a real law."""

from dataclasses import dataclass, field
from datetime import date

TODAY = date(2031, 5, 12)
LAW = "临湖市家庭农场促进条例（草案）"
STATION = "临湖市人大常委会基层立法联系点（金溪镇人大）"
NAV = [
    ("今天", "/desk", 7),
    ("录入意见", "/entry", None),
    ("本点意见", "/parts", None),
    ("待论证", "/bench", 22),
    ("报告", "/paper", None),
]
WAITING = [
    (5, "3 条归并建议没人核对", "第九条 登记 · 柳塘村、渔港社区", "去核对", True),
    (2, "205 封相同来信，其中 1 封多写了一句", "第十二条 设施用地 · 网上公众页", "去查看", False),
    (0, "回执反馈 46 份待发出", "《临湖市社区助餐服务规定》", "核对发出", False),
]
STEPS = [
    ("采集", 9, 9, "个点", "done"),
    ("整理归并", 28, 41, "条", "now"),
    ("专家论证", 19, 41, "条", "late"),
    ("审核", 11, 41, "条", "now"),
    ("上报", 0, 1, "份", "todo"),
    ("反馈", 0, 1702, "人", "todo"),
]
POINTS = [("柳塘村", 96), ("云溪镇", 74), ("渔港社区", 58), ("农机合作社", 41), ("北圩村", 33), ("白鹭街道", 0)]
WORDS = "晒谷子就那么十来天，批块晒场要等十五天，等批下来谷子都发芽了。一个礼拜总够了吧。"


@dataclass(frozen=True)
class Place:
    anchor: str
    label: str
    text: str
    items: tuple["Place", ...] = ()


@dataclass(frozen=True)
class Article:
    key: str
    label: str
    heading: str
    paragraphs: tuple[Place, ...] = field(default=())


@dataclass(frozen=True)
class Run:
    kind: str
    text: str


ARTICLES = (
    Article(
        "art-9",
        "第九条",
        "登记",
        (Place("art-9.p1", "第一款", "家庭农场可以向乡镇人民政府申请登记，登记不收取费用。"),),
    ),
    Article(
        "art-12",
        "第十二条",
        "设施用地",
        (
            Place(
                "art-12.p1",
                "第一款",
                "家庭农场晾晒、仓储、农机停放等辅助设施所需用地，由市、县（区）人民政府在编制村庄规划时统筹安排。",
            ),
            Place(
                "art-12.p2",
                "第二款",
                "家庭农场申请设施用地备案的，乡镇人民政府自收到材料之日起十五个工作日内办结；遇到下列情况的，可以延长十个工作日：",
                (
                    Place("art-12.p2.i1", "第一项", "（一）用地跨两个以上村的；"),
                    Place("art-12.p2.i2", "第二项", "（二）需要补充现场踏勘资料的；"),
                    Place("art-12.p2.i3", "第三项", "（三）土地经营权流转合同正在变更的。"),
                ),
            ),
            Place("art-12.p3", "第三款", "家庭农场停止经营的，应当在六个月内将设施用地恢复到可以耕种的状态。"),
        ),
    ),
    Article(
        "art-15",
        "第十五条",
        "产销对接",
        (Place("art-15.p1", "第一款", "农业农村主管部门可以为家庭农场产品进入批发市场提供指引。"),),
    ),
    Article("art-22", "第二十二条", "", (Place("art-22.p1", "第一款", "家庭农场可以依法成立互助组织。"),)),
)
CHOICES = [
    ("", "总体意见"),
    *((each.key, f"{each.label}　{each.heading}".strip()) for each in ARTICLES),
    ("new", "建议新增一条"),
]
REDLINE = (
    Run("same", "乡镇人民政府"),
    Run("ins", "应当"),
    Run("same", "自收到"),
    Run("ins", "完整"),
    Run("same", "材料之日起"),
    Run("del", "十五"),
    Run("ins", "七"),
    Run("same", "个工作日内办结"),
    Run("ins", "；材料不完整的，当场或者两个工作日内一次告知需要补充的内容"),
    Run("same", "。"),
)


def article(key: str) -> Article | None:
    return next((each for each in ARTICLES if each.key == key), None)
