"""Many pools changed at once: what the preview says of each is what becomes of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools.models import EditRun, EditRunItem, PhoneNumber, Pool
from pools.operations.edit_runs import continue_edit_run
from pools.operations.pools import update_pool
from pools.operations.tags import tag_resource
from pools.pages.edits.run import deal_with
from tests.conftest import HTMX
from tests.help import factories as make
from tests.help.edits import address, preview, rows, run, start, text_of
from tests.help.linked import link_of

TWO_WAY = {"setting": "two_way", "value": "on", "two_way_channel_arn": make.TOPIC}
PROTECT = {"setting": "deletion_protection_enabled", "value": "on"}
TEAM = {"setting": "put_tag", "tag_key": "Team", "tag_value": "risk"}


@pytest.fixture
def newsletter(account) -> Pool:
    """A pool of sender IDs only, which can't receive."""
    pool = make.PoolFactory(name="newsletter")
    make.PoolSenderIdFactory(pool=pool, sender_id=make.SenderIdFactory())
    return pool


@pytest.fixture
def orders(account) -> Pool:
    return make.PhoneNumberFactory(pool=make.PoolFactory(name="orders")).pool


def ids(*pools: Pool) -> list[str]:
    return [pool.pool_id for pool in pools]


@pytest.mark.parametrize(
    ("fields", "now", "after"),
    [
        (PROTECT, "Off", "On"),
        (TWO_WAY, "Off", "On · replies"),
        ({"setting": "shared_routes_enabled", "value": "on"}, "Off", "On"),
        (TEAM, "-", "Team = risk"),
        ({"setting": "remove_tag", "tag_key": "Cost"}, "Cost = 7", "-"),
    ],
    ids=lambda value: value["setting"] if isinstance(value, dict) else "",
)
def test_a_setting_becomes_what_the_preview_says_and_is_undone(client, orders, fields, now, after):
    make.TagFactory(pool=orders, key="Cost", value="7")
    now = now.replace("replies", make.TOPIC.rpartition(":")[2])
    after = after.replace("replies", make.TOPIC.rpartition(":")[2])
    assert rows(preview(client, "pool-edit", ids(orders), **fields)) == {
        orders.pool_id: [now, after, "Will change"]
    }
    url = run(client, "pool-edit", ids(orders), **fields)
    assert rows(client.get(url)) == {orders.pool_id: [now, after, "Done"]}
    again = rows(preview(client, "pool-edit", ids(orders), **fields))
    assert again == {orders.pool_id: [after, after, "Already so"]}
    client.post(url, {"act": "undo"})
    assert rows(client.get(url)) == {orders.pool_id: [now, after, "Undone"]}
    assert rows(preview(client, "pool-edit", ids(orders), **fields))[orders.pool_id][0] == now


def test_what_is_refused_comes_first_with_its_reason_and_must_be_left_out(client, newsletter, orders):
    both = ids(orders, newsletter)
    page = preview(client, "pool-edit", both, **TWO_WAY)
    assert [*rows(page)] == ids(newsletter, orders)
    reason = "Two-way SMS needs a phone number in the pool. Sender IDs are one-way."
    assert rows(page)[newsletter.pool_id] == ["Off", "-", f"Refused {reason} Add a number to newsletter"]
    assert f'href="{address("pool-associate", newsletter.pool_id)}"' in page.content.decode()
    refused = start(client, "pool-edit", both, **TWO_WAY)
    assert refused.status_code == 422
    assert "1 pool is refused. Leave it out or mend it." in text_of(refused.content.decode())
    assert not EditRun.objects.exists()
    url = run(client, "pool-edit", both, leave_out="on", **TWO_WAY)
    assert [*rows(client.get(url))] == ids(orders)
    newsletter.refresh_from_db()
    assert not newsletter.two_way_enabled


def test_what_somebody_changed_after_the_preview_is_left_as_it_is(
    client, editor, orders, newsletter, monkeypatch
):
    monkeypatch.setattr("pools.pages.edits.edit.SOON", 0)
    url = start(client, "pool-edit", ids(orders, newsletter), **TEAM).headers["Location"]
    make_other(editor, orders)
    client.post(url)
    assert rows(client.get(url)) == {
        orders.pool_id: [
            "-",
            "Team = risk",
            f"Changed meanwhile {by(editor)} after the preview. Left as it is.",
        ],
        newsletter.pool_id: ["-", "Team = risk", "Done"],
    }
    assert orders.tag_rows.get(key="Team").value == "ours"


def make_other(caller, pool: Pool) -> None:
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "ours"}])


def by(caller) -> str:
    return f"Changed by {caller.user.get_username()}"


