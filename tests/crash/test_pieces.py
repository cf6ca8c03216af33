"""What is done piece by piece is killed in the middle of one: each piece is whole or not there, and it goes on."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, QuerySet

from console.hashing import Hasher
from pools.models import Activity, EditRun, EditRunItem, OptOutImport, Pool
from pools.operations.engine.caller import Caller
from pools.operations.opt_out_imports import PIECE, read_opt_out_import, report_of
from pools.operations.opted_out_numbers import put_opted_out_number
from pools.operations.pools import update_pool
from pools.pages.edits.progress import ALIVE
from tests.crash.console import Console
from tests.crash.people import Browser
from tests.crash.writers import CutOffError
from tests.help import factories as make
from tests.help.edits import DRAWN, address, rows_of

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"
TWO_WAY = {"setting": "two_way", "value": "on", "two_way_channel_arn": make.TOPIC}
NUMBERS = [f"+44770090{n:04}" for n in range(4_000)]
MORE = 20  # pools that are changed in the request that is cut off
LONGEST = 60  # seconds
SAID = re.compile(r'data-testid="run-said">([^<]+)')


@pytest.fixture(scope="module")
def console(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Console]:
    """On the tests' own database."""
    with django_db_blocker.unblock():
        make.AccountFactory()  # or it would begin with the demo
        console = Console(tmp_path_factory.mktemp("console"), url_of_database())
        connection.close()
    console.start()
    yield console
    console.kill_all()


def url_of_database() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def person(console, caller) -> Browser:
    """Signed in as `caller`."""
    caller.user.password = Hasher().encode(PASSWORD, "a-salt-for-tests")
    caller.user.save()
    browser = Browser(console.url)
    browser.sign_in(caller.user.username, PASSWORD)
    return browser


def killed_in_the_middle(
    console: Console, request: Callable, is_far: Callable[[], bool], halves: Sequence[QuerySet]
) -> None:
    """The whole process group is killed while it is at the request, once that is so far; then the console is back.

    halves: what is done in part. Until then nobody may see any: a kill just there is rare, and would leave it so.
    """
    cut_off = []

    def ask() -> None:
        try:
            request()
        except CutOffError:
            cut_off.append(True)

    asking, give_up = threading.Thread(target=ask), time.monotonic() + LONGEST
    asking.start()
    try:
        while asking.is_alive() and time.monotonic() < give_up and not is_far():
            assert not any(half.all().exists() for half in halves)
    finally:
        console.kill_all()
        asking.join(LONGEST)
        console.start()
    assert cut_off, "It was answered before the kill."


def said(page: str) -> str:
    return SAID.search(page)[1]


def offers(page: str, act: str) -> str:
    """What the button is called; nothing where there is none."""
    found = re.search(rf'<button[^>]*value="{act}"[^>]*>([^<]+)<', page)
    return found[1] if found else ""


def test_a_change_of_two_hundred_pools_goes_on_as_it_was_previewed(console, person, caller, editor):
    with transaction.atomic():
        pools = [make.PhoneNumberFactory(pool=make.PoolFactory()).pool for _ in range(195)]
        alone = [make.PoolFactory() for _ in range(5)]  # without a number, which can't receive
    ids = [pool.pool_id for pool in (*alone, *pools)]
    pages = [person.post(address("pool-edit"), id=ids, page=page, **TWO_WAY).text for page in ("1", "2")]
    planned = rows_of(pages[0]) | rows_of(pages[1])
    assert sum(row[2].startswith("Refused") for row in planned.values()) == 5
    form = {"id": ids, "act": "change", "drawn": DRAWN.search(pages[0])[1], "leave_out": "on", **TWO_WAY}
    url = person.post(address("pool-edit"), **form).location.partition("?")[0]
    at_first = must_be_whole(caller)
    items, changed = EditRunItem.objects.filter(outcome="DONE"), Pool.objects.filter(two_way_enabled=True)
    killed_in_the_middle(
        console,
        lambda: person.post(url),
        lambda: items.count() > at_first + MORE,
        [
            items.exclude(resource_id__in=changed.values("pool_id")),
            changed.exclude(pool_id__in=items.values("resource_id")),
        ],
    )
    # Others write meanwhile.
    last = pools[-1]
    update_pool(editor, pool_id=last.pool_id, two_way_enabled=True, two_way_channel_arn=make.TOPIC + "2")
    done = must_be_whole(caller)
    assert at_first < done < 195

    # Nobody has gone on with it for a while.
    EditRun.objects.update(moved_timestamp=F("moved_timestamp") - timedelta(seconds=ALIVE))
    page = person.get(url).text
    assert said(page) == f"Stopped after {done} of 195. {195 - done} are unchanged."
    assert (offers(page, "resume"), offers(page, "undo")) == ("Continue", f"Undo the {done}")

    finish(lambda: person.post(url, act="resume"), EditRun)
    assert must_be_whole(caller) == 194
    shown = rows_of(person.get(f"{url}?page=1").text) | rows_of(person.get(f"{url}?page=2").text)
    before, after, _ = planned[last.pool_id]
    by = f"Changed meanwhile Changed by {editor.user.username} after the preview. Left as it is."
    assert shown.pop(last.pool_id) == [before, after, by]
    assert shown == {pool.pool_id: [*planned[pool.pool_id][:2], "Done"] for pool in pools[:-1]}


