"""Flask's own configuration, made from our settings in one place."""

from datetime import timedelta
from typing import Any

from config.settings import Settings

MIB = 1024 * 1024


def flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_ENGINES": {"default": {"url": settings.database_url, "pool_pre_ping": True}},
        "MAX_CONTENT_LENGTH": 21 * MIB,
        "MAX_FORM_MEMORY_SIZE": 4 * MIB,
        "MAX_FORM_PARTS": 400,
        "TRUSTED_HOSTS": settings.trusted_hosts.split(","),
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=8),
        "REMEMBER_COOKIE_SECURE": settings.secure_cookies,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # bound to the session: a form left open overnight must not lose what was typed
        "WTF_I18N_ENABLED": True,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "RATELIMIT_STORAGE_URI": settings.limiter_url,
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [],
        "SECURITY_JOIN_USER_ROLES": False,  # `User.roles` is no relationship: what people may do follows from appointments
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RECOVERABLE": False,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_FRESHNESS": timedelta(minutes=-1),
        "LIAISON_DEMO": settings.demo,
        "LIAISON_BASE_URL": settings.base_url,
    }
