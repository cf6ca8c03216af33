"""What AWS answers becomes states, and those become the answers again: every page, and nothing lost."""

import json
from collections import Counter
from pathlib import Path

import pytest

from pools.sync import reading
from pools.sync.answers import ordered, state_of
from pools.sync.kinds import KINDS_READ
from pools.sync.refusals import Refusal
from pools.sync.remote import Refused
from pools.sync.state import (
    CONFIGURATION_SET,
    KINDS,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    RCS_AGENT,
    SENDER_ID,
    State,
    from_json,
    to_json,
)
from tests.sync.items import item_of

RECORDINGS = Path(__file__).parents[1] / "recordings"
MADE_UP = json.loads((Path(__file__).with_name("made_up") / "account.json").read_text(encoding="utf-8"))
ARN = "arn:aws:sms-voice:us-east-1:111122223333"
POOL_ID = "pool-0123456789abcdef0123456789abcdef"
NUMBER_ID = "phone-0123456789abcdef0123456789abcdef"
# Answers that hold a whole resource under the names that its Describe operation uses.
KIND_OF = {
    "CreateOptOutList": OPT_OUT_LIST,
    "CreateConfigurationSet": CONFIGURATION_SET,
    "CreatePool": POOL,
    "RequestPhoneNumber": PHONE_NUMBER,
    "RequestSenderId": SENDER_ID,
    "UpdatePool": POOL,
    "UpdatePhoneNumber": PHONE_NUMBER,
}
LISTS = {about.operation: (kind, about.items) for kind, about in KINDS_READ.items()}


def refusal(operation, code="ResourceNotFoundException"):
    return Refused(Refusal(operation, code))


class Scripted:
    """Answers from a file, page after page by the token that the page before it gave."""

    def __init__(self, script):
        self.script, self.asked = script, Counter()

    def __call__(self, operation, request):
        self.asked[operation] += 1
        pages = self.script.get(operation, [])
        if isinstance(pages, dict):
            about = next(value for value in request.values() if str(value).startswith("arn:"))
            pages = pages.get(about, [])
        if not pages and operation == "GetResourcePolicy":
            raise refusal(operation)
        before = [page.get("NextToken") for page in pages]
        number = before.index(request["NextToken"]) + 1 if "NextToken" in request else 0
        return pages[number] if pages else {}


def everything(ask):
    """All that the account holds, complete: what an import reads, without its stops and its progress."""
    for kind in KINDS:
        for page in reading.listed(ask, kind):
            yield from (reading.completed(ask, state) for state in page)


@pytest.fixture(scope="module")
def account():
    return {state.key: state for state in everything(Scripted(MADE_UP))}


def recorded_items():
    for path in sorted(RECORDINGS.glob("*.json")):
        recording = json.loads(path.read_text(encoding="utf-8").replace("*" * 12, "111122223333"))
        operation, response = recording["operation"], recording["response"]
        if response and operation in LISTS:
            kind, items = LISTS[operation]
            for item in response.get(items, []):
                yield path.stem, kind, item
        elif response and operation in KIND_OF:
            # A Create answers with tags, which Describe has not.
            known = {name: value for name, value in response.items() if name != "Tags"}
            yield path.stem, KIND_OF[operation], known


RECORDED = list(recorded_items())


def test_there_are_recordings_of_most_kinds():
    assert {kind for _, kind, _ in RECORDED} >= {PHONE_NUMBER, OPT_OUT_LIST, CONFIGURATION_SET}


@pytest.mark.parametrize(("name", "kind", "item"), RECORDED, ids=[name for name, _, _ in RECORDED])
def test_a_recorded_answer_is_written_out_again(name, kind, item):
    state = state_of(kind, item)
    assert ordered(item) == {name: value for name, value in ordered(item_of(state)).items() if name in item}
    assert from_json(json.loads(json.dumps(to_json(state)))) == state


@pytest.mark.parametrize("kind", KINDS_READ)
def test_what_today_has_no_name_for_is_written_out_again(account, kind):
    about = KINDS_READ[kind]
    came = [item for page in MADE_UP[about.operation] for item in page[about.items]]
    states = [state for state in account.values() if state.kind == kind]
    written = {item[about.arn]: ordered(item_of(state)) for state in states for item in [item_of(state)]}
    assert len(states) == len(came)
    for item in came:
        again = written[item[about.arn]]
        # The model lets a number's ID be left out, in which its ARN ends, and what is off by itself.
        may_be_left_out = {about.name, "InternationalSendingEnabled"} - item.keys()
        assert {name: again[name] for name in again.keys() - may_be_left_out} == ordered(item)
    assert all(from_json(json.loads(json.dumps(to_json(state)))) == state for state in states)


def test_members_are_written_out_again(account):
    pool = account[POOL_ID]
    pages = MADE_UP["ListPoolOriginationIdentities"][pool.arn]
    came = {one["OriginationIdentity"]: one for page in pages for one in page["OriginationIdentities"]}
    assert pool.members == {
        NUMBER_ID: PHONE_NUMBER,
        "ACME/GB": SENDER_ID,
        "rcs-a": RCS_AGENT,
        "phone-11111111111111111111111111111111": PHONE_NUMBER,
    }
    kept = pool.unknown["OriginationIdentities"]
    assert kept["rcs-a"] == came["rcs-a"]
    assert kept["ACME/GB"] == {"Weight": 3}
    # Another account's can be named by its ARN only.
    shared = came["phone-11111111111111111111111111111111"]
    assert kept[shared["OriginationIdentity"]] == {"OriginationIdentityArn": shared["OriginationIdentityArn"]}
    assert NUMBER_ID not in kept


