"""Settings: one file, and the only place in the project that reads the environment."""

import contextlib
import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

from console.log import without_traceback_of_refusals

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values of an environment variable, without blanks."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def env_flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return value in {"1", "true", "yes", "on"} if value else default


def secret_key(folder: Path) -> str:
    """The key from CONSOLE_SECRET_KEY, else one made once and kept in `folder` (mode 0600)."""
    if given := os.environ.get("CONSOLE_SECRET_KEY"):
        return given
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret-key"
    if not path.exists():
        # Written whole and then linked into place: of two processes that start at once, both read the same key.
        draft = folder / f"secret-key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


VAR = Path(os.environ.get("CONSOLE_VAR") or BASE_DIR / "var")
SECRET_KEY = secret_key(VAR)
DEBUG = env_flag("CONSOLE_DEBUG")
ALLOWED_HOSTS = env_list("CONSOLE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CONSOLE_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "pools",
]

MIDDLEWARE = [
    "pools.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pools.pages.middleware.PageMiddleware",
]

ROOT_URLCONF = "console.urls"
WSGI_APPLICATION = "console.wsgi.application"
ASGI_APPLICATION = "console.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pools.pages.frame.frame",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000"
    ),
}


def database() -> dict:
    """DATABASE_URL, else SQLite in VAR; with the options each engine needs."""
    config = dj_database_url.parse(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'console.sqlite3'}")
    if config["ENGINE"].endswith("sqlite3"):
        return config | {"CONN_MAX_AGE": None, "OPTIONS": SQLITE_OPTIONS | config.get("OPTIONS", {})}
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "pools.User"
AUTHENTICATION_BACKENDS = ["pools.pages.backend.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"

# In the database and nowhere else: a cache of each worker's own would not hear of a sign-out in another.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "pools.pages.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MESSAGE_TAGS = {message_levels.INFO: "info", message_levels.ERROR: "error"}

SECURE_HTTPS = env_flag("CONSOLE_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MAX_AGE = 0 if DEBUG else 60

# A garbage form is refused by its size or its count of fields before anything reads it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "refusals": {"()": "django.utils.log.CallbackFilter", "callback": without_traceback_of_refusals}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# What the console itself can be told.
CONSOLE_SERVICE_NAME = os.environ.get("CONSOLE_SERVICE_NAME") or "Amazon Pinpoint"
CONSOLE_DEMO = env_flag("CONSOLE_DEMO")
CONSOLE_REGIONS_WITHOUT_POOLS = (
    env_list("CONSOLE_REGIONS_WITHOUT_POOLS")
    if "CONSOLE_REGIONS_WITHOUT_POOLS" in os.environ
    else ["us-east-2"]
)
CONSOLE_DEFAULT_REGION = os.environ.get("CONSOLE_DEFAULT_REGION") or "us-east-1"
CONSOLE_KEYWORD_ACTIONS = env_flag("CONSOLE_KEYWORD_ACTIONS", default=True)
