"""The kinds of resources, one row a kind: what each is called in ARNs, what it is found by, and what can be on it.

A new noun is a row here. What takes tags or keywords says the model of those, by a foreign key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import Model

from pools.models import (
    AccessKey,
    Account,
    ConfigurationSet,
    Keyword,
    OptOutList,
    PhoneNumber,
    Pool,
    Project,
    SenderId,
    Tag,
    VerifiedDestinationNumber,
)
from pools.models.scope import kept_sender_id, name_and_country
from pools.reference import quotas


def whole(resource_id: str) -> tuple[str, ...]:
    return (resource_id,)


def kept_name_and_country(resource_id: str) -> tuple[str, ...]:
    name, country = name_and_country(resource_id)
    return kept_sender_id(name), country


@dataclass(frozen=True)
class Kind:
    """One kind of resource.

    name: in ARNs and in refusals. ids: the columns that make its ID, of which refusals give the first. arn: its ARN's
    attribute. pattern, written: what follows the kind in an ARN, for machines and for people. split: from that to the
    values of `ids`. keyword_quota: of its keywords, where it has some.
    """

    name: str
    model: type[Model]
    ids: tuple[str, ...]
    arn: str = ""
    pattern: str = "[^/]+"
    written: str = "ID"
    split: Callable[[str], tuple[str, ...]] = whole
    takes_policy: bool = False
    keyword_quota: str = ""

    def where(self, resource_id: str) -> dict[str, str]:
        """The columns to find a row by, from its ID as ARNs have it."""
        return dict(zip(self.ids, self.split(resource_id), strict=True))


KINDS = (
    Kind(
        "pool",
        Pool,
        ("pool_id",),
        "pool_arn",
        takes_policy=True,
        keyword_quota=quotas.KEYWORDS_PER_POOL,
    ),
    Kind(
        "phone-number",
        PhoneNumber,
        ("phone_number_id",),
        "phone_number_arn",
        takes_policy=True,
        keyword_quota=quotas.KEYWORDS_PER_PHONE_NUMBER,
    ),
    Kind(
        "sender-id",
        SenderId,
        ("sender_id", "iso_country_code"),
        "sender_id_arn",
        pattern="[^/]+/[A-Z]{2}",
        written="NAME/COUNTRY",
        split=kept_name_and_country,
        takes_policy=True,
    ),
    Kind("opt-out-list", OptOutList, ("opt_out_list_name",), "opt_out_list_arn", takes_policy=True),
    Kind("configuration-set", ConfigurationSet, ("configuration_set_name",), "configuration_set_arn"),
    Kind(
        "verified-destination-number",
        VerifiedDestinationNumber,
        ("verified_destination_number_id",),
        "verified_destination_number_arn",
    ),
    # Of these no ARN is ever sent: house verbs find them by ID, and refusals name them.
    Kind("project", Project, ("project_id",)),
    Kind("access-key", AccessKey, ("access_key_id",)),
    Kind("account", Account, ("account_id",)),
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_MODEL = {kind.model: kind for kind in KINDS}


@cache
def owner_columns(model: type[Model]) -> dict[type[Model], str]:
    """The columns of tags or keywords that say whose they are, by the owner's model."""
    return {field.related_model: field.name for field in model._meta.fields if field.related_model}


# From the foreign keys, so that a kind which gets one is taggable without another word.
TAGGABLE = tuple(kind.name for kind in KINDS if kind.model in owner_columns(Tag))
HAS_KEYWORDS = tuple(kind.name for kind in KINDS if kind.model in owner_columns(Keyword))
TAKES_POLICY = tuple(kind.name for kind in KINDS if kind.takes_policy)


def kind_of(row: Model) -> Kind:
    return BY_MODEL[type(row)]


def kind_and_id(row: Model) -> tuple[str, str, str]:
    """The kind and ID by which a refusal names the resource, and its full ID."""
    kind = kind_of(row)
    return kind.name, getattr(row, kind.ids[0]), full_id(row)


def full_id(row: Model) -> str:
    """The ID as an ARN has it, NAME/CC for a sender ID: what a resource's rows of the activity log are found by."""
    return "/".join(getattr(row, column) for column in kind_of(row).ids)


def arn_of(row: Model) -> str:
    return getattr(row, kind_of(row).arn)


def owner_of(model: type[Model], row: Model) -> dict[str, Model]:
    """The argument that makes a tag or a keyword one of this resource."""
    return {owner_columns(model)[type(row)]: row}
