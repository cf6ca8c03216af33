"""The product in the part of AWS, in a process and with a database of its own; `main` runs it.

Two servers run in the process. One is the product as it is now. The other reads the database as it was when it was
last told to `/pin` it: SQLite keeps what a transaction saw first for as long as it is open, so that an answer from
the past is a whole and true one. `/control` sets what no operation of the API can.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from waitress import create_server

from pools.api import sigv4
from pools.management.bulk import fill
from pools.models import AccessKey, Account, PhoneNumber, Quota
from pools.operations.engine import client_tokens
from pools.operations.engine.secret_box import seal
from pools.reference import keywords, quotas
from tests.help.factories import (
    AccessKeyFactory,
    AccountFactory,
    MembershipFactory,
    OptOutListFactory,
    ProjectFactory,
)
from tests.help.rows import Rows

ROOM = 100_000
# What stays when a test begins anew.
KEPT = {"user", "account", "membership", "accesskey", "project"}
TOKEN_LIFE, TEXTS = client_tokens.TOKEN_LIFE, dict(keywords.DEFAULT_MESSAGES)
kept_rows = Rows(KEPT)
product = get_wsgi_application()


def prepare(account_id: str, access_key_id: str, secret: str) -> None:
    """One account with an Administrator's key, where the SMS channel is on."""
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    if AccessKey.objects.filter(access_key_id=access_key_id).exists():
        return
    # A copy of another database may have rows of that one.
    Rows().write()
    account = AccountFactory(account_id=account_id, name="AWS")
    user = MembershipFactory(account=account).user
    key = {"access_key_id": access_key_id, "encrypted_secret": seal(secret)}
    AccessKeyFactory(user=user, account=account, **key)
    ProjectFactory(account=account)


def reset(region: str) -> None:
    """An account that was just opened, in which AWS has made the list that everything begins with."""
    client_tokens.TOKEN_LIFE = TOKEN_LIFE
    keywords.DEFAULT_MESSAGES.update(TEXTS)
    Rows(KEPT).write()
    OptOutListFactory(account=Account.objects.get(), region=region, opt_out_list_name="Default")


def control(wish: dict[str, Any]) -> None:
    """What AWS, or somebody else's console there, has done.

    token_life: seconds; texts: of HELP and STOP; pending, active: IDs of phone numbers; room: raise all quotas;
    pools: how many there are, each with a number, keywords and tags; keep: remember all there is, for `again`.
    """
    if "token_life" in wish:
        client_tokens.TOKEN_LIFE = timedelta(seconds=wish["token_life"])
    keywords.DEFAULT_MESSAGES.update(wish.get("texts", {}))
    for status in ("pending", "active"):
        rows = PhoneNumber.objects.filter(phone_number_id__in=wish.get(status, []))
        rows.update(carrier_status=status.upper())
    if "room" in wish:
        account = Account.objects.get()
        for name in quotas.QUOTAS:
            Quota.objects.update_or_create(
                account=account, region=wish["region"], name=name, defaults={"value": ROOM}
            )
    if "pools" in wish:
        fill(Account.objects.get(), wish["region"], wish["pools"])
    if "reset" in wish:
        reset(wish["region"])
    if "keep" in wish:
        kept_rows.read()
    if "again" in wish:
        kept_rows.write()


def now_app(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    if environ["PATH_INFO"] != "/control":
        return product(environ, start_response)
    control(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
    start_response("204 No Content", [])
    return []


def past_app(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """In one thread, whose connection is in the transaction that sees the past."""
    if environ["PATH_INFO"] != "/pin":
        return product(environ, start_response)
    with connection.cursor() as cursor:
        if connection.connection.in_transaction:
            cursor.execute("ROLLBACK")
        cursor.execute("BEGIN")
        # A transaction sees the database as it is at its first read.
        cursor.execute("SELECT COUNT(*) FROM pools_account")
        cursor.fetchone()
    start_response("204 No Content", [])
    return []


class Silent(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


def main() -> None:
    prepare(*sys.argv[1:])
    # Reads are to write nothing, as those from the past cannot.
    sigv4.mark_used = lambda row: None
    now = create_server(now_app, host="127.0.0.1", port=0, threads=4)
    past = make_server("127.0.0.1", 0, past_app, handler_class=Silent)
    threading.Thread(target=past.serve_forever, daemon=True).start()
    threading.Thread(target=now.run, daemon=True).start()
    sys.stdout.write(json.dumps({"now": now.effective_port, "past": past.server_port}) + "\n")
    sys.stdout.flush()
    # It ends with whoever started it, whose end closes the pipe.
    sys.stdin.read()
