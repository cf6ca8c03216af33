"""The export: Terraform's file as another program reads it, and the same as JSON."""

import json
from typing import Any

import hcl2
import pytest

from pools.models import Standing
from pools.operations.syncing.export import export_document, terraform_export
from pools.operations.syncing.export_hcl import quoted
from pools.operations.syncing.export_resources import NOT_EXPORTED_TAGS
from pools.sync.fields import NOBODYS_TAGS
from pools.sync.memory import imported, memory_to_json
from pools.sync.state import State
from tests.help.linked import mirror_of, run_of
from tests.operations.syncing.refused import refused

pytestmark = pytest.mark.django_db
ARN = "arn:aws:sms-voice:us-east-1:111122223333"
PREFIX = "aws_pinpointsmsvoicev2_"
TOPIC = "arn:aws:sns:us-east-1:111122223333:inbound"
NUMBER = {
    "iso_country_code": "US",
    "message_type": "TRANSACTIONAL",
    "number_type": "LONG_CODE",
    "number_capabilities": ["SMS"],
}
WORDS = {"HELP": ('Help ${me} "now"\n%{x}', "AUTOMATIC_RESPONSE"), "JOIN": ("Hi", "OPT_IN")}


def has(link, kind: str, key: str, **columns: Any) -> None:
    arn = columns.pop("arn", f"{ARN}:{kind}/{key}")
    state = State(kind, key, arn, "2026-11-29T00:00:00+00:00", "ACTIVE", **columns)
    mirror_of(link, key, kind=kind, arn=arn, memory=memory_to_json(imported(state, at=1)))


@pytest.fixture
def full(link):
    """What every kind has that the provider has a word for."""
    has(link, "opt-out-list", "Default")
    has(link, "opt-out-list", "mine", tags={"Team": "Shop", "aws:x": "y"})
    topic = {"Enabled": True, "MatchingEventTypes": ["TEXT_ALL"], "SnsDestination": {"TopicArn": TOPIC}}
    settings = {"default_sender_id": "ACME", "default_message_feedback_enabled": True}
    has(link, "configuration-set", "cs", settings=settings, event_destinations={"events": topic})
    has(link, "sender-id", "ACME/GB", facts={"message_types": ["PROMOTIONAL"]})
    in_pool = NUMBER | {"pool_id": "pool-1"}
    has(link, "phone-number", "phone-1", facts=in_pool, settings={"opt_out_list_name": "Default"})
    free = {"two_way_enabled": True, "two_way_channel_arn": TOPIC, "opt_out_list_name": "mine"}
    has(link, "phone-number", "phone-2", facts=NUMBER, settings=free, keywords=WORDS)
    has(
        link,
        "pool",
        "pool-1",
        facts={"message_type": "TRANSACTIONAL", "resource_policy": json.dumps({"Statement": []})},
        settings={"opt_out_list_name": "mine", "shared_routes_enabled": True},
        members={"phone-1": "phone-number", "ACME/GB": "sender-id"},
        tags={"Name": "Über pool"},
        keywords={"STOP": ("Bye", "OPT_OUT")},
    )
    return link


def parsed(caller) -> tuple[dict[str, dict[str, Any]], dict[str, str], str]:
    """Resources by their addresses, what is imported into each, and the text."""
    text = "\n".join(terraform_export(caller)) + "\n"
    read = plain(hcl2.loads(text))
    resources = {
        f"{kind}.{label}": body
        for one in read.get("resource", [])
        for kind, named in one.items()
        for label, body in named.items()
    }
    imports = {one["to"]: one["id"] for one in read.get("import", [])}
    return resources, imports, text


def plain(value: Any) -> Any:
    """As the language means it: the parser leaves texts in quotes, and references in its own brackets."""
    if isinstance(value, dict):
        return {
            plain(key): plain(one)
            for key, one in value.items()
            if key not in ("__is_block__", "__comments__")
        }
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str) and value.startswith('"'):
        return json.loads(value).replace("$${", "${").replace("%%{", "%{")
    if isinstance(value, str) and value.startswith("${"):
        return value[2:-1]
    return value


def test_every_resource_is_imported_into_what_describes_it(caller, full):
    resources, imports, _ = parsed(caller)
    assert imports.keys() == resources.keys()
    assert imports == {
        f"{PREFIX}opt_out_list.mine": "mine",
        f"{PREFIX}configuration_set.cs": "cs",
        f"{PREFIX}event_destination.cs_events": "cs,events",
        f"{PREFIX}sender_id.ACME_GB": "ACME,GB",
        f"{PREFIX}phone_number.phone-1": "phone-1",
        f"{PREFIX}phone_number.phone-2": "phone-2",
        f"{PREFIX}keyword.phone-2_HELP": f"{ARN}:phone-number/phone-2,HELP",
        f"{PREFIX}keyword.phone-2_JOIN": f"{ARN}:phone-number/phone-2,JOIN",
        f"{PREFIX}pool.ber_pool": "pool-1",
        f"{PREFIX}keyword.ber_pool_STOP": f"{ARN}:pool/pool-1,STOP",
        f"{PREFIX}resource_policy.ber_pool": f"{ARN}:pool/pool-1",
    }


def test_a_pool_names_its_members_and_its_list(caller, full):
    pool = parsed(caller)[0][f"{PREFIX}pool.ber_pool"]
    assert pool == {
        "message_type": "TRANSACTIONAL",
        "origination_identities": [f"{PREFIX}sender_id.ACME_GB.arn", f"{PREFIX}phone_number.phone-1.arn"],
        "opt_out_list_name": f"{PREFIX}opt_out_list.mine.name",
        "shared_routes_enabled": True,
        "tags": {"Name": "Über pool"},
    }


