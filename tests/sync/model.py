"""AWS in memory, as strict as it is known to be: what a plan is applied to in tests of its properties.

It shares nothing with the plan but the shape of a state, and is edited by random people of either side.
"""

import copy
from collections.abc import Iterable
from typing import Any

from botocore import xform_name

from pools import shapes
from pools.sync.state import (
    CONFIGURATION_SET,
    FROM_POOL,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    Ref,
    State,
)

ACCOUNT = "arn:aws:sms-voice:us-east-1:123456789012:"
TOPIC = "arn:aws:sns:us-east-1:123456789012:inbound"
REQUIRED = {"HELP": ("AWS helps.", "AUTOMATIC_RESPONSE"), "STOP": ("AWS stops.", "OPT_OUT")}
PLAIN = {"two_way_enabled": False, "self_managed_opt_outs_enabled": False, "opt_out_list_name": "Default"}


class Refused(Exception):
    """AWS's answer to what it does not allow."""


def arn_of(ref: Ref) -> str:
    return f"{ACCOUNT}{ref.kind}/{ref.key}"


def ref_of(arn: str) -> Ref:
    return Ref(*arn.removeprefix(ACCOUNT).split("/", 1))


def must(condition: Any, reason: str) -> None:
    if not condition:
        raise Refused(reason)


