"""From an ID or ARN in a request to a row of the caller's own account and Region, or the API's refusal."""

import re
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from django.db.models import QuerySet

from pools import shapes
from pools.errors import Field, ResourceNotFoundException, ValidationException, invalid
from pools.models import ConfigurationSet, OptOutList, PhoneNumber, Pool, SenderId
from pools.models.opt_out_lists import DEFAULT
from pools.operations.engine import arns
from pools.operations.engine.bookkeeping import try_to
from pools.operations.engine.caller import Caller, must_offer_pools
from pools.operations.engine.resources import BY_MODEL, BY_NAME, Kind, kept_name_and_country
from pools.refusals import Elsewhere

SENDER_ID_LENGTH = shapes.limits("RequestSenderId", "sender_id")["max"]


def resource_of(caller: Caller, value: str, *kinds: str, member: str) -> tuple[str, str]:
    """The kind and ID that `value` names: an ARN of one of `kinds`, or a plain ID (kind "").

    Raises: ValidationException INVALID_ARN (malformed, or of another kind);
            ResourceNotFoundException (another account, Region or partition, whose existence stays unsaid).
    """
    # No ID and no name has a colon, so one with a typing error in its first part is an ARN, too.
    if ":" not in value:
        return "", value
    arns.must_be(caller, form_of(kinds), value, member, reason="INVALID_ARN")
    *_, resource = arns.PARTS.fullmatch(value).groups()
    kind, _, resource_id = resource.partition("/")
    if parts := arns.elsewhere(caller, value):
        raise ResourceNotFoundException(resource_type=kind, resource_id=value, about=Elsewhere(value, parts))
    return kind, resource_id


@cache
def form_of(kinds: tuple[str, ...]) -> arns.Form:
    """Of a kind that nothing here is of, as registrations, the ARNs are like most."""
    forms = {kind: BY_NAME.get(kind, Kind) for kind in kinds}
    names = [f"{kind}/{form.written}" for kind, form in forms.items()]
    resource = re.compile("|".join(f"{kind}/{form.pattern}" for kind, form in forms.items()))
    return arns.Form("arn", "sms-voice", resource, " or ".join(names), "elsewhere")


def by_arn(caller: Caller, resource_arn: str, kinds: Sequence[str], *, lock: bool) -> Any:
    """The row that an ARN of one of these kinds names, which a refusal repeats."""
    name, wanted = resource_of(caller, resource_arn, *kinds, member="ResourceArn")
    if name == "pool":
        must_offer_pools(caller)
    if (name, wanted) == ("opt-out-list", DEFAULT):
        return find_opt_out_list(caller, DEFAULT, lock=lock)
    rows = BY_NAME[name].model.objects.for_caller(caller)
    return the_one(rows, wanted, lock=lock, named=resource_arn)


def the_one(rows: QuerySet, resource_id: str, *, lock: bool = True, named: str = "") -> Any:
    """The row with that ID, as ARNs have it, among those that the caller may have; or a refusal that names it.

    lock: hold it until the transaction ends.
    """
    kind = BY_MODEL[rows.model]
    rows = rows.filter(**kind.where(resource_id))
    # Only the row itself: PostgreSQL cannot lock the side of a join that may be missing, as a number's pool.
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        ids = kind.split(resource_id)
        raise ResourceNotFoundException(
            resource_type=kind.name, resource_id=named or ids[0], full_id="/".join(ids)
        )
    return row


def find_pool(caller: Caller, pool_id: str, *, member: str = "PoolId", lock: bool = True) -> Pool:
    """The pool by ID or ARN. Every write about a pool starts here, with its row locked until the transaction ends."""
    must_offer_pools(caller)
    _, wanted = resource_of(caller, pool_id, "pool", member=member)
    return the_one(Pool.objects.for_caller(caller), wanted, lock=lock)


def find_phone_number(caller: Caller, phone_number_id: str, *, lock: bool = True) -> PhoneNumber:
    rows = PhoneNumber.objects.for_caller(caller).select_related("pool")
    return the_one(rows, phone_number_id, lock=lock)


