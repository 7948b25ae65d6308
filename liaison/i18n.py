"""Chinese is the source language of every text; dates and instants are shown as a person in Shanghai writes them."""

from datetime import date, datetime

from flask import Flask
from flask_babel import Babel

from liaison import clock

LOCALE = "zh_Hans_CN"


def init_i18n(app: Flask) -> None:
    app.config.update(BABEL_DEFAULT_LOCALE=LOCALE, BABEL_DEFAULT_TIMEZONE="Asia/Shanghai")
    Babel(app)
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_global(clock.today, "today")


def day(value: date) -> str:
    """5月12日; with the year when it is another one."""
    return (
        f"{value.month}月{value.day}日"
        if value.year == clock.today().year
        else f"{value.year}年{value.month}月{value.day}日"
    )


def moment(value: datetime) -> str:
    """今天 10:32, 5月12日 10:32, always Shanghai time."""
    local = clock.in_shanghai(value)
    return f"{'今天' if local.date() == clock.today() else day(local.date())} {local:%H:%M}"
