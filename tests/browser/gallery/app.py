"""The real base, macros, stylesheet and modules on pages with invented words: to look at them, and to test them in a browser.

Run `python -m tests.browser.gallery.app` and open the address it prints. ?elder=1 is 长者模式, ?state=error a refused form.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import CSRFError
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from tests.browser.gallery import words
from tests.browser.gallery.forms import CommentForm, StepsForm

HERE = Path(__file__).parent
PRODUCT = HERE.parents[2] / "liaison"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
ERRORS = (400, 403, 404, 405, 413, 429, 500, 503)


@dataclass(frozen=True)
class Person:
    name: str
    role_names: str
    is_authenticated: bool


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    count: int | None
    current: bool


pages = Blueprint("pages", __name__)
jobs: dict[str, int] = {}


def create_gallery() -> Flask:
    app = Flask(__name__, static_folder=str(PRODUCT / "static"))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), FileSystemLoader(PRODUCT / "templates")])
    app.config.update(SECRET_KEY="gallery", BOOTSTRAP_SERVE_LOCAL=True, BABEL_DEFAULT_LOCALE="zh_Hans_CN")
    Babel(app)
    Bootstrap5(app)
    CSRFProtect(app)
    app.jinja_env.globals["today"] = lambda: words.TODAY
    app.add_template_filter(day)
    app.register_blueprint(pages)
    for blueprint, endpoints in STUBS.items():
        app.register_blueprint(stub(blueprint, endpoints))
    app.context_processor(surroundings)
    app.after_request(policy)
    app.register_error_handler(CSRFError, csrf_page)
    app.register_error_handler(HTTPException, error_page)
    return app


STUBS = {
    "accounts": ("elder_mode", "password"),
    "security": ("login", "logout"),
    "desk": ("home",),
    "portal": ("help", "accessibility", "privacy"),
}


def stub(name: str, endpoints: tuple[str, ...]) -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")
    for endpoint in endpoints:
        blueprint.add_url_rule(
            f"/{endpoint}", endpoint, lambda: redirect(url_for("pages.index")), methods=["GET", "POST"]
        )
    return blueprint


def day(value: date) -> str:
    return f"{value.month}月{value.day}日"


def surroundings() -> dict[str, object]:
    g.request_id = "K7QF-2M9X"
    person = (
        Person("", "", False)
        if request.path in ("/public", "/receipt")
        else Person("顾水根", "信息采集员 · 柳塘村", True)
    )
    nav = [NavItem(label, url, count, request.path == url) for label, url, count in words.NAV]
    return {
        "current_user": person,
        "elder": request.args.get("elder") == "1",
        "nav": nav,
        "station_name": words.STATION,
        "demo": True,
        "c": words,
        "state": request.args.get("state", ""),
    }


def policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


def error_page(error: HTTPException) -> tuple[str, int] | AnyResponse:
    return (render_template(f"errors/{error.code}.html"), error.code) if error.code in ERRORS else error.get_response()


def csrf_page(error: CSRFError) -> tuple[str, int]:
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return render_template("errors/csrf.html", typed=typed, target=request.full_path.rstrip("?")), 400


@pages.get("/")
def index() -> str:
    return render_template(
        "index.html", rules=("entry", "parts", "desk", "bench", "public", "receipt", "paper"), errors=ERRORS
    )


@pages.route("/entry", methods=["GET", "POST"])
def entry() -> str | AnyResponse:
    form = refused(CommentForm) if request.args.get("state") == "error" else CommentForm()
    if form.validate_on_submit():
        flash("已收下。回执编号 LT-0512-015。", "done")
        return redirect(url_for("pages.entry", saved=1))
    chosen = request.form.get("place", "")
    return render_template("entry.html", form=form, article=words.article(form.article.data), chosen=chosen)


def refused(form_class: type[FlaskForm]) -> FlaskForm:
    """A form sent nearly empty."""
    form = form_class(
        formdata=MultiDict({"suggestion": "七个工作日内办好", "channel": "窗口", "article": "art-12"}),
        meta={"csrf": False},
    )
    form.validate()
    return form


@pages.get("/article")
def article() -> str:
    return render_template("article.html", article=words.article(request.args["key"]))


@pages.route("/parts", methods=["GET", "POST"])
def parts() -> str:
    form = refused(StepsForm) if request.args.get("state") == "error" else StepsForm()
    flash("已报送，今天 10:32。")
    flash("已把 2 条意见移到第 046 组。", "done")
    flash("白鹭街道还没有提交，明天截止。", "warn")
    return render_template("parts.html", form=form)


@pages.get("/<any(desk, bench, public, receipt, paper):page>")
def show(page: str) -> str:
    return render_template(f"{page}.html", form=CommentForm(), article=words.article("art-12"))


@pages.get("/progress/<name>")
def progress(name: str) -> Any:
    jobs[name] = min(jobs.get(name, 0) + 4, 10)
    done = jobs[name] == 10
    return jsonify(
        done=jobs[name],
        total=10,
        state="done" if done else "running",
        message="已生成" if done else "约 2 秒",
        url="/receipt",
    )


@pages.get("/error/<int:code>")
def error(code: int) -> str:
    abort(code)


if __name__ == "__main__":
    create_gallery().run(port=8011)
