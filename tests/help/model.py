"""A small model of one account in one Region: what each operation should do, or what it should refuse.

Plain objects and no database: test_properties.py holds the product's two doors against it. Every method is an
operation; its refusals stand in the order in which the API checks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

QUOTAS = {
    "POOLS_PER_ACCOUNT": 3,
    "ORIGINATION_IDENTITIES_PER_POOL": 3,
    "PHONE_NUMBERS_PER_ACCOUNT": 6,
    "SENDER_IDS_PER_ACCOUNT": 3,
    "OPT_OUT_LISTS_PER_ACCOUNT": 3,
    "KEYWORDS_PER_POOL": 3,
    "KEYWORDS_PER_PHONE_NUMBER": 3,
}
NO_SENDER_IDS, REGISTERED_SENDER_IDS, NO_TWO_WAY = {"US"}, {"IN"}, {"PH"}
ACTIONS = {"HELP": "AUTOMATIC_RESPONSE", "STOP": "OPT_OUT"}
NOT_FOUND = "not found"  # ResourceNotFoundException has no Reason


class Refused(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse_if(found: Any, reason: str) -> None:
    if found:
        raise Refused(reason)


@dataclass
class Settings:
    """What a pool takes over from its first number, and what its numbers report while they are in it."""

    two_way_enabled: bool = False
    two_way_channel_arn: str = ""
    self_managed_opt_outs_enabled: bool = False
    opt_out_list_name: str = "Default"

    @property
    def two_way(self) -> str:
        """What has to match: a channel that is not in use does not count."""
        return self.two_way_channel_arn if self.two_way_enabled else ""


@dataclass(eq=False)
class SenderId:
    name: str
    country: str
    message_types: tuple[str, ...]
    gone: bool = False


@dataclass(eq=False)
class Owner:
    """What has an ID, settings, keywords {word: (message, action)} and tags."""

    message_type: str
    id: str = ""
    settings: Settings = field(default_factory=Settings)
    deletion_protection_enabled: bool = False
    keywords: dict[str, tuple[str, str]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    gone: bool = False


@dataclass(eq=False)
class Number(Owner):
    country: str = "US"
    number_type: str = "LONG_CODE"
    capability: str = "SMS"
    pool: "Pool | None" = None
    pending: bool = False

    @property
    def applying(self) -> Owner:
        return self.pool or self


@dataclass(eq=False)
class Pool(Owner):
    shared_routes_enabled: bool = False
    members: list[Number | SenderId] = field(default_factory=list)

    @property
    def numbers(self) -> list[Number]:
        return [member for member in self.members if isinstance(member, Number)]

    @property
    def sender_ids(self) -> list[SenderId]:
        return [member for member in self.members if isinstance(member, SenderId)]


@dataclass
class Region:
    default_keywords: dict[str, tuple[str, str]]
    pools: list[Pool] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    sender_ids: list[SenderId] = field(default_factory=list)
    opt_out_lists: list[str] = field(default_factory=lambda: ["Default"])

    # Pools and who is in them.

    def create_pool(
        self,
        identity: Number | SenderId,
        message_type: str,
        *,
        deletion_protection_enabled: bool = False,
        tags: dict[str, str] | None = None,
    ) -> Pool:
        self.must_have_room("POOLS_PER_ACCOUNT", self.pools)
        refuse_if(identity.gone, NOT_FOUND)
        self.must_be_free(identity)
        refuse_if(is_pending(identity), "RESOURCE_NOT_ACTIVE")
        refuse_if(without_sms(identity), "NUMBER_CAPABILITIES_MISMATCH")
        refuse_if(message_type not in types_of(identity), "MESSAGE_TYPE_MISMATCH")
        pool = Pool(
            message_type, deletion_protection_enabled=deletion_protection_enabled, tags=dict(tags or {})
        )
        if isinstance(identity, Number):
            pool.settings, pool.keywords = Settings(**vars(identity.settings)), dict(identity.keywords)
        else:
            pool.keywords = dict(self.default_keywords)
        self.join(pool, identity)
        self.pools.append(pool)
        return pool

    def create_pool_from_sender_id(self, name: str, country: str, message_type: str) -> Pool:
        """What Create pool does: the sender ID is requested first, where the account does not have it."""
        if held := self.held(name, country):
            return self.create_pool(held, message_type)
        new = self.request_sender_id(name, country, (message_type,))
        try:
            return self.create_pool(new, message_type)
        except Refused:
            self.sender_ids.remove(new)
            raise

    def delete_pool(self, pool: Pool) -> None:
        refuse_if(pool.gone, NOT_FOUND)
        refuse_if(pool.deletion_protection_enabled, "DELETION_PROTECTION_ENABLED")
        for member in list(pool.members):
            self.leave(pool, member)
        self.pools.remove(pool)
        pool.gone = True

    def associate(self, pool: Pool, identity: Number | SenderId) -> None:
        refuse_if(pool.gone or identity.gone, NOT_FOUND)
        refuse_if(identity in pool.members, "RESOURCE_ALREADY_ASSOCIATED")
        self.must_be_free(identity)
        refuse_if(is_pending(identity), "RESOURCE_NOT_ACTIVE")
        refuse_if(*self.mismatch(pool, identity))
        self.must_have_room("ORIGINATION_IDENTITIES_PER_POOL", pool.members)
        self.join(pool, identity)

    def add_sender_id(self, pool: Pool, name: str, country: str) -> None:
        """What Add sender ID does: request it, where the account does not have it, and associate it."""
        refuse_if(pool.gone, NOT_FOUND)
        held = self.held(name, country)
        identity = held or self.request_sender_id(name, country, (pool.message_type,))
        try:
            self.associate(pool, identity)
        except Refused:
            if not held:
                self.sender_ids.remove(identity)
            raise

    def disassociate(self, pool: Pool, identity: Number | SenderId) -> None:
        refuse_if(pool.gone or identity.gone, NOT_FOUND)
        refuse_if(identity not in pool.members, "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL")
        last_number = pool.settings.two_way_enabled and pool.numbers == [identity]
        refuse_if(len(pool.members) == 1 or last_number, "LAST_PHONE_NUMBER")
        self.leave(pool, identity)

    def update_pool(self, pool: Pool, **given: Any) -> None:
        refuse_if(pool.gone, NOT_FOUND)
        after = self.changed(pool.settings, given)
        if after.two_way_enabled:
            refuse_if(not pool.numbers, "INVALID_REQUEST")
        self.must_go_together(after, pool.numbers)
        pool.settings = after
        for name in ("shared_routes_enabled", "deletion_protection_enabled"):
            setattr(pool, name, given.get(name, getattr(pool, name)))

    # Keywords and tags.

    def put_keyword(self, owner: Owner, word: str, message: str, action: str | None = None) -> None:
        self.must_be_open(owner)
        word, said = word.upper(), owner.keywords.get(word.upper())
        stands = said and said[0] == message and action in (None, said[1])
        refuse_if(managed(owner, word) and not stands, "RESOURCE_MODIFICATION_NOT_ALLOWED")
        refuse_if(
            word in ACTIONS and action not in (None, ACTIONS[word]), "RESOURCE_MODIFICATION_NOT_ALLOWED"
        )
        if not said:
            kind = "POOL" if isinstance(owner, Pool) else "PHONE_NUMBER"
            self.must_have_room(f"KEYWORDS_PER_{kind}", owner.keywords)
        owner.keywords[word] = (message, action or (said[1] if said else "AUTOMATIC_RESPONSE"))

    def delete_keyword(self, owner: Owner, word: str) -> None:
        self.must_be_open(owner)
        word = word.upper()
        refuse_if(word in ACTIONS, "RESOURCE_DELETION_NOT_ALLOWED")
        refuse_if(word not in owner.keywords, NOT_FOUND)
        refuse_if(managed(owner, word), "RESOURCE_MODIFICATION_NOT_ALLOWED")
        del owner.keywords[word]

    def tag(self, owner: Owner, key: str, value: str) -> None:
        refuse_if(owner.gone, NOT_FOUND)
        refuse_if(key.startswith("aws:"), "INVALID_PARAMETER")
        owner.tags[key] = value

    def untag(self, owner: Owner, key: str) -> None:
        refuse_if(owner.gone, NOT_FOUND)
        owner.tags.pop(key, None)

    # Identities and opt-out lists.

    def request_sender_id(self, name: str, country: str, message_types: tuple[str, ...]) -> SenderId:
        refuse_if(country in NO_SENDER_IDS, "SENDER_ID_NOT_SUPPORTED")
        refuse_if(country in REGISTERED_SENDER_IDS, "SENDER_ID_REQUIRES_REGISTRATION")
        refuse_if(not any(map(str.isalpha, name)), "INVALID_PARAMETER")
        refuse_if(self.held(name, country), "RESOURCE_ALREADY_EXISTS")
        self.must_have_room("SENDER_IDS_PER_ACCOUNT", self.sender_ids)
        self.sender_ids.append(SenderId(name.upper(), country, message_types))
        return self.sender_ids[-1]

    def release_sender_id(self, sender_id: SenderId) -> None:
        refuse_if(sender_id.gone, NOT_FOUND)
        refuse_if(self.pools_of(sender_id), "SENDER_ID_ASSOCIATED_TO_POOL")
        self.sender_ids.remove(sender_id)
        sender_id.gone = True

    def request_phone_number(self, number: Number, pool: Pool | None) -> Number:
        """`number` is as it is asked for: in no pool yet."""
        refuse_if(number.number_type == "TOLL_FREE" and number.country != "US", NOT_FOUND)
        refuse_if(pool and pool.gone, NOT_FOUND)
        refuse_if(number.settings.opt_out_list_name not in self.opt_out_lists, NOT_FOUND)
        self.must_have_room("PHONE_NUMBERS_PER_ACCOUNT", self.numbers)
        number.keywords = dict(self.default_keywords)
        if pool:
            self.associate(pool, number)
        number.pending = number.number_type == "TOLL_FREE"
        self.numbers.append(number)
        return number

    def mark_as_registered(self, number: Number) -> None:
        refuse_if(number.gone, NOT_FOUND)
        number.pending = False

    def update_phone_number(self, number: Number, **given: Any) -> None:
        self.must_be_open(number)
        refuse_if(number.pending, "RESOURCE_NOT_ACTIVE")
        after = self.changed(number.settings, given)
        refuse_if(after.two_way_enabled and without_sms(number), "INVALID_REQUEST")
        self.must_go_together(after, [number])
        number.settings = after
        number.deletion_protection_enabled = given.get(
            "deletion_protection_enabled", number.deletion_protection_enabled
        )

    def release_phone_number(self, number: Number) -> None:
        self.must_be_open(number)
        refuse_if(number.deletion_protection_enabled, "DELETION_PROTECTION_ENABLED")
        self.numbers.remove(number)
        number.gone = True

    def create_opt_out_list(self, name: str) -> None:
        refuse_if(name in self.opt_out_lists, "RESOURCE_ALREADY_EXISTS")
        self.must_have_room("OPT_OUT_LISTS_PER_ACCOUNT", self.opt_out_lists)
        self.opt_out_lists.append(name)

    def delete_opt_out_list(self, name: str) -> None:
        refuse_if(name not in self.opt_out_lists, NOT_FOUND)
        refuse_if(name == "Default", "RESOURCE_MODIFICATION_NOT_ALLOWED")
        users = [*self.pools, *(number for number in self.numbers if not number.pool)]
        refuse_if(any(one.settings.opt_out_list_name == name for one in users), "RESOURCE_NOT_EMPTY")
        self.opt_out_lists.remove(name)

    # The rules that operations share.

    def held(self, name: str, country: str) -> SenderId | None:
        return next((s for s in self.sender_ids if (s.name, s.country) == (name.upper(), country)), None)

    def pools_of(self, sender_id: SenderId) -> list[Pool]:
        return [pool for pool in self.pools if sender_id in pool.members]

    def must_have_room(self, quota: str, rows: Any) -> None:
        refuse_if(len(rows) >= QUOTAS[quota], quota)

    def must_be_free(self, identity: Number | SenderId) -> None:
        taken = isinstance(identity, Number) and identity.pool
        refuse_if(taken, "PHONE_NUMBER_ASSOCIATED_TO_POOL")

    def must_be_open(self, owner: Owner) -> None:
        """It is there, and no number that a pool speaks for."""
        refuse_if(owner.gone, NOT_FOUND)
        refuse_if(isinstance(owner, Number) and owner.pool, "PHONE_NUMBER_ASSOCIATED_TO_POOL")

    def changed(self, before: Settings, given: dict[str, Any]) -> Settings:
        if given.get("two_way_enabled") is False:
            given = {"two_way_channel_arn": ""} | given
        after = Settings(**{name: given.get(name, value) for name, value in vars(before).items()})
        refuse_if(after.opt_out_list_name not in self.opt_out_lists, NOT_FOUND)
        return after

    def must_go_together(self, after: Settings, numbers: list[Number]) -> None:
        if after.two_way_enabled:
            refuse_if(not after.two_way_channel_arn, "TWO_WAY_CHANNEL_NOT_PRESENT")
            refuse_if(
                any(number.country in NO_TWO_WAY for number in numbers), "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY"
            )
        else:
            refuse_if(after.self_managed_opt_outs_enabled, "TWO_WAY_NOT_ENABLED")

    def mismatch(self, pool: Pool, identity: Number | SenderId) -> tuple[bool, str]:
        """Whether the identity differs from the pool, and the first setting that does."""
        reason = next(self.mismatches(pool, identity), "")
        return bool(reason), reason

    def mismatches(self, pool: Pool, identity: Number | SenderId) -> Iterator[str]:
        if without_sms(identity):
            yield "NUMBER_CAPABILITIES_MISMATCH"
        if pool.message_type not in types_of(identity):
            yield "MESSAGE_TYPE_MISMATCH"
        if isinstance(identity, SenderId):
            return
        ours, theirs = pool.settings, identity.settings
        if ours.two_way != theirs.two_way:
            yield "TWO_WAY_CONFIG_MISMATCH"
        if ours.opt_out_list_name != theirs.opt_out_list_name:
            yield "OPT_OUT_LIST_MISMATCH"
        if ours.self_managed_opt_outs_enabled != theirs.self_managed_opt_outs_enabled:
            yield "SELF_MANAGED_OPT_OUTS_MISMATCH"
        if pool.keywords != identity.keywords:
            yield "KEYWORD_MISMATCH"

    def join(self, pool: Pool, identity: Number | SenderId) -> None:
        pool.members.append(identity)
        if isinstance(identity, Number):
            identity.pool = pool

    def leave(self, pool: Pool, identity: Number | SenderId) -> None:
        """A number keeps a copy of what the pool said for it."""
        pool.members.remove(identity)
        if isinstance(identity, Number):
            identity.pool = None
            identity.settings, identity.keywords = Settings(**vars(pool.settings)), dict(pool.keywords)


def types_of(identity: Number | SenderId) -> tuple[str, ...]:
    return identity.message_types if isinstance(identity, SenderId) else (identity.message_type,)


def is_pending(identity: Number | SenderId) -> bool:
    return isinstance(identity, Number) and identity.pending


def without_sms(identity: Number | SenderId) -> bool:
    return isinstance(identity, Number) and identity.capability != "SMS"


def managed(owner: Owner, word: str) -> bool:
    """Whether carriers answer the word themselves: with a US toll-free number."""
    numbers = owner.numbers if isinstance(owner, Pool) else [owner]
    return word in ("STOP", "UNSTOP") and any(number.number_type == "TOLL_FREE" for number in numbers)
