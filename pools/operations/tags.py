"""TagResource, UntagResource, ListTagsForResource, and the rules of tags that every operation taking tags shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db.models import Model

from pools.errors import ServiceQuotaExceededException, invalid
from pools.models import PhoneNumber, Pool, SenderId, Tag
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import by_arn
from pools.operations.engine.journal import changed
from pools.operations.engine.resources import TAGGABLE, owner_of
from pools.operations.engine.verb import operation, reading
from pools.operations.rules.search_text import keep_search_text
from pools.operations.rules.statuses import must_be_changeable
from pools.reference import quotas
from pools.refusals import OverQuota

NAME = "Name"


@dataclass(frozen=True)
class Tagged:
    """A resource just made, with the tags that only the operation which makes it answers."""

    row: Model
    tags: Sequence[dict[str, str]]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def is_reserved(key: str) -> bool:
    """Whether AWS keeps this key for itself: such tags are shown, never changed, and not counted."""
    return key.lower().startswith("aws:")


@operation
def tag_resource(caller: Caller, *, resource_arn: str, tags: Sequence[dict[str, str]]) -> SimpleNamespace:
    """Add tags to a resource, or change the values of keys that it has. `tags`: [{"Key": …, "Value": …}].

    Raises: ResourceNotFoundException (also of a pool that is being deleted);
            ServiceQuotaExceededException TAGS_PER_RESOURCE;
            ValidationException INVALID_ARN, INVALID_PARAMETER (a key that starts with aws:, or twice in `tags`),
            INVALID_REQUEST (a Region without pools).
    Source: API_TagResource (2022-03-31).
    """
    resource = find_taggable(caller, resource_arn)
    before = _values(resource, [tag["Key"] for tag in tags])
    put_tags(resource, tags)
    changed(resource, {f"tags/{tag['Key']}": (before.get(tag["Key"]), tag["Value"]) for tag in tags})
    return SimpleNamespace()


@operation
def untag_resource(caller: Caller, *, resource_arn: str, tag_keys: Sequence[str]) -> SimpleNamespace:
    """Remove tags by key; a key that the resource does not have is passed over.

    Raises: ResourceNotFoundException (also of a pool that is being deleted); ValidationException INVALID_ARN,
            INVALID_PARAMETER (an aws: key), INVALID_REQUEST (a Region without pools).
    Source: API_UntagResource (2022-03-31).
    """
    resource = find_taggable(caller, resource_arn)
    for number, key in enumerate(tag_keys):
        if is_reserved(key):
            raise invalid(f"TagKeys[{number}]", "reserved", value=key)
    # While their values can still be read.
    changed(resource, {f"tags/{key}": (value, None) for key, value in _values(resource, tag_keys).items()})
    resource.tag_rows.filter(key__in=tag_keys).delete()
    if NAME in tag_keys:
        keep_name(resource, "")
    keep_found(resource)
    return SimpleNamespace()


def retag(caller: Caller, resource_arn: str, values: Mapping[str, str | None]) -> None:
    """Write tags by TagResource, and by UntagResource those of which nothing is left: first, as that makes room."""
    if gone := sorted(key for key, value in values.items() if value is None):
        untag_resource(caller, resource_arn=resource_arn, tag_keys=gone)
    if kept := [{"Key": key, "Value": value} for key, value in sorted(values.items()) if value is not None]:
        tag_resource(caller, resource_arn=resource_arn, tags=kept)


@reading
def list_tags_for_resource(caller: Caller, *, resource_arn: str) -> SimpleNamespace:
    """Every tag of a resource, in the order of the keys' code points; AWS's own are among them.

    Raises: ResourceNotFoundException; ValidationException INVALID_ARN,
            INVALID_REQUEST (a Region without pools).
    Source: API_ListTagsForResource (2022-03-31).
    """
    resource = find_taggable(caller, resource_arn, lock=False)
    return SimpleNamespace(
        resource_arn=resource_arn, tags=sorted(resource.tag_rows.all(), key=lambda tag: tag.key)
    )


def find_taggable(caller: Caller, resource_arn: str, *, lock: bool = True) -> Model:
    """The resource of an ARN, locked for a change: tags are counted under the lock."""
    resource = by_arn(caller, resource_arn, TAGGABLE, lock=lock)
    if lock:
        must_be_changeable(resource, arn=resource_arn)
    return resource


def put_tags(resource: Model, tags: Sequence[dict[str, str]] | None) -> None:
    """Write tags, and what the resource is found by."""
    if tags:
        put_tag_rows(resource, tags)
        keep_found(resource)


def put_tag_rows(resource: Model, tags: Sequence[dict[str, str]]) -> None:
    """Write tags under the rules: no key twice, none of AWS's own, at most 50 of the resource's own."""
    values = _checked(tags)
    existing = {tag.key: tag for tag in resource.tag_rows.all()}
    must_have_room_for(existing, values)
    owner = owner_of(Tag, resource)
    changed = [existing[key] for key in values if key in existing]
    for tag in changed:
        tag.value = values[tag.key]
    # Two statements, however many tags there are; update_or_create would make two for each.
    Tag.objects.bulk_update(changed, ["value"])
    Tag.objects.bulk_create(
        [Tag(**owner, key=key, value=value) for key, value in values.items() if key not in existing]
    )
    if NAME in values:
        keep_name(resource, values[NAME])


def must_have_room_for(existing: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Refuse tags that come over the quota. existing: what there is, by its keys."""
    own = {key for key in {**existing, **values} if not is_reserved(key)}
    allowed = quotas.default(quotas.TAGS_PER_RESOURCE)
    # Where a quota was lowered, the values of tags that are there can still change.
    if len(own) > allowed and values.keys() - existing.keys():
        raise ServiceQuotaExceededException(
            quotas.TAGS_PER_RESOURCE, about=OverQuota(quotas.TAGS_PER_RESOURCE, allowed)
        )


def _checked(tags: Sequence[dict[str, str]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for number, tag in enumerate(tags):
        if is_reserved(tag["Key"]):
            raise invalid(f"Tags[{number}].Key", "reserved", value=tag["Key"])
        if tag["Key"] in values:
            raise invalid(f"Tags[{number}].Key", "duplicate", value=tag["Key"])
        values[tag["Key"]] = tag["Value"]
    return values


def keep_name(resource: Model, name: str) -> None:
    """A pool's name is its tag `Name`; lists sort and search by the pool's own column, which has no edge spaces.

    A name of spaces only is none: the pool is called by its ID.
    """
    if isinstance(resource, Pool):
        resource.name = name.strip()
        resource.save(update_fields=["name", "name_key"])


def keep_found(resource: Model) -> None:
    """What lists show is found by its tags."""
    if isinstance(resource, (Pool, PhoneNumber, SenderId)):
        keep_search_text(resource)


def _values(resource: Model, keys: Sequence[str]) -> dict[str, str]:
    return dict(resource.tag_rows.filter(key__in=keys).values_list("key", "value"))
