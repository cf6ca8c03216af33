"""Which console this is, for programs that may have been pointed at it by mistake."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

HEADER = "X-Console-Instance"


@cache
def instance_id() -> str:
    """The same in every process of this console, and another one in any other: of its secret and its database.

    The host is not in it, as several workers may know one PostgreSQL by several names.
    """
    database = settings.DATABASES["default"]
    name = str(database["NAME"])
    where = str(Path(name).resolve()) if "sqlite" in database["ENGINE"] else name
    return salted_hmac("console.instance", where, algorithm="sha256").hexdigest()[:32]
