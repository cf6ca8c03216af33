"""What a campaign is to find, it finds: a double, a loss, something overwritten, too many requests."""

import pytest

from tests.help.aws.log import Entry, Log
from tests.sync.campaign.ledger import EXISTS, OURS, THEIRS, Act, Answer, Ledger
from tests.sync.campaign.outcome import too_fast
from tests.sync.campaign.verdict import faults

POOL, ARN = "pool/ours 1", "arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1"


def sent(operation, at=10.0, answer=None, **request):
    return Entry(at, operation, request, "answered", 200, True, answer or {})


def tagged(value, at=10.0, key="both"):
    return sent("TagResource", at, ResourceArn=ARN, Tags=[{"Key": key, "Value": value}])


def judged(entries=(), acts=(), answers=(), here=None, there=None):
    """By how the sides are in the end; where nothing is said they have all that was done here."""
    ledger = Ledger(list(acts), list(answers), {"pool-1": POOL})
    final = {POOL: {act.field: act.value for act in acts}}
    there = final if there is None else there
    return faults(Log(list(entries)), ledger, there if here is None else here, there)


def act(side, value, at, *, saw=None, name="tags/both"):
    return Act(side, POOL, name, value, saw, at)


MADE = {"PoolId": "pool-1"}
NAMED = {"Tags": [{"Key": "Name", "Value": "ours 1"}]}


def test_what_held_is_no_fault():
    entries = [
        sent("CreatePool", 1.0, MADE, ClientToken="a", **NAMED),
        sent("CreatePool", 2.0, MADE, ClientToken="a", **NAMED),
        tagged("ours 2"),
    ]
    acts = [act(OURS, True, 0.5, name=EXISTS), act(THEIRS, "theirs 1", 5.0)]
    assert judged(entries, [*acts, act(OURS, "ours 2", 9.0, saw="theirs 1")]) == []


@pytest.mark.parametrize("tokens", [("a", "b"), ("a", "a")])
def test_a_pool_that_was_made_twice_is_a_double(tokens):
    ids = ({"PoolId": "pool-1"}, {"PoolId": "pool-2"})
    entries = [
        sent("CreatePool", 1.0, made, ClientToken=token, **NAMED)
        for made, token in zip(ids, tokens, strict=True)
    ]
    assert any("pool ours 1 was made 2 times" in line for line in judged(entries))


def test_a_pool_that_people_had_created_again_is_none():
    entries = [
        sent("CreatePool", 1.0, {"PoolId": "pool-1"}, ClientToken="a", **NAMED),
        sent("CreatePool", 9.0, {"PoolId": "pool-2"}, ClientToken="b", **NAMED),
    ]
    assert judged(entries, answers=[Answer(POOL, EXISTS, "CREATE_AGAIN", 8.0)]) == []


def test_what_nobody_had_seen_is_overwritten():
    acts = [act(THEIRS, "theirs 1", 5.0), act(OURS, "ours 2", 6.0, saw=None)]
    assert ["overwritten" in line for line in judged([tagged("ours 2")], acts)] == [True]
    kept = [Answer(POOL, "tags/both", "OURS", 7.0)]
    assert judged([tagged("ours 2")], acts, kept) == []


def test_a_pool_that_was_deleted_is_gone_with_what_nobody_had_seen():
    gone = sent("DeletePool", 60.0, PoolId=ARN)
    acts = [act(THEIRS, "theirs 1", 5.0), act(OURS, None, 40.0, name=EXISTS, saw={})]
    assert ["which nobody had seen" in line for line in judged([gone], acts, there={})] == [True]
    acts[1].saw = {"tags/both": "theirs 1"}
    assert judged([gone], acts, there={}) == []
    assert any("nobody had asked" in line for line in judged([gone], acts[:1], there={}))


def test_a_wish_that_is_not_in_aws_is_lost():
    acts = [act(OURS, "ours 2", 6.0)]
    assert any("lost" in line for line in judged(acts=acts, there={POOL: {}}))
    assert judged(acts=acts, answers=[Answer(POOL, "", "DISCARD", 7.0)], there={POOL: {}}) == []
    assert any("is not in AWS" in line for line in judged(acts=acts, there={}))


def test_a_value_of_somebody_else_that_is_not_there_in_the_end_is_lost():
    acts = [act(THEIRS, "theirs 1", 6.0)]
    assert any("somebody else" in line for line in judged(acts=acts, there={POOL: {}}))


def test_a_deletion_that_did_not_come_to_aws_is_lost():
    acts = [act(OURS, None, 6.0, name=EXISTS)]
    assert ["still in AWS" in line for line in judged(acts=acts, there={POOL: {}})] == [True]


def test_a_second_with_too_many_requests_is_found():
    entries = [sent("DescribePools", at=1 + number / 10) for number in range(3)]
    assert too_fast(Log(entries), 3) == []
    assert too_fast(Log(entries), 2) == ["too fast: 3 of DescribePools in a second, of 2"]
