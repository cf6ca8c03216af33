"""Edits: every change of many, with who made it and what came of it."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.help import factories as make
from tests.help.edits import address, preview, rows, run, text_of

TEAM = {"setting": "put_tag", "tag_key": "Team", "tag_value": "risk"}
HERE = "/111122223333/us-east-1/sms-voice"


def test_each_edit_is_listed_with_who_made_it_and_what_came_of_it(client, caller, account):
    ids = [one.phone_number_id for one in make.PhoneNumberFactory.create_batch(2)]
    first = run(client, "phone-number-edit", ids, **TEAM)
    client.post(first, {"act": "undo"})
    second = run(client, "phone-number-edit", ids, setting="release", confirm="delete")
    page = client.get(address("edit-runs"))
    assert [row[:3] for row in rows(page).values()] == [
        ["2 phone numbers", "2 of 2 done.", str(caller.user)],
        ["2 phone numbers", "2 are as they were before.", str(caller.user)],
    ]
    assert re.findall(rf'<a href="({HERE}/runs/[^"]+)">([^<]+)', page.content.decode()) == [
        (second, "Remove"),
        (first, "Add or replace a tag"),
    ]


def test_the_lists_an_edit_and_a_run_lead_to_all_edits(client, account):
    pool = make.PhoneNumberFactory(pool=make.PoolFactory()).pool
    make.SenderIdFactory()
    pages = [client.get(address(f"{kind}-list")) for kind in ("pool", "phone-number", "sender-id")]
    pages += [
        preview(client, "pool-edit", [pool.pool_id]),
        client.get(run(client, "pool-edit", [pool.pool_id], **TEAM)),
    ]
    assert [f'href="{address("edit-runs")}"' in page.content.decode() for page in pages] == [True] * 5


def test_where_nothing_was_edited_the_page_says_how(client, account, other_caller):
    make.EditRunFactory(account=other_caller.account)
    assert "No edits Select rows in a list of pools" in text_of(
        client.get(address("edit-runs")).content.decode()
    )


def test_pages_are_of_25_and_take_as_many_queries_as_one(client, account):
    def queries(page: str, expected: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(client.get(address("edit-runs"), {"page": page}))) == expected
        return len(captured)

    for one in make.EditRunFactory.create_batch(2):
        make.EditRunItemFactory(run=one, resource_id="pool-1")
    few = queries("1", 2)
    for one in make.EditRunFactory.create_batch(25):
        make.EditRunItemFactory(run=one, resource_id="pool-1")
    assert queries("1", 25) == few
    assert queries("2", 2) == few
