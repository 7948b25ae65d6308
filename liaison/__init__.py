"""Liaison · 基层立法联系点立法意见征询系统. `create_app` is the table of contents."""

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config.logging import configure_logging
from config.settings import Settings, load_settings
from liaison.accounts import registration as accounts
from liaison.addresses import Id
from liaison.annotations import registration as annotations
from liaison.comments import registration as comments
from liaison.consultations import registration as consultations
from liaison.database import db
from liaison.desk import registration as desk
from liaison.drafts import registration as drafts
from liaison.errors import register_errors
from liaison.feedback import registration as feedback
from liaison.flask_config import flask_config
from liaison.grouping import registration as grouping
from liaison.headers import add_security_headers
from liaison.health import register_health
from liaison.i18n import init_i18n
from liaison.language.numerals import to_chinese
from liaison.limits import limiter
from liaison.permissions import Action, declare_endpoint, undeclared_routes, unscoped_models
from liaison.portal import registration as portal
from liaison.privacy import registration as privacy
from liaison.reports import registration as reports

FEATURES = (accounts, consultations, drafts, comments, grouping, annotations, reports, feedback, privacy, desk, portal)


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or load_settings()
    configure_logging(as_json=settings.log_json)
    app = Flask(__name__)
    app.config.update(flask_config(settings))
    app.url_map.converters["int"] = Id
    _connect(app, settings)
    register_errors(app)
    init_i18n(app)
    app.add_template_filter(to_chinese, "cjk_number")
    Bootstrap5(app)
    CSRFProtect(app)
    limiter.init_app(app)
    add_security_headers(app)
    register_health(app)
    for feature in FEATURES:
        feature.register(app)
    for endpoint in ("static", "bootstrap.static"):
        declare_endpoint(app, endpoint, Action.PUBLIC)
    _refuse_to_start_half_declared(app)
    return app


def _connect(app: Flask, settings: Settings) -> None:
    settings.data_path.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        db.sessionmaker.configure(info={"settings": settings})
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _refuse_to_start_half_declared(app: Flask) -> None:
    if routes := undeclared_routes(app):
        raise RuntimeError(f"routes without a declared permission: {routes}")
    if models := unscoped_models():
        raise RuntimeError(f"models without a scope: {models}")
