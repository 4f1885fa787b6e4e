"""Django's settings for the desk and the record, all made from `config.Config`.

Nothing else imports this module; code asks for `django.conf.settings`, and there for `STOPPRESS`,
the frozen Config.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from stoppress.config import Config, load_config
from stoppress.lib.secret import secret_key

STOPPRESS: Config = load_config()


def _database(config: Config) -> dict[str, Any]:
    if config.database:
        url = urlsplit(config.database)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.removeprefix("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            # Under ASGI each request has a thread of its own; a kept connection would die with it.
            "CONN_MAX_AGE": 0,
            "OPTIONS": {
                "options": "-c lock_timeout=5s -c statement_timeout=15s"
                " -c idle_in_transaction_session_timeout=30s"
            },
        }
    return {
        "ENGINE": "stoppress.record.sqlite",
        "NAME": config.record_file,
        # Under ASGI each request has a thread of its own, and a kept connection would die with it.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            # seconds to wait for another writer
            "timeout": 20,
            # Django's default (DEFERRED) failed 25-86 % of contended writes, this one none.
            "transaction_mode": "IMMEDIATE",
            # FULL: what the desk saw accepted survives a power cut. mmap off: it made a corrupted
            # file worse in a field report. secure_delete: words that are removed, and drafts that
            # are dropped, are overwritten and not only forgotten (docs/running/removal.md).
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864; PRAGMA mmap_size=0;"
            " PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON;",
        },
    }


DATABASES = {"default": _database(STOPPRESS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = secret_key(STOPPRESS.data)
DEBUG = False
ALLOWED_HOSTS = [
    host
    for host in (
        urlsplit(STOPPRESS.desk_base).hostname,
        "127.0.0.1",
        "localhost",
        "[::1]",
    )
    if host
]
ROOT_URLCONF = "stoppress.urls"
ASGI_APPLICATION = "stoppress.asgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "stoppress.record",
    "stoppress.projection",
    "stoppress.reader",
    "stoppress.desk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "stoppress.desk.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stoppress.desk.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, and not asynchronous: so all of these run in the one thread of the request.
    "stoppress.desk.headers.strict_headers",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
STATIC_URL = "/static/"
# The desk serves its own static files straight from the packages that hold them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "coverages"
LOGOUT_REDIRECT_URL = "sign-in"

_over_https = STOPPRESS.desk_base.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _over_https
SESSION_COOKIE_NAME = "__Host-desk" if _over_https else "desk"
CSRF_COOKIE_NAME = "__Host-desk-csrf" if _over_https else "desk-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "stoppress.desk.gate.form_is_stale"
CSRF_TRUSTED_ORIGINS = [STOPPRESS.desk_base]
SESSION_COOKIE_AGE = 7 * 24 * 3600  # seconds; a shift and its week, then sign in again
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of a form without its files
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a long post has some ten fields a section

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"in_one_line": {"()": "stoppress.desk.disk_trouble.InOneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["in_one_line"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # What people ask for wrongly they are told themselves; the operator hears of what breaks.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}
