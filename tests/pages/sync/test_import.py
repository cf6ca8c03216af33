"""An import and a refresh as their pages show them: what is read, what is left, and the end, told once."""

import pytest

from pools.models import RunKind, RunStatus, SyncRun
from tests.help.sync_rows import in_minutes, link, run, worker
from tests.help.texts import words_of
from tests.pages.sync.places import URL

pytestmark = pytest.mark.django_db


def test_an_import_counts_what_it_reads(client, caller):
    worker()
    found = link(caller, imported_timestamp=None, read_timestamp=None)
    one = run(found, RunKind.IMPORT, RunStatus.RUNNING, progress={"pool": [0, None]})
    assert "Reading from AWS Counting what there is" in words_of(client.get(URL))
    one.progress = {"pool": [300, 1000], "phone-number": [512, 1340]}
    one.save()
    text = words_of(client.get(URL))
    assert "812 of about 2,340" in text
    assert "Pools 300 1,000" in text
    client.post(f"{URL}runs/{one.number}/cancel/")
    assert SyncRun.objects.get().stop_asked
    SyncRun.objects.update(status=RunStatus.STOPPED)
    assert (
        "The import is canceled 812 of about 2,340 are read and kept. Nothing can be applied until it is complete. "
        "Continue import Unlink"
    ) in words_of(client.get(URL))


@pytest.mark.parametrize(("queued", "left"), [(-11, " · about 20 minutes left"), (-1, "")])
def test_the_time_left_is_not_guessed_after_a_break(client, caller, queued, left):
    worker()
    times = {"started_timestamp": in_minutes(-10), "queued_timestamp": in_minutes(queued)}
    run(link(caller), RunKind.REFRESH, RunStatus.RUNNING, progress={"pool": [100, 300]}, **times)
    assert f"Refresh 1: 100 of about 300{left} Cancel" in words_of(client.get(URL))


def test_a_refresh_is_canceled_where_it_is_shown(client, caller):
    worker()
    one = run(link(caller), RunKind.REFRESH, RunStatus.RUNNING, progress={"pool": [3, 12]})
    assert "Refresh 1: 3 of about 12 Cancel" in words_of(client.get(URL))
    assert f'action="{URL}runs/{one.number}/cancel/"' in client.get(URL).content.decode()
    client.post(f"{URL}runs/{one.number}/cancel/")
    one.refresh_from_db()
    assert one.stop_asked


@pytest.mark.parametrize("tab", ["pools", "phone-numbers", "sender-ids"])
def test_lists_say_that_more_comes_while_the_import_goes_on(client, caller, tab):
    found, words = link(caller, imported_timestamp=None), "Still reading from AWS. More appears here."
    one = run(found, RunKind.IMPORT, RunStatus.RUNNING)
    path = URL.replace("/sync/", f"/sms-voice/{tab}/")
    assert words in client.get(path).content.decode()
    one.status = RunStatus.STOPPED
    one.save()
    assert words not in client.get(path).content.decode()


def test_lists_of_what_is_read_say_nothing_of_it(client, caller):
    run(link(caller), RunKind.REFRESH, RunStatus.RUNNING)
    assert "Still reading" not in client.get(URL.replace("/sync/", "/sms-voice/pools/")).content.decode()


def test_the_end_of_an_import_is_told_once(client, caller):
    worker()
    found = link(caller)
    counts = {"pool": [300, 300], "phone-number": [640, 640], "sender-id": [18, 18]}
    run(found, RunKind.IMPORT, RunStatus.DONE, progress=counts)
    answer = client.get(URL, headers={"HX-Request": "true", "X-Live": "import"})
    assert answer["HX-Refresh"] == "true"
    assert (
        "300 pools, 640 phone numbers and 18 sender IDs were read. Nothing was changed in AWS."
        in client.get(URL).content.decode()
    )
