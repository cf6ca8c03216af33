"""The console as it ships, and Django's admin of the same models beside it."""

from console.settings import *  # noqa: F403
from console.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES

INSTALLED_APPS = ["django.contrib.admin", "tests.bench", *INSTALLED_APPS]
ROOT_URLCONF = "tests.bench.urls"
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
CONSOLE_DEMO = True
# Nothing waits for its turn.
CONSOLE_AWS_RATES = 1000
TEMPLATES[0]["OPTIONS"]["context_processors"] += ["django.contrib.auth.context_processors.auth"]
MIDDLEWARE = ["tests.bench.floors.ApiFloor"] + [
    name for name in MIDDLEWARE if "whitenoise" not in name
]  # no static file is asked for
