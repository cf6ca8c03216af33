"""A database file that somebody else is writing to for as long as it takes."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKED = """
import re, sqlite3
import django
django.setup()
from django.conf import settings
from django.test import Client, override_settings
from django.test.utils import setup_test_environment
from pools.models import Pool, User

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
setup_test_environment()
client = Client(raise_request_exception=False, headers={"Host": "localhost"})
client.force_login(User.objects.get(username="demo"))
pools = "/111122223333/us-east-1/sms-voice/pools/"
pool = Pool.objects.filter(account_id="111122223333", region="us-east-1", deletion_protection_enabled=False)
pool = next(one for one in pool if one.phone_numbers.count() > 1)
member = pool.phone_numbers.first().phone_number_id
free = pool.account.phone_numbers.filter(region="us-east-1", pool=None, carrier_status="ACTIVE").first().phone_number_id
page = client.get(f"{pools}{pool.pool_id}/").content.decode()
drawn = re.search('name="drawn" value="([^"]+)"', page)[1]
create = {"type": "sender-id", "sender_id": "LOCKED", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}
acts = [
    ("create/", create),
    (f"{pool.pool_id}/settings/", {"drawn": drawn, "shared_routes_enabled": "on"}),
    (f"{pool.pool_id}/associate/", {"id": free}),
    (f"{pool.pool_id}/disassociate/", {"id": member, "confirm": "disassociate"}),
    ("delete/", {"id": pool.pool_id, "confirm": "delete"}),
]
count = Pool.objects.count()
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
for path, data in acts:
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(pools + path, data, headers=headers)
        busy = "The database is busy" in answer.content.decode()
        print("act", path.split("/")[-2], bool(headers), answer.status_code, busy)
other.execute("ROLLBACK")
print("pools", Pool.objects.count() - count, pool.phone_numbers.filter(phone_number_id=member).count())
"""


def test_a_database_that_is_really_locked(demo_folder):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{demo_folder / 'console.sqlite3'}?timeout=1",
        "DJANGO_SETTINGS_MODULE": "console.settings",
        "CONSOLE_VAR": str(demo_folder),
    }
    ran = subprocess.run(
        [sys.executable, "-c", LOCKED], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    said = [line.split() for line in ran.stdout.splitlines() if line.split()[0] in ("act", "pools")]
    acts = [line for line in said if line[0] == "act"]
    assert len(acts) == 10, ran.stderr
    for _, act, htmx, status, busy in acts:
        assert status in ("409", "503"), (act, htmx, ran.stderr)
        assert busy == "True", (act, htmx)
    assert said[-1] == ["pools", "0", "1"]
