"""What both tables say above themselves: the same facts in the same words."""

from datetime import datetime

from liaison.clock import in_shanghai
from liaison.reports.value import Figures, ReportValue, Voices


def chinese_date(instant: datetime) -> str:
    """2031年5月12日: the date in Shanghai, no leading zeros."""
    day = in_shanghai(instant)
    return f"{day.year}年{day.month}月{day.day}日"


def law_name(value: ReportValue) -> str:
    """《临湖市某条例（草案）》（一审稿）"""
    return f"《{value.law_title}》" + (f"（{value.draft_reading}）" if value.draft_reading else "")


def lines(value: ReportValue) -> tuple[tuple[str, str], ...]:
    """Left and right text of each line."""
    return (
        (f"法规名称：{law_name(value)}", f"填写日期：{chinese_date(value.frozen_at)}（第{value.version}版）"),
        (f"报送单位：{value.station_name}", _signed(value)),
        (_figures(value.figures), ""),
    )


def voices_text(voices: Voices) -> str:
    """代表3条、群众80条: who spoke, as far as anybody did."""
    counted = (("代表", voices.deputies), ("群众", voices.citizens), ("专家", voices.experts), ("其他", voices.others))
    return "、".join(f"{name}{number}条" for name, number in counted if number)


def _signed(value: ReportValue) -> str:
    people = (("联系人", value.author), ("审核人", value.reviewer))
    return "　".join(f"{part}：{name}" for part, name in people if name)


def _figures(figures: Figures) -> str:
    voices = voices_text(figures.voices)
    return (
        f"征询情况：{figures.points}个采集点，参加征询{figures.attendances}人次，收到意见{figures.comments}条"
        + (f"（{voices}）" if voices else "")
        + f"，去重后{figures.distinct_demands}条"
    )
