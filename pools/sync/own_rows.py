"""The rows of an account and Region, read kind by kind into states."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet

from pools.models import (
    ConfigurationSet,
    EventDestination,
    Keyword,
    OptOutList,
    PhoneNumber,
    Pool,
    PoolSenderId,
    ResourcePolicy,
    SenderId,
    Tag,
)
from pools.models.scope import arn_beginning
from pools.operations.engine.resources import BY_NAME, owner_columns
from pools.operations.event_destinations import NAMES
from pools.sync.answers import ordered
from pools.sync.state import (
    CONFIGURATION_SET,
    FACTS,
    FROM_POOL,
    OPT_OUT_LIST,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    SETTINGS,
    State,
    key_of,
)


@dataclass(frozen=True)
class Own:
    """What AWS calls one of our resources; created: its CreatedTimestamp, "" where it has none."""

    key: str
    arn: str = ""
    created: str = ""


class OwnRows:
    """known: what AWS calls them, by kind and our own key. only: our own keys of what is asked for, by kind."""

    def __init__(
        self,
        account_id: str,
        region: str,
        known: Mapping[tuple[str, str], Own],
        only: Mapping[str, set[str]] | None = None,
    ) -> None:
        self.account_id, self.region = account_id, region
        self.known, self.only = known, only

    def states(self, kind: str) -> Iterator[State]:
        if self.only is not None and not self.only[kind]:
            return
        yield from {
            POOL: self._pools,
            PHONE_NUMBER: self._phone_numbers,
            SENDER_ID: self._sender_ids,
            OPT_OUT_LIST: self._opt_out_lists,
            CONFIGURATION_SET: self._configuration_sets,
        }[kind]()

    def of(self, model: type[Model], kind: str, owner: str = "") -> QuerySet:
        """The rows of a kind that are asked for, or what they own: `owner` is the path to them, as in "pool__"."""
        rows = model._default_manager.filter(
            **{f"{owner}account_id": self.account_id, f"{owner}region": self.region}
        )
        if self.only is None:
            return rows
        # A sender ID's country is left to whoever asked: few names are held in many.
        names = [BY_NAME[kind].split(key)[0] for key in self.only[kind]]
        return rows.filter(**{f"{owner}{BY_NAME[kind].ids[0]}__in": names})

    def key(self, kind: str, local_key: str) -> str:
        own = self.known.get((kind, local_key))
        return own.key if own else local_key

    def state(self, kind: str, local_key: str, facts: Mapping[str, Any], **rest: Any) -> State:
        own = self.known.get((kind, local_key)) or Own(local_key)
        policy = {"resource_policy": self.policies.get(f"{kind}/{local_key}")}
        facts = {name: ordered(value) for name, value in (facts | policy).items()}
        return State(kind, own.key, own.arn, own.created, facts=facts, **rest)

    @cached_property
    def policies(self) -> dict[str, str]:
        """By the end of the resource's ARN."""
        rows = ResourcePolicy.objects.filter(account_id=self.account_id, region=self.region)
        beginning = arn_beginning(self.region, self.account_id, "")
        if self.only is not None:
            wanted = [f"{beginning}{kind}/{key}" for kind, keys in self.only.items() for key in keys]
            rows = rows.filter(resource_arn__in=wanted)
        return {arn.removeprefix(beginning): text for arn, text in rows.values_list("resource_arn", "policy")}

    def _pools(self) -> Iterator[State]:
        words, tags = self._keywords(POOL, "pool"), self._tags(POOL)
        members: dict[int, dict[str, str]] = defaultdict(dict)
        for pool, number in self.of(PhoneNumber, POOL, "pool__").values_list("pool", "phone_number_id"):
            members[pool][self.key(PHONE_NUMBER, number)] = PHONE_NUMBER
        named = "pool", "sender_id__sender_id", "sender_id__iso_country_code"
        for pool, name, country in self.of(PoolSenderId, POOL, "pool__").values_list(*named):
            members[pool][key_of(SENDER_ID, name, country)] = SENDER_ID
        rows = self.of(Pool, POOL).filter(deleted_timestamp=None).with_status()
        for row in rows.values("pk", "pool_id", "derived_status", *FACTS[POOL], *SETTINGS[POOL]):
            yield self.state(
                POOL,
                row["pool_id"],
                _some(row, FACTS[POOL]),
                status=row["derived_status"],
                settings=_some(row, SETTINGS[POOL]),
                keywords=words[row["pk"]],
                tags=tags[row["pk"]],
                members=members[row["pk"]],
            )

    def _phone_numbers(self) -> Iterator[State]:
        words, tags = self._keywords(PHONE_NUMBER, "phone_number"), self._tags(PHONE_NUMBER)
        facts = [name for name in FACTS[PHONE_NUMBER] if name != "pool_id"]
        rows = self.of(PhoneNumber, PHONE_NUMBER).with_status()
        columns = "pk", "phone_number_id", "derived_status", "pool__pool_id", *facts, *SETTINGS[PHONE_NUMBER]
        for row in rows.values(*columns, *(f"pool__{name}" for name in FROM_POOL)):
            pool = row["pool__pool_id"]
            settings = _some(row, SETTINGS[PHONE_NUMBER])
            if pool:
                settings |= {name: row[f"pool__{name}"] for name in FROM_POOL}
            yield self.state(
                PHONE_NUMBER,
                row["phone_number_id"],
                _some(row, facts) | {"pool_id": pool and self.key(POOL, pool)},
                status=row["derived_status"],
                settings=settings,
                keywords=None if pool else words[row["pk"]],
                tags=tags[row["pk"]],
            )

    def _sender_ids(self) -> Iterator[State]:
        tags = self._tags(SENDER_ID)
        # Which registration is through is AWS's alone.
        facts = [name for name in FACTS[SENDER_ID] if name != "registration_id"]
        for row in self.of(SenderId, SENDER_ID).values("pk", *facts, *SETTINGS[SENDER_ID]):
            key = key_of(SENDER_ID, row["sender_id"], row["iso_country_code"])
            settings = _some(row, SETTINGS[SENDER_ID])
            yield self.state(SENDER_ID, key, _some(row, facts), settings=settings, tags=tags[row["pk"]])

    def _opt_out_lists(self) -> Iterator[State]:
        tags = self._tags(OPT_OUT_LIST)
        for pk, name in self.of(OptOutList, OPT_OUT_LIST).values_list("pk", "opt_out_list_name"):
            yield self.state(OPT_OUT_LIST, name, {}, tags=tags[pk])

    def _configuration_sets(self) -> Iterator[State]:
        tags = self._tags(CONFIGURATION_SET)
        destinations: dict[int, dict[str, Any]] = defaultdict(dict)
        for row in self.of(EventDestination, CONFIGURATION_SET, "configuration_set__"):
            destinations[row.configuration_set_id][row.event_destination_name] = in_wire_form(row)
        names = SETTINGS[CONFIGURATION_SET]
        for row in self.of(ConfigurationSet, CONFIGURATION_SET).values(
            "pk", "configuration_set_name", *names
        ):
            parts = {"tags": tags[row["pk"]], "event_destinations": destinations[row["pk"]]}
            key, settings = row["configuration_set_name"], _some(row, names)
            yield self.state(CONFIGURATION_SET, key, {}, settings=settings, **parts)

    def _keywords(self, kind: str, owner: str) -> dict[int, dict[str, tuple[str, str]]]:
        found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
        columns = f"{owner}_id", "keyword", "keyword_message", "keyword_action"
        for pk, word, message, action in self.of(Keyword, kind, f"{owner}__").values_list(*columns):
            found[pk][word] = (message, action)
        return found

    def _tags(self, kind: str) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = defaultdict(dict)
        owner = owner_columns(Tag)[BY_NAME[kind].model]
        for pk, key, value in self.of(Tag, kind, f"{owner}__").values_list(f"{owner}_id", "key", "value"):
            found[pk][key] = value
        return found


def _some(row: Mapping[str, Any], names: Any) -> dict[str, Any]:
    return {name: row[name] for name in names}


def in_wire_form(row: EventDestination) -> dict[str, Any]:
    """A destination as AWS answers it, but for its name; lists are in the one order that states have."""
    known = {"Enabled": row.enabled, "MatchingEventTypes": row.matching_event_types}
    known |= {name: getattr(row, kind) for kind, name in NAMES.items() if getattr(row, kind) is not None}
    return ordered(known)
