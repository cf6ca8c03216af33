"""Settings: one file. It names every variable that can be set; console.environment says what will not do."""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

from console import environment
from console.database_url import database, instance
from console.log import without_links, without_traceback_of_refusals
from console.secret_key import secret_key
from pools.reference.regions import REGIONS

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"


VAR = environment.folder("CONSOLE_VAR", BASE_DIR / "var")
SECRET_KEY = secret_key(os.environ.get("CONSOLE_SECRET_KEY", ""), VAR)
CONSOLE_OLD_SECRET_KEY = os.environ.get("CONSOLE_OLD_SECRET_KEY", "")
DEBUG = environment.flag("CONSOLE_DEBUG")
ALLOWED_HOSTS = environment.host_names("CONSOLE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.origins("CONSOLE_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "axes",
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
    # First: a signed request needs no session, and its body no form's token.
    "pools.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "pools.pages.frame.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Before all that look anything up by what was sent.
    "pools.pages.frame.middleware.NulMiddleware",
    "pools.pages.frame.middleware.SignInMiddleware",
    "pools.pages.frame.middleware.PageMiddleware",
    # The innermost, as django-axes asks for: it puts its answer in place of the view's.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "console.urls"
WSGI_APPLICATION = "console.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["console.templates.Loader", "django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pools.pages.frame.frame.frame",
            ],
        },
    },
]

DATABASES = {"default": database(VAR)}
# Browsers send a host's cookies to every port of it: without a name of its own, one console signs out another.
CONSOLE_COOKIES = f"console-{instance(DATABASES['default'])}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "pools.User"
# The first lets nobody in; the path of the second is in every session.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "pools.pages.backend.Backend"]
PASSWORD_HASHERS = [
    # A sign-in takes a third of the time that PBKDF2 needs, Django's default.
    "console.hashing.Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"

AXES_HANDLER = "pools.operations.engine.sign_in_attempts.Handler"
AXES_CLIENT_IP_CALLABLE = "pools.operations.engine.sign_in_attempts.address_of_request"
AXES_LOCKOUT_CALLABLE = "pools.pages.frame.sign_in.locked_out"
# By both, so that a stranger elsewhere locks nobody out; by address alone for one who tries many names.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_RESET_ON_SUCCESS = True
# Else trying on would never end the wait.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# An attempt is stored with what was posted; what rides along was typed into another form.
AXES_SENSITIVE_PARAMETERS = ["carried", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# In the database and nowhere else: a cache of each worker's own would not hear of a sign-out in another.
SESSION_ENGINE = "pools.pages.frame.sessions"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{CONSOLE_COOKIES}-session", f"{CONSOLE_COOKIES}-csrf"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "pools.pages.frame.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MESSAGE_TAGS = {message_levels.INFO: "info", message_levels.ERROR: "error"}

SECURE_HTTPS = environment.flag("CONSOLE_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
# Anybody can send this header, so it counts only where a proxy is said to set it.
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
# The names have a hash of the content in them, so browsers may keep such files for ever.
STORAGES = {"staticfiles": {"BACKEND": "console.static_files.StaticFiles"}}
WHITENOISE_MAX_AGE = 0 if DEBUG else 60

# Any body, a page's or the API's, is refused by its size before anything keeps it, a form by its count of fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# A file stays in memory, as all that is sent in. Only the pages whose addresses end so are sent one: longer bodies are
# taken there, and nowhere else.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * DATA_UPLOAD_MAX_MEMORY_SIZE
CONSOLE_TAKES_FILES = "/import/"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "refusals": {"()": "django.utils.log.CallbackFilter", "callback": without_traceback_of_refusals},
        "links": {"()": "django.utils.log.CallbackFilter", "callback": without_links},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals", "links"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A warning for each request that finds the threads at work.
    # And one for each wrong password; `locked_out` says what matters of them.
    "loggers": {"waitress.queue": {"level": "ERROR"}, "axes": {"level": "ERROR"}},
}

# The console's own settings.
CONSOLE_SERVICE_NAME = environment.label("CONSOLE_SERVICE_NAME", "Amazon Pinpoint")
CONSOLE_DEMO = environment.flag("CONSOLE_DEMO")
CONSOLE_REGIONS_WITHOUT_POOLS = environment.each_of("CONSOLE_REGIONS_WITHOUT_POOLS", "us-east-2", REGIONS)
CONSOLE_DEFAULT_REGION = environment.one_of("CONSOLE_DEFAULT_REGION", "us-east-1", REGIONS)
CONSOLE_KEYWORD_ACTIONS = environment.flag("CONSOLE_KEYWORD_ACTIONS", default=True)
# Where accounts may have replies published: the console's own network is behind it.
CONSOLE_SNS_HOSTS = environment.host_names("CONSOLE_SNS_HOSTS", "localhost,127.0.0.1,[::1]")
CONSOLE_AWS_RATES = environment.number("CONSOLE_AWS_RATES", 1, least=1, most=1000)
CONSOLE_SYNC_LEASE = environment.number("CONSOLE_SYNC_LEASE", 60, least=5, most=600)
# Whether bin/run keeps a worker of the sync with AWS beside the server.
CONSOLE_SYNC_WORKER = environment.flag("CONSOLE_SYNC_WORKER", default=True)
