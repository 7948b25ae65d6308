"""Which 汉字 sound alike: the commonest slip of people who type Pinyin is another character of the same sound.

No list of readings is needed. The 3,755 common characters of GB 2312 stand in the order of their Pinyin, so the first character
of each syllable is enough to tell the syllable of any of them, tones apart. A character with several readings has one here.
"""

from bisect import bisect_right
from functools import lru_cache

FIRST_OF_SYLLABLE = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭呆耽当刀德蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而"
    "发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括"
    "垃莱蓝琅捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦峦抡萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴暖挪哦欧啪拍攀乓抛呸喷砰坯篇飘撇拼乒坡剖扑"
    "期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖"
    "挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
COMMON_CHARACTERS = (0xB0A1, 0xD7F9)
STARTS = [int.from_bytes(character.encode("gb2312")) for character in FIRST_OF_SYLLABLE]


@lru_cache(maxsize=8192)
def syllable(character: str) -> int | None:
    """A number for the syllable, None for what is no common 汉字."""
    try:
        code = int.from_bytes(character.encode("gb2312"))
    except UnicodeEncodeError:
        return None
    first, last = COMMON_CHARACTERS
    return bisect_right(STARTS, code) if first <= code <= last else None


def sound_alike(one: str, other: str) -> bool:
    """Same length, and each character is the same as, or sounds like, its counterpart: 期现 and 期限."""
    return len(one) == len(other) and all(a == b or _alike(a, b) for a, b in zip(one, other, strict=True))


def _alike(one: str, other: str) -> bool:
    sound = syllable(one)
    return sound is not None and sound == syllable(other)