def test_so_is_what_was_changed_between_the_preview_and_the_button(client, editor, orders):
    drawn = preview(client, "pool-edit", ids(orders), **TEAM).context["page"].seal
    make_other(editor, orders)
    sent = {"id": ids(orders), "act": "change", "drawn": drawn, **TEAM}
    url = client.post(address("pool-edit"), sent).headers["Location"]
    client.post(url)
    assert "after the preview. Left as it is." in rows(client.get(url))[orders.pool_id][2]
    assert orders.tag_rows.get(key="Team").value == "ours"


def test_what_somebody_changed_after_the_run_is_not_undone(client, editor, orders, newsletter):
    url = run(client, "pool-edit", ids(orders, newsletter), **PROTECT)
    update_pool(editor, pool_id=orders.pool_id, deletion_protection_enabled=False)
    client.post(url, {"act": "undo"})
    said = rows(client.get(url))
    assert said[orders.pool_id][2] == f"Not undone {by(editor)} after the run. Left as it is."
    assert said[newsletter.pool_id][2] == "Undone"


def test_a_form_sent_twice_starts_one_run(client, orders):
    drawn = preview(client, "pool-edit", ids(orders), **PROTECT).context["page"].seal
    sent = {"id": ids(orders), "act": "change", "drawn": drawn, **PROTECT}
    first, second = (client.post(address("pool-edit"), sent).headers["Location"] for _ in range(2))
    assert first == second
    assert EditRun.objects.count() == 1


def test_sent_again_after_the_run_it_leads_to_the_run(client, account):
    number = make.PhoneNumberFactory(phone_number_id="phone-x")
    release = {"setting": "release", "confirm": "delete", "id": [number.phone_number_id]}
    drawn = preview(client, "phone-number-edit", release["id"], setting="release").context["page"].seal
    sent = {"act": "change", "drawn": drawn, **release}
    first, second = (client.post(address("phone-number-edit"), sent).headers["Location"] for _ in range(2))
    assert first == second
    assert not PhoneNumber.objects.exists()
    there = address("phone-number-detail", number.phone_number_id)
    assert f'href="{there}"' not in client.get(first.partition("?")[0]).content.decode()


def test_another_window_may_end_the_run_before_this_one(client, editor, orders, monkeypatch):
    def faster(caller, run, *_):
        while EditRun.objects.get().status == "RUNNING":
            continue_edit_run(caller, run_id=run.run_id, say=str)
        deal_with(caller, run, 1)

    monkeypatch.setattr("pools.pages.edits.edit.deal_with", faster)
    assert start(client, "pool-edit", ids(orders), **PROTECT).status_code == 303


def test_an_undo_that_was_cut_off_is_gone_on_with(client, orders):
    url = run(client, "pool-edit", ids(orders), **PROTECT)
    EditRun.objects.update(status="UNDOING", moved_timestamp="2026-01-01T00:00Z")
    assert 'data-testid="undo-run"' in client.get(url).content.decode()
    client.post(url, {"act": "undo"})
    assert EditRun.objects.get().status == "UNDONE"
    orders.refresh_from_db()
    assert not orders.deletion_protection_enabled


def test_what_is_undone_is_not_continued(client, orders, newsletter):
    url = run(client, "pool-edit", ids(orders, newsletter), **PROTECT)
    EditRunItem.objects.filter(resource_id=newsletter.pool_id).update(outcome="WAITING")
    EditRun.objects.update(status="STOPPED", moved_timestamp="2026-01-01T00:00Z")
    assert 'data-testid="continue-run"' in client.get(url).content.decode()
    client.post(url, {"act": "undo"})
    assert 'data-testid="continue-run"' not in client.get(url).content.decode()


@pytest.mark.parametrize("drawn", ["", "nonsense", "another"])
def test_without_a_preview_of_this_very_change_nothing_starts(client, orders, drawn):
    if drawn == "another":
        drawn = preview(client, "pool-edit", ids(orders), **TEAM).context["page"].seal
    answer = client.post(
        address("pool-edit"), {"id": ids(orders), "act": "change", "drawn": drawn, **PROTECT}
    )
    assert answer.status_code == 409
    assert "The preview was of another change." in text_of(answer.content.decode())
    assert not EditRun.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"setting": "put_tag", "tag_key": ""}, "Tag key is required."),
        ({"setting": "put_tag", "tag_key": "aws:x"}, "Tag keys can't start with aws:."),
        ({"setting": "two_way", "value": "on"}, "Topic ARN is required."),
        (
            {**TWO_WAY, "two_way_channel_arn": "arn:aws:sns:eu-west-1:1:x"},
            "Enter a valid Amazon SNS topic ARN.",
        ),
    ],
)
def test_an_error_names_its_field_and_keeps_what_was_typed(client, orders, fields, words):
    answer = start(client, "pool-edit", ids(orders), **fields)
    assert answer.status_code == 422
    assert words in text_of(answer.content.decode())
    assert not EditRun.objects.exists()


