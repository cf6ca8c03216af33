"""What AWS might answer one day is imported, and handed over again with nothing lost."""

import json

import pytest

from pools.models import Mirror
from pools.operations.syncing.export import export_document
from pools.sync.existence import Read
from pools.sync.mirroring import compare_and_store
from pools.sync.state import POOL, from_json
from tests.sync.sides import Sides
from tests.sync.test_remote_reading import MADE_UP, POOL_ID, Scripted, everything

pytestmark = pytest.mark.django_db


def test_an_account_with_what_nobody_knows_yet_comes_out_as_it_went_in(caller):
    states = {state.ref: state for state in everything(Scripted(MADE_UP))}
    link = Sides(caller).link
    reads = {ref: Read(state, 10.0, trusted=True) for ref, state in states.items()}
    compare_and_store(link, reads, reads.keys())
    document = json.loads(json.dumps(export_document(caller)))
    written = [from_json(one["in_aws"]) for one in document["resources"]]
    assert {state.ref: state for state in written} == states
    # A member that is an RCS agent, and a second page of members.
    pool = next(one for one in document["resources"] if one["aws_id"] == POOL_ID)
    assert ("RCS_AGENT" in pool["why"], len(pool["in_aws"]["members"])) == (True, 4)
    assert Mirror.objects.get(kind=POOL, key=POOL_ID).standing == "LEFT_ALONE"
