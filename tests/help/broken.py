"""A console whose database is broken while it serves: python -m tests.help.broken CAUSE, in an environment of its own.

CONSOLE_VAR has a database that is copied to where DATABASE_URL says, and broken there. Prints, for each of some
requests, its name, its status and the words that tell why.
"""

import os
import re
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from botocore.exceptions import ClientError  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from pools.models import User  # noqa: E402
from pools.reference import demo_data  # noqa: E402
from tests.help.wire import client_for  # noqa: E402

POOLS = "/111122223333/us-east-1/sms-voice/pools/"
FORM = {"type": "sender-id", "sender_id": "BROKEN", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}


def fill_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filler = os.open(database().parent / "filler", os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(filler, b"x" * 4096):
            pass
    except OSError:
        os.close(filler)


def limit_files() -> None:
    """What is full here is each file that would grow."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def refuse_writes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")


def overwrite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = database().read_bytes()
    database().write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


def take_away() -> None:
    connection.close()
    database().parent.rename(database().parent.with_name("elsewhere"))


def database() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


BREAKS = {
    "full": fill_the_disk,
    "limited": limit_files,
    "rights": refuse_writes,
    "damaged": overwrite,
    "gone": take_away,
}


def pages(client: Client) -> Iterator[tuple[str, Any]]:
    yield "list", client.get(POOLS)
    yield "form", client.post(f"{POOLS}create/", FORM)
    yield "part", client.post(f"{POOLS}create/", FORM, headers={"HX-Request": "true"})


def calls() -> Iterator[tuple[str, int, str]]:
    aws = client_for(demo_data.ACCESS_KEY_ID, secret=demo_data.SECRET_ACCESS_KEY)
    named = {"SenderId": "BROKEN", "IsoCountryCode": "GB"}
    for name, act in (("read", aws.describe_pools), ("write", lambda: aws.request_sender_id(**named))):
        try:
            act()
        except ClientError as error:
            yield name, error.response["ResponseMetadata"]["HTTPStatusCode"], str(error)
        else:
            yield name, 200, ""


def main(cause: str) -> None:
    setup_test_environment()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    client = Client(raise_request_exception=False, headers={"Host": "localhost"})
    if cause in BREAKS:
        shutil.copy(Path(settings.VAR) / "console.sqlite3", database())
        client.force_login(User.objects.get(username="demo"))
        BREAKS[cause]()
    for name, answer in pages(client) if cause in BREAKS else [("list", client.get("/sign-in/"))]:
        text = " ".join(answer.content.decode().replace("&#x27;", "'").split())
        alerts = re.findall("[^.>]*database[^<]*", text)
        print(name, answer.status_code, *alerts[:1])
    for call in calls():
        print(*call)
    print("health", client.get("/healthz").status_code)


if __name__ == "__main__":
    main(sys.argv[1])
