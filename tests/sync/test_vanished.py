"""Rows that vanish here without anybody's wish: the next plan deletes nothing in AWS, and they come back from there."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from pools.models import Keyword, PhoneNumber, Pool, PoolSenderId, RunStatus, SenderId, Tag
from pools.operations.pools import delete_pool
from tests.help.both_sides import side_of
from tests.sync.linked import Linked, linked_to, new_pool

NUMBER = {
    "IsoCountryCode": "US",
    "MessageType": "TRANSACTIONAL",
    "NumberCapabilities": ["SMS"],
    "NumberType": "SIMULATOR",
}


@pytest.fixture
def linked(aws_side, behind, caller, transactional_db) -> Iterator[Linked]:
    """Two pools with a number, a sender ID, a keyword and tags."""
    behind.request_sender_id(SenderId="ACME", IsoCountryCode="GB")
    for name in ("orders", "alerts"):
        number = behind.request_phone_number(**NUMBER)["PhoneNumberId"]
        pool = behind.create_pool(
            OriginationIdentity=number,
            IsoCountryCode="US",
            MessageType="TRANSACTIONAL",
            Tags=[{"Key": "Name", "Value": name}],
        )
        behind.put_keyword(OriginationIdentity=pool["PoolId"], Keyword="JOIN", KeywordMessage=name)
        behind.associate_origination_identity(
            PoolId=pool["PoolId"], OriginationIdentity="ACME", IsoCountryCode="GB"
        )
    linked = linked_to(aws_side, caller)
    yield linked
    linked.remotes.close()


def destroying(run) -> list[str]:
    return list(run.steps.filter(destroys=True).order_by("position").values_list("operation", flat=True))


def names() -> set[str]:
    return set(Pool.objects.present().values_list("name", flat=True))


def test_a_demo_that_is_put_back_deletes_nothing_in_aws(linked, behind):
    before = side_of(behind)
    call_command("demo", "--reset", "--yes", verbosity=0)
    assert not {"orders", "alerts"} & names()
    linked.refresh()
    assert destroying(linked.plan()) == []
    assert {"orders", "alerts"} <= names()
    assert side_of(behind) == before


def test_rows_that_were_purged_come_back(linked, behind):
    before = side_of(behind)
    for model in (Tag, Keyword, PoolSenderId, PhoneNumber, Pool, SenderId):
        model.objects.all().delete()
    linked.refresh()
    run = linked.plan()
    assert (run.status, list(run.steps.all())) == (RunStatus.NOTHING, [])
    assert names() == {"orders", "alerts"}
    assert Keyword.objects.filter(keyword="JOIN").count() == 2
    assert PoolSenderId.objects.count() == 2
    assert side_of(behind) == before


def test_of_two_that_are_gone_only_the_one_that_somebody_deleted_is_deleted_in_aws(linked, behind):
    deleted, purged = Pool.objects.get(name="orders"), Pool.objects.get(name="alerts")
    delete_pool(linked.caller, pool_id=deleted.pool_id)
    purged.phone_numbers.all().delete()
    purged.delete()
    linked.refresh()
    run = linked.plan()
    assert [(one.operation, one.key) for one in run.steps.filter(destroys=True)] == [
        ("DeletePool", deleted.pool_id)
    ]
    linked.apply(run)
    assert side_of(behind).keys() & {"pool/orders", "pool/alerts"} == {"pool/alerts"}


def test_a_restored_backup_deletes_nothing_in_aws(linked, behind, tmp_path):
    backup = str(tmp_path / "backup.json")
    call_command("dumpdata", "pools", output=backup, verbosity=0)
    # What the backup knows nothing of: a pool that came, one that went, and a keyword.
    new_pool(linked, tags=[{"Key": "Name", "Value": "newer"}])
    behind.put_keyword(
        OriginationIdentity=Pool.objects.get(name="alerts").pool_id,
        Keyword="LATER",
        KeywordMessage="Since the backup.",
    )
    linked.refresh()
    linked.apply(linked.plan())
    delete_pool(linked.caller, pool_id=Pool.objects.get(name="orders").pool_id)
    linked.apply(linked.plan())
    before = side_of(behind)
    assert before.keys() >= {"pool/newer", "pool/alerts"}
    call_command("flush", interactive=False, verbosity=0)
    call_command("loaddata", backup, verbosity=0)
    linked.refresh()
    assert destroying(linked.plan()) == []
    assert {"newer", "alerts"} <= names()
    assert Keyword.objects.filter(keyword="LATER").exists()
    assert side_of(behind) == before