def test_keywords_and_tags_are_written_out_again(account):
    pool = account[POOL_ID]
    came = MADE_UP["DescribeKeywords"][pool.arn][0]["Keywords"]
    names = ("KeywordMessage", "KeywordAction")
    again = [
        {
            "Keyword": keyword,
            **dict(zip(names, pair, strict=True)),
            **pool.unknown["Keywords"].get(keyword, {}),
        }
        for keyword, pair in pool.keywords.items()
    ]
    assert sorted(again, key=str) == sorted(came, key=str)
    tags = MADE_UP["ListTagsForResource"][pool.arn][0]["Tags"]
    assert pool.tags == {tag["Key"]: tag["Value"] for tag in tags}


def test_unknown_members_and_values_are_told_apart_from_known_ones(account):
    assert account[NUMBER_ID].unknown == {}
    strange = account["phone-fedcba9876543210fedcba9876543210"]
    assert set(strange.unknown) == {"Status", "NumberCapabilities", "Colour"}
    assert strange.status == "RESTING"
    assert set(account[POOL_ID].unknown) == {"Priority", "OriginationIdentities", "Keywords"}
    assert set(account["ACME/GB"].unknown) == {"MessageTypes", "Verification"}
    assert account["ACME/GB"].facts["message_types"] == ["TRANSACTIONAL"]
    # A member of the model that no state names is a fact and nothing strange.
    assert account["orders"].facts["protect_configuration_id"].startswith("protect-")


def test_the_resource_policy_is_known(account):
    assert account[POOL_ID].facts["resource_policy"] == '{"Version": "2012-10-17"}'
    assert "resource_policy" not in account[NUMBER_ID].facts


def test_opted_out_numbers_are_counted_and_not_kept(account):
    assert account["Default"].facts == {"opted_out_number_count": 1}
    assert "+12065550123" not in json.dumps([to_json(state) for state in account.values()])


def test_the_keywords_of_a_pooled_number_are_its_pools(account):
    assert account[NUMBER_ID].keywords is None
    assert account["phone-fedcba9876543210fedcba9876543210"].keywords == {}


def test_members_in_another_order_are_the_same():
    item = MADE_UP["DescribePhoneNumbers"][0]["PhoneNumbers"][0]
    turned = {**dict(reversed(item.items())), "NumberCapabilities": ["SMS", "VOICE"]}
    assert state_of(PHONE_NUMBER, item) == state_of(PHONE_NUMBER, turned)


def calls_for(state: State) -> dict[str, int]:
    """How many calls of each operation it takes to read all of one, where each list is one page."""
    calls = {"ListTagsForResource": 1}
    if state.kind == POOL:
        calls["ListPoolOriginationIdentities"] = 1
    if state.kind == POOL or (state.kind == PHONE_NUMBER and not state.facts.get("pool_id")):
        calls["DescribeKeywords"] = 1
    if state.kind == OPT_OUT_LIST:
        calls["DescribeOptedOutNumbers"] = 1
    return calls if state.kind == CONFIGURATION_SET else calls | {"GetResourcePolicy": 1}


def test_an_import_takes_no_call_more_than_it_needs(account):
    ask = Scripted(MADE_UP)
    said = Counter()
    for state in everything(ask):
        said.update(calls_for(state))
    listing = {about.operation: len(MADE_UP[about.operation]) for about in KINDS_READ.values()}
    # The second page of the pool's members.
    assert ask.asked == said + Counter(listing) + Counter({"ListPoolOriginationIdentities": 1})


def test_pages_that_go_round_in_a_circle_end():
    with pytest.raises(reading.EndlessListError):
        list(reading.listed(lambda operation, request: {"Pools": [], "NextToken": "again"}, POOL))


def test_one_unknown_id_fails_only_itself():
    asked = []

    def ask(operation, request):
        asked.append(request["PoolIds"])
        if "pool-3" in request["PoolIds"]:
            raise refusal(operation)
        return {"Pools": [{"PoolId": key, "PoolArn": f"{ARN}:pool/{key}"} for key in request["PoolIds"]]}

    keys = [f"pool-{number}" for number in range(7)]
    found = reading.described(ask, POOL, keys)
    assert [key for key, state in found.items() if state is None] == ["pool-3"]
    assert list(found) == keys
    assert max(map(len, asked)) == 5


def test_sender_ids_are_asked_for_with_their_country():
    asked = []
    reading.described(lambda operation, request: asked.append(request) or {}, SENDER_ID, ["ACME/GB"])
    assert asked == [{"SenderIds": [{"SenderId": "ACME", "IsoCountryCode": "GB"}]}]


def test_another_refusal_than_not_found_is_none_of_this():
    def ask(operation, request):
        raise refusal(operation, "AccessDeniedException")

    with pytest.raises(Refused):
        reading.described(ask, POOL, ["pool-1"])
    with pytest.raises(Refused):
        reading.with_policy(ask, state_of(POOL, {"PoolId": "pool-1"}))


def test_opted_out_numbers_are_counted_a_page_at_a_time_and_looked_up_one_by_one():
    pages = [{"OptedOutNumbers": [{}] * 100, "NextToken": "b"}, {"OptedOutNumbers": [{}] * 7}]
    ask = Scripted({"DescribeOptedOutNumbers": pages})
    assert reading.count_page(ask, "Default", "") == (100, "b")
    assert reading.count_page(ask, "Default", "b") == (7, "")
    assert reading.opted_out(ask, "Default", "+12065550123") is True

    def none(operation, request):
        raise refusal(operation)

    assert reading.opted_out(none, "Default", "+12065550123") is False
