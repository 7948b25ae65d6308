"""What page authors rely on: labels, hints and errors hang together, nobody's words are touched, each part stands without JavaScript."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length

TEMPLATES = Path(__file__).parents[3] / "liaison/templates"
TODAY = date(2031, 5, 12)


class Boxes(SelectMultipleField):
    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class Person(Form):
    phone = StringField("电话", validators=[InputRequired("写下电话")])


class Sample(Form):
    words = TextAreaField("原话", validators=[InputRequired("写下原话"), Length(max=5)])
    stance = RadioField(
        "态度", choices=[("for", "赞成"), ("against", "不同意")], validators=[InputRequired("选一种态度")]
    )
    points = Boxes("采集点", choices=[("1", "柳塘村")], validators=[InputRequired("选一个点")])
    channel = SelectField("怎么收到的", choices=[("窗口", "窗口")])
    agreed = BooleanField("核对过", validators=[InputRequired("核对以后勾选")])
    person = FormField(Person)
    lines = FieldList(StringField("一行", validators=[InputRequired("写下这一行")]), min_entries=1)


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.config.update(SECRET_KEY="x", BABEL_DEFAULT_LOCALE="zh_Hans_CN", BOOTSTRAP_SERVE_LOCAL=True)
    Babel(app)
    Bootstrap5(app)
    CSRFProtect(app)
    app.jinja_env.globals["today"] = lambda: TODAY
    with app.test_request_context():
        yield app


def render(call: str, **context: Any) -> str:
    """The macro's text with blank runs folded."""
    text = render_template_string('{% import "macros.html" as ui %}{{ ' + call + " }}", **context)
    return re.sub(r"\s+", " ", text).strip()


def refused() -> Sample:
    form = Sample(MultiDict({"channel": "窗口"}))
    assert not form.validate()
    return form


@pytest.mark.usefixtures("app")
class TestField:
    def test_label_hint_error_and_control_come_in_this_order(self) -> None:
        text = render("ui.field(form.words, hint='怎么说就怎么记')", form=refused())
        places = [text.index(part) for part in ('<label for="words"', 'id="words-h"', 'id="words-e"', "<textarea")]
        assert places == sorted(places)

    def test_the_control_names_its_hint_and_its_error(self) -> None:
        text = render("ui.field(form.words, hint='怎么说就怎么记')", form=refused())
        assert 'aria-describedby="words-h words-e"' in text
        assert 'aria-invalid="true"' in text

    def test_a_sound_field_claims_nothing(self) -> None:
        text = render("ui.field(form.words)", form=Sample())
        assert "aria-" not in text
        assert "wrong" not in text

    def test_pasted_text_is_never_cut_and_the_browser_does_not_judge(self) -> None:
        text = render("ui.field(form.words)", form=Sample())
        assert "maxlength" not in text
        assert "required" not in text

    def test_radio_buttons_stand_in_a_fieldset(self) -> None:
        text = render("ui.field(form.stance)", form=refused())
        assert '<fieldset class="field wrong" id="stance" aria-describedby="stance-e">' in text
        assert text.count('type="radio"') == 2

    def test_boxes_of_an_own_class_stand_in_a_fieldset_too(self) -> None:
        assert "<fieldset" in render("ui.field(form.points)", form=Sample())

    def test_an_optional_field_says_so(self) -> None:
        assert "（可不填）" in render("ui.field(form.words, optional=true)", form=Sample())
        assert "（可不选）" in render("ui.field(form.stance, optional='（可不选）')", form=Sample())

    def test_further_names_become_attributes(self) -> None:
        assert 'rows="7"' in render("ui.field(form.words, rows=7)", form=Sample())

    def test_select_and_box_have_their_own_form(self) -> None:
        assert 'class="form-control"' in render("ui.field(form.channel)", form=Sample())
        assert '<label class="choice"><input id="agreed"' in render("ui.field(form.agreed)", form=Sample())


