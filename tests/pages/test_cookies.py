"""The cookies of a visit, as the settings of a console of its own have them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECURE = """
import django
django.setup()
from django.test import Client, override_settings
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
client = Client(headers={"X-Forwarded-Proto": "https", "Host": "localhost"})
client.get("/sign-in/")
client.post("/sign-in/", {"username": "demo", "password": "demo"})
client.get("/111122223333/us-east-1/sms-voice/pools/")
client.post("/settings/display-mode/", {"mode": "dark", "nav": "closed"})
for name, cookie in sorted(client.cookies.items()):
    print("cookie", name, bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
"""


@pytest.mark.parametrize("https", ["1", ""])
def test_cookies_are_for_this_site_and_behind_tls_for_tls(demo_folder, https):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{demo_folder / 'console.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "console.settings",
        "CONSOLE_VAR": str(demo_folder),
        "CONSOLE_HTTPS": https,
        "CONSOLE_DEMO": "1",  # behind a proxy the demo's sign-ins need it
    }
    ran = subprocess.run(
        [sys.executable, "-c", SECURE], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    kept = {
        line.split()[1]: line.split()[2:] for line in ran.stdout.splitlines() if line.startswith("cookie")
    }
    kept = {name.rpartition("-")[2]: value for name, value in kept.items()}
    assert kept.keys() >= {"session", "csrf", "mode", "nav", "last"}, ran.stderr
    for name, (secure, http_only, same_site) in kept.items():
        assert secure == str(bool(https)), name
        assert same_site == "Lax", name
        assert http_only == str(name in ("session", "last", "who")), name