def test_the_preview_reads_a_page_of_a_hundred_and_takes_as_many_queries_for_one_as_for_all(client, account):
    pools = [make.PhoneNumberFactory(pool=make.PoolFactory()).pool for _ in range(120)]

    def queries(some):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = preview(client, "pool-edit", ids(*some), **TWO_WAY)
        return len(captured), len(rows(page))

    (one, _), (many, shown) = queries(pools[:1]), queries(pools)
    assert (one, shown) == (many, 100)
    second = preview(client, "pool-edit", ids(*pools), page="2", **TWO_WAY)
    assert len(rows(second)) == 20
    assert not rows(preview(client, "pool-edit", ids(*pools), outlook="refused", **TWO_WAY))


def test_nothing_selected_leads_to_the_list(client):
    page = client.get(address("pool-edit"))
    assert "Select pools in the list first." in text_of(page.content.decode())


def test_a_long_selection_is_kept_for_the_address_it_leads_to(client, account):
    pools = [make.PoolFactory() for _ in range(60)]
    leads = client.post(address("pool-edit"), {"ask": "1", "id": ids(*pools)}).headers["Location"]
    assert len(leads) < 200
    assert "Edit 60 pools" in client.get(leads).content.decode()


def test_all_that_the_list_shows_is_edited_as_it_is_filtered(client, account):
    make.PoolFactory.create_batch(2, protected=True)
    make.PoolFactory()
    page = client.get(address("pool-edit"), {"all": "1", "deletion_protection_enabled": "true"})
    assert "Edit 2 pools" in page.content.decode()


def test_two_hundred_with_refusals_are_cut_in_the_middle_and_gone_on_with(
    client, editor, account, monkeypatch
):
    pools = [make.PhoneNumberFactory(pool=make.PoolFactory()).pool for _ in range(195)]
    alone = [make.PoolFactory() for _ in range(5)]
    everything = ids(*alone, *pools)
    planned = {
        name: row
        for page in ("1", "2")
        for name, row in rows(preview(client, "pool-edit", everything, page=page, **TWO_WAY)).items()
    }
    assert sum(row[2].startswith("Refused") for row in planned.values()) == 5
    url = (
        start(client, "pool-edit", everything, leave_out="on", **TWO_WAY)
        .headers["Location"]
        .partition("?")[0]
    )
    # The first piece, after which the browser is closed.
    client.post(url, headers={"HX-Request": "true"})
    done = EditRunItem.objects.filter(outcome="DONE").count()
    assert 0 < done < 195
    assert Pool.objects.filter(two_way_enabled=True).count() == done
    EditRun.objects.update(moved_timestamp="2026-01-01T00:00Z")
    said = text_of(client.get(url).content.decode())
    assert f"Stopped after {done} of 195. {195 - done} are unchanged." in said
    # How long it rested says nothing about how long the rest takes.
    EditRun.objects.update(created_timestamp="2026-01-01T00:00Z")
    monkeypatch.setattr("pools.pages.edits.run.SOON", 0.05)
    said = text_of(client.post(url, {"act": "resume"}, headers=HTMX).content.decode())
    assert int(re.search(r"of 195, about ([\d,]+) s left", said)[1].replace(",", "")) < 3_600
    # Others write meanwhile.
    update_pool(editor, pool_id=pools[-1].pool_id, two_way_enabled=True, two_way_channel_arn=make.TOPIC + "2")
    while EditRun.objects.get().status != "DONE":
        client.post(url, {"act": "resume"})
    outcomes = {item.resource_id: item.outcome for item in EditRunItem.objects.all()}
    assert outcomes.pop(pools[-1].pool_id) == "OVERTAKEN"
    assert {*outcomes.values()} == {"DONE"}
    assert [*outcomes] == ids(*pools[:-1])
    assert not Pool.objects.filter(pk__in=[pool.pk for pool in alone], two_way_enabled=True).exists()


def test_a_run_is_exported_and_something_else_is_changed_for_the_same(client, orders):
    url = run(client, "pool-edit", ids(orders), **{**TEAM, "tag_value": "=1+1"})
    file = client.get(f"{url}export/").content.decode("utf-8-sig").splitlines()
    assert file == ["Name,ID,Before,After,Result,Reason", f"orders,{orders.pool_id},,Team = =1+1,Done,"]
    assert f'name="id" value="{orders.pool_id}"' in client.get(url).content.decode()


def test_a_name_that_spreadsheets_would_run_is_text_in_the_file(client, account):
    make.SenderIdFactory(sender_id="-1A", iso_country_code="DE")
    url = run(client, "sender-id-edit", ["-1A/DE"], **TEAM)
    assert client.get(f"{url}export/").content.decode().splitlines()[1].startswith("'-1A,'-1A/DE,")


def test_what_a_run_changes_is_marked_for_the_plan(client, caller, orders):
    link = link_of(caller)
    run(client, "pool-edit", ids(orders), **PROTECT)
    assert link.dirty_keys.filter(kind="pool", local_key=orders.pool_id).exists()