def find_identity(
    caller: Caller,
    origination_identity: str,
    iso_country_code: str | None,
    *,
    country_in_arn: bool = False,
) -> PhoneNumber | SenderId:
    """A phone number by ID or ARN, or a sender ID by name or ARN and country.

    country_in_arn: a sender ID's ARN does without, as it has a country in it.
    Raises: ValidationException INVALID_ARN (malformed, or a sender ID's ARN that lacks its country),
            MISSING_PARAMETER (a sender ID's name that lacks it), COUNTRY_CODE_MISMATCH;
            ResourceNotFoundException phone-number or sender-id.
    """
    kind, wanted = resource_of(
        caller, origination_identity, "phone-number", "sender-id", member="OriginationIdentity"
    )
    # What is too long to be a sender ID's name can only be a number's ID.
    if kind == "phone-number" or (not kind and len(wanted) > SENDER_ID_LENGTH):
        number = find_phone_number(caller, wanted)
        # A number says its own country, but clients of before 2026 name it: older models required it.
        if iso_country_code and iso_country_code != number.iso_country_code:
            raise _country_mismatch(iso_country_code)
        return number
    if not iso_country_code and kind and country_in_arn:
        iso_country_code = sender_id_key(kind, wanted, "")[1]
    if not iso_country_code and kind:
        # AWS names the sender ID here, not the country that is missing.
        raise invalid("SenderId", "arn_without_country", reason="INVALID_ARN", value=origination_identity)
    if not iso_country_code:
        raise invalid("IsoCountryCode", "missing", reason="MISSING_PARAMETER")
    return _find_sender_id(caller, *sender_id_key(kind, wanted, iso_country_code), iso_country_code)


def find_sender_id(caller: Caller, sender_id: str, iso_country_code: str) -> SenderId:
    """A sender ID by name or ARN and country, locked.

    Raises: ResourceNotFoundException sender-id; ValidationException INVALID_ARN, COUNTRY_CODE_MISMATCH.
    """
    kind, wanted = resource_of(caller, sender_id, "sender-id", member="SenderId")
    return _find_sender_id(caller, *sender_id_key(kind, wanted, iso_country_code), iso_country_code)


def sender_id_key(kind: str, wanted: str, iso_country_code: str) -> tuple[str, str]:
    """Name and country of what `resource_of` found: an ARN has both in it."""
    return kept_name_and_country(wanted if kind else f"{wanted}/{iso_country_code}")


def _find_sender_id(caller: Caller, name: str, country: str, iso_country_code: str) -> SenderId:
    sender_id = the_one(SenderId.objects.for_caller(caller), f"{name}/{country}")
    # Found by the ARN's own country, so that another one beneath it is named as a mismatch, not as not found.
    if sender_id.iso_country_code != iso_country_code:
        raise _country_mismatch(iso_country_code)
    return sender_id


def _country_mismatch(iso_country_code: str) -> ValidationException:
    return ValidationException(
        "COUNTRY_CODE_MISMATCH",
        fields=(Field("IsoCountryCode", "country_mismatch", iso_country_code),),
    )


def find_opt_out_list_name(caller: Caller, name_or_arn: str) -> str:
    """The name of a list that exists, for a pool or a number to use: until that is written, its row is held.

    `Default` needs no row for that, and cannot be deleted.
    """
    _, name = resource_of(caller, name_or_arn, "opt-out-list", member="OptOutListName")
    return name if name == DEFAULT else find_opt_out_list(caller, name_or_arn).opt_out_list_name


def find_opt_out_list(caller: Caller, name_or_arn: str, *, lock: bool = True) -> OptOutList:
    """The list by name or ARN. Whoever changes a list, or is about to use it, holds its row."""
    _, name = resource_of(caller, name_or_arn, "opt-out-list", member="OptOutListName")
    if name == DEFAULT and not lock:
        return default_to_read(caller)
    if name == DEFAULT:
        default_opt_out_list(caller)
    return the_one(OptOutList.objects.for_caller(caller), name, lock=lock)


def default_opt_out_list(caller: Caller) -> OptOutList:
    """The row of `Default`, which every account has in every Region: made when it is first asked for.

    Of two that ask at once, the second waits on the unique index, and finds the row of the first.
    """
    row, _ = OptOutList.objects.get_or_create(
        account=caller.account,
        region=caller.region,
        opt_out_list_name=DEFAULT,
        defaults={"created_timestamp": caller.now},
    )
    return row


def default_to_read(caller: Caller) -> OptOutList:
    """`Default` for what only reads: where its row is not there and cannot be made now, one that is in no database.

    Its `pk` is 0, so that nothing is found on it; nobody has put anything there.
    """
    row = OptOutList.objects.for_caller(caller).filter(opt_out_list_name=DEFAULT).first()
    if row is None:
        row = try_to("make the opt-out list Default", partial(default_opt_out_list, caller))
    return row or OptOutList(
        pk=0,
        account=caller.account,
        region=caller.region,
        opt_out_list_name=DEFAULT,
        created_timestamp=caller.now,
    )


def find_configuration_set(
    caller: Caller, name_or_arn: str, *, by_arn: bool = True, lock: bool = True
) -> ConfigurationSet:
    """The set by name or ARN. by_arn: whether an ARN names it, too."""
    name = name_or_arn
    if by_arn:
        _, name = resource_of(caller, name_or_arn, "configuration-set", member="ConfigurationSetName")
    return the_one(ConfigurationSet.objects.for_caller(caller), name, lock=lock)