def test_what_a_pool_decides_is_not_the_numbers_to_say(caller, full):
    resources = parsed(caller)[0]
    member, free = (resources[f"{PREFIX}phone_number.phone-{number}"] for number in (1, 2))
    ignored = member["lifecycle"][0]["ignore_changes"]
    assert set(ignored) == {
        "opt_out_list_name",
        "self_managed_opt_outs_enabled",
        "two_way_channel_enabled",
        "two_way_channel_arn",
        "two_way_channel_role",
    }
    assert not member.keys() & set(ignored)
    assert (free["two_way_channel_enabled"], free["two_way_channel_arn"]) == (True, TOPIC)
    assert free["opt_out_list_name"] == f"{PREFIX}opt_out_list.mine.name"


def test_texts_come_through_whole_and_nothing_in_them_is_evaluated(caller, full):
    resources = parsed(caller)[0]
    help_, join = (resources[f"{PREFIX}keyword.phone-2_{word}"] for word in ("HELP", "JOIN"))
    assert help_["keyword_message"] == WORDS["HELP"][0]
    assert "keyword_action" not in help_
    assert join["keyword_action"] == "OPT_IN"
    policy = resources[f"{PREFIX}resource_policy.ber_pool"]
    assert json.loads(policy["policy"]) == {"Statement": []}
    assert resources[f"{PREFIX}opt_out_list.mine"]["tags"] == {"Team": "Shop"}
    assert quoted("a\x08b") == '"a\\u0008b"'


def test_an_event_destination_has_its_target(caller, full):
    found = parsed(caller)[0][f"{PREFIX}event_destination.cs_events"]
    assert found["sns_destination"] == [{"topic_arn": TOPIC}]
    assert (found["matching_event_types"], found["enabled"]) == (["TEXT_ALL"], True)


def test_what_terraform_cannot_express_is_a_comment(caller, full):
    has(full, "phone-number", "phone-3", facts=NUMBER | {"number_type": "SHORT_CODE"})
    has(full, "sender-id", "AB/GB")
    has(full, "pool", "pool-2", members={"rcs-1": "rcs-agent"})
    has(full, "pool", "pool-3", members={})
    mirror_of(full, "pool-4", standing=Standing.NEW)
    resources, _, text = parsed(caller)
    assert len(resources) == 11
    for line in (
        "# opt-out-list Default: is AWS's own, and in every account.",
        "# configuration-set cs: message feedback by default is on.",
        "# phone-number phone-3: the provider has no numbers of the type SHORT_CODE.",
        "# sender-id AB/GB: has a name that the provider does not take.",
        "# pool pool-2: has a member that can't be exported, rcs-agent rcs-1.",
        "# pool pool-3: has no member, and the provider asks for one.",
        "# pool pool-4: not in AWS yet.",
    ):
        assert line in text.splitlines()


def test_a_shared_member_goes_by_its_arn(caller, link):
    theirs = "arn:aws:sms-voice:us-east-1:444455556666:phone-number/phone-9"
    shared = {"OriginationIdentities": {"phone-9": {"OriginationIdentityArn": theirs}}}
    has(link, "pool", "pool-1", members={"phone-9": "phone-number"}, unknown=shared)
    assert parsed(caller)[0][f"{PREFIX}pool.pool-1"]["origination_identities"] == [theirs]


def test_two_of_one_name_stay_two(caller, link):
    for key in ("phone-1", "phone-2", "phone-3"):
        has(link, "phone-number", key, facts=NUMBER, tags={"Name": "3 x"})
    assert parsed(caller)[1] == {
        f"{PREFIX}phone_number._3_x": "phone-1",
        f"{PREFIX}phone_number._3_x_2": "phone-2",
        f"{PREFIX}phone_number._3_x_3": "phone-3",
    }


def test_what_is_being_deleted_is_left_out(caller, link):
    has(link, "pool", "pool-1", members={})
    mirror = link.mirrors.get()
    mirror.memory["read"]["status"] = "DELETING"
    mirror.save()
    assert "pool-1" not in parsed(caller)[2]
    assert export_document(caller)["resources"] == []


def test_the_provider_is_kept_to_the_account_and_region(caller, full):
    read = plain(hcl2.loads("\n".join(terraform_export(caller)) + "\n"))
    assert read["provider"] == [{"aws": {"region": "us-east-1", "allowed_account_ids": ["111122223333"]}}]


def test_as_json_it_has_aws_side_whole(caller, full):
    document = json.loads(json.dumps(export_document(caller)))
    assert len(document["resources"]) == 7
    pool = next(one for one in document["resources"] if one["kind"] == "pool")
    assert (pool["id"], pool["aws_id"], pool["standing"]) == ("pool-1", "pool-1", "IN_SYNC")
    assert pool["in_aws"]["members"] == {"ACME/GB": "sender-id", "phone-1": "phone-number"}


def test_it_says_how_far_an_import_has_come(caller, full):
    assert "MISSING" not in "\n".join(terraform_export(caller))
    full.imported_timestamp = None
    full.save()
    run_of(full, "RUNNING", kind="IMPORT", progress={"pool": [300, 1200], "sender-id": [7, 7]})
    head = next(terraform_export(caller))
    assert head.endswith("as far as the import has come: 307 of 1,207 resources. The rest is MISSING.")
    document = export_document(caller)
    assert (document["imported"], document["import_so_far"]) == (None, (307, 1207))


def test_a_viewer_may_export_and_only_their_own(viewer, other_caller, full):
    assert export_document(viewer)["resources"]
    with refused("NOT_LINKED"):
        list(terraform_export(other_caller))


def test_whose_tags_are_nobodys_is_said_once_on_each_side():
    assert NOT_EXPORTED_TAGS == NOBODYS_TAGS
