"""What the citizens of the storm say about the small draft: a few demands, most of them said many times, some in their own way."""

from random import Random

DEMANDS = (
    ("art-3", "埠头的石板长了青苔，老人下去洗菜要滑倒，希望每周都刷一次"),
    ("art-3", "一个月扫四回不够，夏天菜叶烂在台阶上，要天天有人扫"),
    ("art-3", "看护的人是谁应当写在牌子上，出了事才知道找哪个"),
    ("art-4", "早上四点半就有人卖鱼，开门时间能不能提早半个小时"),
    ("art-4", "晚上九点关门太早，乘凉的人还没有散，建议延到十点"),
    ("art-4", "临时关了要马上挂牌，两个钟头太长，船都撑到跟前了才晓得"),
    ("art-4", "结冰的日子不必关，撒一点盐、铺两块草垫就可以走"),
    ("art-5", "卖菱角的船一停就是半天，三十分钟根本管不住，要有人来劝"),
    ("art-5", "停三十分钟太短，卸一船煤球最少要一个钟头"),
    ("art-5", "不应当限制停船，埠头本来就是给船用的"),
    ("art-2", "自家踏步也应当管，有的人家把踏步修到河中心去了"),
    ("whole", "字写得太小，希望印一张大字的贴在茶馆门口"),
)
OPENINGS = ("", "", "我说一句，", "大家都讲，", "我们这边的人觉得，")
ENDINGS = ("。", "。", "，谢谢。", "！", "，请考虑。")
OWN = ("我在河边住了许多年，", "我撑船的，", "我妈妈去年在那里摔过一跤，", "我天天路过，")


def said(n: int) -> tuple[str, str]:
    """(article, words) of the n-th comment, the same in every run: half are exact copies, some have an addition of their own."""
    chance = Random(f"storm-{n}")
    article, demand = DEMANDS[chance.randrange(len(DEMANDS))]
    if chance.random() < 0.5:
        return article, f"{demand}。"
    if chance.random() < 0.7:
        return article, f"{chance.choice(OPENINGS)}{demand}{chance.choice(ENDINGS)}"
    return article, f"{chance.choice(OWN)}{demand}，第{n}号门牌的人家也这样说。"


def token(n: int) -> str:
    """Names the n-th submission, as the hidden field of its form does."""
    return f"storm-{n:06}"