class Model:
    """Resources as dicts. Numbers in a pool have no settings that count: the pool's do."""

    def __init__(self) -> None:
        self.rows: dict[Ref, dict[str, Any]] = {}
        self.deleted: set[Ref] = set()
        self.clock = 0
        for name in ("Default", "News"):
            self.make(Ref(OPT_OUT_LIST, name))

    def copy(self) -> "Model":
        return copy.deepcopy(self)

    def make(self, ref: Ref, **row: Any) -> Ref:
        self.clock += 1
        created = "" if ref.kind == SENDER_ID else f"2026-11-01T00:00:{self.clock:02}+00:00"
        self.rows[ref] = {"tags": {}, "created": created} | row
        return ref

    def number(self, key: str) -> Ref:
        return self.make(Ref(PHONE_NUMBER, key), pool=None, settings=dict(PLAIN), keywords=dict(REQUIRED))

    def of(self, kind: str) -> list[Ref]:
        return sorted(ref for ref in self.rows if ref.kind == kind)

    def members(self, pool: Ref) -> list[Ref]:
        mine = [ref for ref in self.of(PHONE_NUMBER) if self.rows[ref]["pool"] == pool.key]
        return [*mine, *sorted(self.rows[pool]["senders"])]

    def numbers(self, pool: Ref) -> list[Ref]:
        return [ref for ref in self.members(pool) if ref.kind == PHONE_NUMBER]

    def states(self) -> dict[Ref, State]:
        return {ref: self.state(ref) for ref in self.rows}

    def state(self, ref: Ref) -> State:
        row = self.rows[ref]
        parts: dict[str, Any] = {"facts": {}, "settings": row.get("settings", {}), "tags": row["tags"]}
        if ref.kind in (POOL, PHONE_NUMBER):
            parts["facts"] = {"message_type": "TRANSACTIONAL"}
            parts["keywords"] = row["keywords"]
        if ref.kind == POOL:
            parts["members"] = {one.key: one.kind for one in self.members(ref)}
        if ref.kind == PHONE_NUMBER:
            pool = row["pool"]
            parts["facts"] |= {"iso_country_code": "US", "pool_id": pool}
            if pool:
                rules = self.rows[Ref(POOL, pool)]
                kept = {name: value for name, value in row["settings"].items() if name not in FROM_POOL}
                parts["settings"] = kept | shared(rules["settings"])
                parts["keywords"] = rules["keywords"]
        if ref.kind == CONFIGURATION_SET:
            parts["event_destinations"] = {}
        status = "ACTIVE" if ref.kind in (POOL, PHONE_NUMBER) else ""
        return State(ref.kind, ref.key, arn_of(ref), row["created"], status, **parts)

    # --- What AWS does.

    def call(self, operation: str, request: dict[str, Any], key: str) -> None:
        """key: which pool a CreatePool makes; AWS would choose it."""
        shapes.check(operation, request)
        if "OriginationIdentity" in request and "IsoCountryCode" in shapes.members(operation).values():
            assert request["IsoCountryCode"], f"{operation} leaves AWS to guess which country is meant"
        arguments = shapes.to_kwargs(operation, request)
        if operation == "CreatePool":
            arguments["key"] = key
        getattr(self, xform_name(operation))(**arguments)
        for pool in self.of(POOL):
            assert self.members(pool), f"{pool} is without a sender after {operation}"

    def find(self, arn: str, *kinds: str) -> Ref:
        ref = ref_of(arn)
        must(ref in self.rows and ref.kind in kinds, f"no {arn}")
        return ref

    def create_pool(
        self,
        *,
        key,
        origination_identity,
        iso_country_code,
        message_type,
        tags=(),
        deletion_protection_enabled=False,
    ):
        seed = self.find(origination_identity, PHONE_NUMBER, SENDER_ID)
        settings, keywords = PLAIN | {"shared_routes_enabled": False}, dict(REQUIRED)
        must(iso_country_code == ("US" if seed.kind == PHONE_NUMBER else seed.key[-2:]), "country")
        if seed.kind == PHONE_NUMBER:
            must(not self.rows[seed]["pool"], "PHONE_NUMBER_ASSOCIATED_TO_POOL")
            settings |= shared(self.rows[seed]["settings"])
            keywords = dict(self.rows[seed]["keywords"])
        settings["deletion_protection_enabled"] = deletion_protection_enabled
        pool = self.make(Ref(POOL, key), settings=settings, keywords=keywords, senders=set())
        self.rows[pool]["tags"] = {one["Key"]: one["Value"] for one in tags}
        self.put_in(pool, seed)

    def put_in(self, pool: Ref, member: Ref) -> None:
        if member.kind == PHONE_NUMBER:
            self.rows[member]["pool"] = pool.key
        else:
            self.rows[pool]["senders"].add(member)

    def associate_origination_identity(self, *, pool_id, origination_identity, iso_country_code):
        pool, member = self.find(pool_id, POOL), self.find(origination_identity, PHONE_NUMBER, SENDER_ID)
        must(member not in self.members(pool), "RESOURCE_ALREADY_ASSOCIATED")
        if member.kind == PHONE_NUMBER:
            mine, rules = self.rows[member], self.rows[pool]
            must(not mine["pool"], "PHONE_NUMBER_ASSOCIATED_TO_POOL")
            must(shared(mine["settings"]) == shared(rules["settings"]), "MISMATCH")
            must(mine["keywords"] == rules["keywords"], "KEYWORD_MISMATCH")
        self.put_in(pool, member)

    def disassociate_origination_identity(self, *, pool_id, origination_identity, iso_country_code):
        pool, member = self.find(pool_id, POOL), self.find(origination_identity, PHONE_NUMBER, SENDER_ID)
        must(member in self.members(pool), "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL")
        must(len(self.members(pool)) > 1, "LAST_PHONE_NUMBER")
        two_way = self.rows[pool]["settings"]["two_way_enabled"]
        must(not two_way or self.numbers(pool) != [member], "LAST_PHONE_NUMBER")
        self.take_out(pool, member)

    def take_out(self, pool: Ref, member: Ref) -> None:
        if member.kind == SENDER_ID:
            self.rows[pool]["senders"].remove(member)
            return
        row, rules = self.rows[member], self.rows[pool]
        kept = {name: value for name, value in row["settings"].items() if name not in FROM_POOL}
        row |= {
            "pool": None,
            "settings": kept | shared(rules["settings"]),
            "keywords": dict(rules["keywords"]),
        }

    def update_pool(self, *, pool_id, **given):
        pool = self.find(pool_id, POOL)
        must(not given.get("two_way_enabled") or self.numbers(pool), "no number")
        self.update(self.rows[pool], given)

    def update_phone_number(self, *, phone_number_id, **given):
        number = self.find(phone_number_id, PHONE_NUMBER)
        must(not self.rows[number]["pool"], "PHONE_NUMBER_ASSOCIATED_TO_POOL")
        self.update(self.rows[number], given)

    def update(self, row: dict[str, Any], given: dict[str, Any]) -> None:
        if "opt_out_list_name" in given:
            name = given["opt_out_list_name"].rpartition("/")[2]
            must(Ref(OPT_OUT_LIST, name) in self.rows, "no list")
            given["opt_out_list_name"] = name
        settings = row["settings"] | given
        must(
            not settings["two_way_enabled"] or settings.get("two_way_channel_arn"),
            "TWO_WAY_CHANNEL_NOT_PRESENT",
        )
        must(
            settings["two_way_enabled"] or not settings["self_managed_opt_outs_enabled"],
            "TWO_WAY_NOT_ENABLED",
        )
        row["settings"] = settings

    def delete_pool(self, *, pool_id):
        pool = self.find(pool_id, POOL)
        must(
            not self.rows[pool]["settings"].get("deletion_protection_enabled"), "DELETION_PROTECTION_ENABLED"
        )
        for member in self.members(pool):
            self.take_out(pool, member)
        self.remove(pool)

    def remove(self, ref: Ref) -> None:
        del self.rows[ref]
        self.deleted.add(ref)

    def owner(self, arn: str) -> dict[str, Any]:
        ref = self.find(arn, POOL, PHONE_NUMBER)
        must(ref.kind == POOL or not self.rows[ref]["pool"], "PHONE_NUMBER_ASSOCIATED_TO_POOL")
        return self.rows[ref]["keywords"]

    def put_keyword(self, *, origination_identity, keyword, keyword_message, keyword_action=None):
        words = self.owner(origination_identity)
        must(keyword in words or len(words) < 30, "KEYWORDS_PER_POOL")
        old = words.get(keyword, ("", "AUTOMATIC_RESPONSE"))
        words[keyword] = (keyword_message, keyword_action or old[1])

    def delete_keyword(self, *, origination_identity, keyword):
        must(keyword not in REQUIRED, "RESOURCE_DELETION_NOT_ALLOWED")
        # A keyword that is not there counts as done, as the sync reads that refusal.
        self.owner(origination_identity).pop(keyword, None)

    def tag_resource(self, *, resource_arn, tags):
        ref = ref_of(resource_arn)
        must(ref in self.rows, "no resource")
        self.rows[ref]["tags"] |= {one["Key"]: one["Value"] for one in tags}
        must(len(self.rows[ref]["tags"]) <= 50, "TAGS_PER_RESOURCE")

    def untag_resource(self, *, resource_arn, tag_keys):
        must(ref_of(resource_arn) in self.rows, "no resource")
        for key in tag_keys:
            self.rows[ref_of(resource_arn)]["tags"].pop(key, None)

    def request_sender_id(
        self, *, sender_id, iso_country_code, message_types=(), deletion_protection_enabled=False, tags=()
    ):
        ref = Ref(SENDER_ID, f"{sender_id}/{iso_country_code}")
        must(ref not in self.rows, "RESOURCE_ALREADY_EXISTS")
        self.make(ref, settings={"deletion_protection_enabled": deletion_protection_enabled})
        self.rows[ref]["tags"] = {one["Key"]: one["Value"] for one in tags}

    def create_configuration_set(self, *, configuration_set_name, tags=()):
        ref = Ref(CONFIGURATION_SET, configuration_set_name)
        must(ref not in self.rows, "RESOURCE_ALREADY_EXISTS")
        self.make(ref, settings={})
        self.rows[ref]["tags"] = {one["Key"]: one["Value"] for one in tags}

    def delete_configuration_set(self, *, configuration_set_name):
        self.remove(self.find(configuration_set_name, CONFIGURATION_SET))

    def set_default_sender_id(self, *, configuration_set_name, sender_id):
        self.rows[self.find(configuration_set_name, CONFIGURATION_SET)]["settings"]["default_sender_id"] = (
            sender_id
        )

    def delete_default_sender_id(self, *, configuration_set_name):
        self.rows[self.find(configuration_set_name, CONFIGURATION_SET)]["settings"].pop(
            "default_sender_id", None
        )


def shared(settings: dict[str, Any]) -> dict[str, Any]:
    """What a pool and its numbers have in common; a channel that is not in use does not count."""
    names = (
        FROM_POOL if settings["two_way_enabled"] else [name for name in FROM_POOL if "channel" not in name]
    )
    return {name: settings[name] for name in names if name in settings}


def pick(refs: Iterable[Ref], number: int) -> Ref:
    found = list(refs)
    must(found, "nothing to choose from")
    return found[number % len(found)]
