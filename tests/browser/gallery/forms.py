"""One form with the fields of an entry page, one with every kind of control."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, Optional

from tests.browser.gallery import words

STANCES = [("for", "赞成"), ("amend", "建议修改"), ("against", "不同意")]


class CommentForm(FlaskForm):  # type: ignore[misc]
    article = SelectField("说的是哪一条", choices=words.CHOICES, default="art-12")
    verbatim = TextAreaField("原话", validators=[InputRequired("写下提出人的原话")])
    suggestion = TextAreaField("建议改成")
    stance = RadioField("态度", choices=STANCES, validators=[InputRequired("选一种态度")])
    channel = SelectField("怎么收到的", choices=[(each, each) for each in ("上门走访", "窗口", "座谈会", "电话")])
    speaker = StringField("提出人", validators=[InputRequired("填写提出人，或者勾选“不愿留名”"), Length(max=20)])
    anonymous = BooleanField("不愿留名")


class Boxes(SelectMultipleField):
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class StepsForm(FlaskForm):  # type: ignore[misc]
    title = StringField("名称", validators=[InputRequired("写下名称")])
    due = DateField("截止日期", validators=[InputRequired("选一个日期")])
    points = Boxes(
        "参加的采集点",
        choices=[("1", "柳塘村"), ("2", "云溪镇"), ("3", "渔港社区")],
        validators=[InputRequired("至少选一个采集点")],
    )
    stance = RadioField("态度", choices=STANCES, validators=[InputRequired("选一种态度")])
    text = FileField("法规草案文件", validators=[Optional()])
    agreed = BooleanField("已经核对过全文", validators=[InputRequired("核对以后勾选")])