@pytest.mark.usefixtures("app")
class TestErrors:
    def test_each_line_leads_to_a_control_that_is_there(self) -> None:
        form = refused()
        summary = render("ui.errors(form)", form=form)
        page = "".join(render(f"ui.field(form.{name})", form=form) for name in ("words", "stance", "points", "agreed"))
        targets = re.findall(r'href="#([^"]+)"', summary)
        assert targets == ["words", "stance-0", "points-0", "agreed", "person-phone", "lines-0"]
        for target in targets[:4]:
            assert re.search(rf'<(?:input|textarea)[^>]* id="{target}"', page)

    def test_it_counts_and_names_the_verb(self) -> None:
        assert "有 6 处要补充或者改正，然后就能提交" in render("ui.errors(form, '提交')", form=refused())

    def test_a_message_about_the_whole_form_is_shown(self) -> None:
        form = Sample()
        form.form_errors = ["两个日期的先后反了"]
        assert "<li>两个日期的先后反了</li>" in render("ui.errors(form)", form=form)

    def test_no_error_no_box(self) -> None:
        assert render("ui.errors(form)", form=Sample()) == ""


def place(anchor: str, label: str, *items: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(anchor=anchor, label=label, text=f"{label}的字", items=list(items))


ARTICLE = SimpleNamespace(
    label="第三条",
    heading="登记",
    paragraphs=[place("p1", "第一款"), place("p2", "第二款", place("p2.i1", "第一项", place("p2.i1.s1", "第一目")))],
)


@pytest.mark.usefixtures("app")
class TestLaw:
    def test_every_place_has_its_anchor_and_the_current_one_says_so(self) -> None:
        text = render("ui.law(article, 'p2')", article=ARTICLE)
        assert re.findall(r'id="([^"]+)"', text) == ["p1", "p2", "p2.i1", "p2.i1.s1"]
        assert text.count('aria-current="true"') == 1

    def test_every_place_can_be_chosen_without_javascript(self) -> None:
        text = render("ui.law_pick(article, 'place', 'p2.i1')", article=ARTICLE)
        assert re.findall(r'value="([^"]*)"', text) == ["", "p1", "p2", "p2.i1", "p2.i1.s1"]
        assert re.findall(r'data-cited="([^"]*)" checked', text) == ["第三条第二款第一项"]

    def test_the_whole_article_is_chosen_at_first(self) -> None:
        text = render("ui.law_pick(article, 'place')", article=ARTICLE)
        assert re.findall(r'data-cited="([^"]*)" checked', text) == ["第三条"]


@pytest.mark.usefixtures("app")
class TestWords:
    def test_words_are_escaped_and_otherwise_untouched(self) -> None:
        words = " 第一行\n  第二行 <b> &amp; "
        text = render_template_string('{% import "macros.html" as ui %}{{ ui.voice(words, "窗口") }}', words=words)
        assert "<p> 第一行\n  第二行 &lt;b&gt; &amp;amp; </p>" in text

    def test_a_redline_adds_no_blank_of_its_own(self) -> None:
        runs = [
            SimpleNamespace(kind=kind, text=text)
            for kind, text in (("same", "甲"), ("del", "乙"), ("ins", "丙"), ("same", "丁"))
        ]
        text = render_template_string('{% import "macros.html" as ui %}<p>{{ ui.redline(runs) }}</p>', runs=runs)
        hidden = '<span class="visually-hidden">{}</span>'
        assert text == f"<p>甲<del>{hidden.format('删除：')}乙</del><ins>{hidden.format('新增：')}丙</ins>丁</p>"


@pytest.mark.usefixtures("app")
class TestStates:
    @pytest.mark.parametrize(
        ("day", "said"),
        [(18, "还剩 6 天"), (12, "<b>今天截止</b>"), (10, '<span class="tag tag-late">超期 2 天</span>')],
    )
    def test_days_left_count_from_today_in_shanghai(self, day: int, said: str) -> None:
        assert render("ui.days_left(due)", due=TODAY.replace(day=day)) == said

    def test_a_step_of_nothing_still_has_a_sound_bar(self) -> None:
        assert '<progress max="1" value="0"' in render("ui.steps([('反馈', 0, 0, '人', 'todo')])")

    def test_a_job_can_be_followed_by_a_link(self) -> None:
        text = render("ui.job('正在导入', 3, 10, '条', poll_url='/jobs/7')")
        assert 'data-poll="/jobs/7"' in text
        assert '<a href="">刷新看进度</a>' in text

    def test_a_verb_of_its_own_carries_the_token(self) -> None:
        text = render("ui.post_button('/undo', '撤销', about='移到第 046 组')")
        assert 'name="csrf_token" value="' in text
        assert '<span class="visually-hidden">：移到第 046 组</span>' in text