def must_be_whole(caller: Caller) -> int:
    """How many are done: those that are have their value and one row of the log, and what waits has neither."""
    changed = set(Pool.objects.filter(two_way_channel_arn=make.TOPIC).values_list("pool_id", flat=True))
    logged = Activity.objects.filter(user=caller.user, operation="UpdatePool", error="")
    done = EditRunItem.objects.filter(outcome="DONE")
    assert changed == {item.resource_id for item in done}
    assert sorted(row.resource_id for row in logged) == sorted(changed)
    return len(changed)


def finish(go_on: Callable, work: type[EditRun | OptOutImport]) -> None:
    give_up = time.monotonic() + LONGEST
    while work.objects.get().status not in ("DONE", "UNDONE"):
        assert time.monotonic() < give_up
        # The database may be busy.
        with suppress(CutOffError):
            go_on()


@pytest.mark.parametrize("act", ["continue", "undo"])
def test_an_import_of_opted_out_numbers_goes_on_or_is_undone(console, person, caller, editor, act):
    on = make.OptOutListFactory(opt_out_list_name="orders")
    report = report_of(on, "\n".join(NUMBERS))
    row = read_opt_out_import(caller, opt_out_list_name="orders", report=report)
    url = address("opt-out-import", "orders", row.import_id)
    assert f"Add {len(NUMBERS):,} numbers" in person.get(url).text
    killed_in_the_middle(
        console,
        lambda: person.post(url, act="start"),
        row.opted_out_numbers.exists,
        [OptOutImport.objects.annotate(put=Count("opted_out_numbers")).exclude(added=F("put"))],
    )
    # Others write meanwhile.
    put_opted_out_number(editor, opt_out_list_name="orders", opted_out_number=NUMBERS[-1])
    added = must_be_put(row, caller)
    rest = len(NUMBERS) - added
    assert PIECE <= added < len(NUMBERS)

    page = person.get(url).text
    assert said(page) == f"Stopped after {added:,} of {len(NUMBERS):,}. {rest:,} are unchanged."
    assert (offers(page, "continue"), offers(page, "undo")) == ("Continue", f"Undo the {added:,}")

    finish(lambda: person.post(url, act=act), OptOutImport)
    listed = set(on.opted_out_number_rows.values_list("opted_out_number", flat=True))
    if act == "undo":
        assert said(person.get(url).text) == "What it had added was taken back."
        assert listed == {NUMBERS[-1]}
    else:
        ended = f"{len(NUMBERS) - 1:,} numbers were added. 1 had come there meanwhile."
        assert said(person.get(url).text) == ended
        assert must_be_put(row, caller) == len(NUMBERS) - 1
        assert listed == set(NUMBERS)


def must_be_put(row: OptOutImport, caller: Caller) -> int:
    """How many it has added: those are on the list and in the log, and all others wait or were there."""
    row = OptOutImport.objects.get(pk=row.pk)
    put = set(row.opted_out_numbers.values_list("opted_out_number", flat=True))
    logged = [field for one in Activity.objects.filter(user=caller.user) for field in one.after]
    assert sorted(logged) == sorted(f"opted_out_numbers/{number}" for number in put)
    waiting = [number for piece in row.pieces.order_by("pk") for _, _, number, *_ in piece.lines]
    assert waiting == NUMBERS[row.position :]
    assert len(put) == row.added
    return len(put)
