"""Verified destination numbers: whom an account in the sandbox may send to.

No message leaves the product: the code that AWS would send stays in the row, and the test settings show it to
administrators.
"""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import SimpleNamespace

from django.utils.crypto import constant_time_compare

from pools import shapes
from pools.errors import (
    ConflictException,
    Field,
    ValidationException,
    invalid,
)
from pools.models import PhoneNumber, VerifiedDestinationNumber
from pools.models.scope import e164
from pools.models.verified_destination_numbers import CODE_LIFE, WRONG_CODES
from pools.operations.engine.caller import Caller
from pools.operations.engine.describing import exactly, filtered, ids_in, must_be_found, one_of, paged
from pools.operations.engine.finding import (
    find_configuration_set,
    resource_of,
    the_one,
)
from pools.operations.engine.journal import changed, gone, made
from pools.operations.engine.resources import kind_and_id
from pools.operations.engine.senders import find_sender
from pools.operations.engine.verb import operation, reading
from pools.operations.rules.blocked import must_be_new
from pools.operations.rules.limits import lock_account_region, must_have_room
from pools.operations.rules.snapshots import verified_destination_number_state
from pools.operations.rules.statuses import must_be_active
from pools.operations.tags import Tagged, put_tags
from pools.reference import quotas
from pools.refusals import TooEarly

KIND = "verified-destination-number"
DAY = timedelta(hours=24)
STATUSES = shapes.service_model().shape_for("VerificationStatus").enum
FILTERS = {"status": one_of("status", STATUSES), "rcs-agent-id": exactly("rcs_agent_id")}


@operation
def create_verified_destination_number(
    caller: Caller,
    *,
    destination_phone_number: str,
    rcs_agent_id: str | None = None,
    tags: Sequence[dict[str, str]] | None = None,
    client_token: str | None = None,
) -> Tagged:
    """Add a number, which is PENDING until it is verified. It is stored with its plus sign.

    rcs_agent_id: kept, not looked up, as there are no RCS agents here.
    Raises: ConflictException RESOURCE_ALREADY_EXISTS; ServiceQuotaExceededException
            VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT, TAGS_PER_RESOURCE.
    Source: API_CreateVerifiedDestinationNumber (2022-03-31).
    """
    lock_account_region(caller)
    number, rows = e164(destination_phone_number), VerifiedDestinationNumber.objects.for_caller(caller)
    must_be_new(rows.filter(destination_phone_number=number), KIND, number)
    must_have_room(caller, quotas.VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT, rows.count())
    row = VerifiedDestinationNumber.objects.create(
        account=caller.account,
        region=caller.region,
        destination_phone_number=number,
        rcs_agent_id=rcs_agent_id or "",
        created_timestamp=caller.now,
    )
    put_tags(row, tags)
    changed(row, made(verified_destination_number_state(row)))
    return Tagged(row, tags or ())


@operation
def send_destination_number_verification_code(
    caller: Caller,
    *,
    verified_destination_number_id: str,
    verification_channel: str,
    language_code: str | None = None,
    origination_identity: str | None = None,
    configuration_set_name: str | None = None,
    context: Mapping[str, str] | None = None,
    destination_country_parameters: Mapping[str, str] | None = None,
) -> SimpleNamespace:
    """Make a code of six digits, which takes the place of an earlier one. Nothing is sent.

    origination_identity: a phone number, its ID or ARN; a sender ID or its ARN; a pool's ID or ARN.
    Raises: ConflictException VERIFICATION_ALREADY_COMPLETE, RESOURCE_NOT_ACTIVE (the identity);
            ServiceQuotaExceededException VERIFICATION_ATTEMPTS_PER_DAY; ResourceNotFoundException (also of the
            identity or the configuration set); ValidationException INVALID_ARN, INVALID_PARAMETER (a simulator),
            INVALID_REQUEST (a Region without pools).
    Source: API_SendDestinationNumberVerificationCode (2022-03-31); simulators: AWS End User Messaging SMS guide,
            verified destination numbers.
    """
    row = find_number(caller, verified_destination_number_id)
    must_be_pending(row)
    if origination_identity:
        must_be_able_to_send(caller, origination_identity)
    if configuration_set_name:
        find_configuration_set(caller, configuration_set_name)
    now = caller.now
    # Five in 24 hours, as AWS's guide on the sandbox has it: they run from the first code, not from midnight.
    if row.first_code_timestamp is None or row.first_code_timestamp <= now - DAY:
        row.first_code_timestamp, row.codes_sent = now, 0
    must_have_room(caller, quotas.VERIFICATION_ATTEMPTS_PER_DAY, row.codes_sent)
    row.verification_code, row.code_timestamp = f"{secrets.randbelow(10**6):06}", now
    row.codes_sent, row.wrong_codes = row.codes_sent + 1, 0
    columns = ("verification_code", "code_timestamp", "first_code_timestamp", "codes_sent", "wrong_codes")
    row.save(update_fields=columns)
    changed(row, {"codes_sent": (row.codes_sent - 1, row.codes_sent)})
    return SimpleNamespace(message_id=str(uuid.uuid4()))


@operation
def verify_destination_number(
    caller: Caller, *, verified_destination_number_id: str, verification_code: str
) -> VerifiedDestinationNumber:
    """Take the code that was sent last, and make the number VERIFIED.

    Raises: ConflictException VERIFICATION_ALREADY_COMPLETE, VERIFICATION_CODE_EXPIRED (also after five wrong ones);
            ValidationException INVALID_ARN, VERIFICATION_CODE_MISMATCH (also where no code was sent);
            ResourceNotFoundException.
    Source: API_VerifyDestinationNumber (2022-03-31). No source has a code's life, nor how often it may be guessed at;
            a day and five times are this product's choice.
    """
    row = find_number(caller, verified_destination_number_id)
    must_be_pending(row)
    # Before the code is looked at, or after five wrong ones the right one would still open.
    if row.wrong_codes >= WRONG_CODES:
        raise ConflictException("VERIFICATION_CODE_EXPIRED", *kind_and_id(row))
    if not row.verification_code or not constant_time_compare(row.verification_code, verification_code):
        raise wrong_code(row)
    if row.code_timestamp <= caller.now - CODE_LIFE:
        raise ConflictException("VERIFICATION_CODE_EXPIRED", *kind_and_id(row))
    row.status, row.verification_code = "VERIFIED", ""
    row.save(update_fields=["status", "verification_code"])
    changed(row, {"status": ("PENDING", row.status)})
    return row


def wrong_code(row: VerifiedDestinationNumber) -> ValidationException:
    """The refusal of a guess, which is counted under the row's lock: of many at once, no more than five are judged."""
    if row.verification_code:
        row.wrong_codes += 1
        row.save(update_fields=["wrong_codes"])
    return ValidationException(
        "VERIFICATION_CODE_MISMATCH",
        # The wire has neither here; the log has.
        resource_type=KIND,
        resource_id=row.verified_destination_number_id,
        fields=(Field("VerificationCode", "code"),),
        keeps_writes=True,
    )


@operation
def delete_verified_destination_number(
    caller: Caller, *, verified_destination_number_id: str
) -> VerifiedDestinationNumber:
    """Delete a number, a day after it was added at the earliest.

    Raises: ConflictException RESOURCE_DELETION_NOT_ALLOWED; ResourceNotFoundException; ValidationException
            INVALID_ARN. Source: API_DeleteVerifiedDestinationNumber (2022-03-31); the day: AWS End User Messaging
            SMS guide, sandbox.
    """
    row = find_number(caller, verified_destination_number_id)
    first = row.created_timestamp + DAY
    if caller.now < first:
        raise ConflictException(
            "RESOURCE_DELETION_NOT_ALLOWED",
            *kind_and_id(row),
            about=TooEarly(row.destination_phone_number, first),
        )
    changed(row, gone(verified_destination_number_state(row)))
    row.delete()
    return row


@reading
def describe_verified_destination_numbers(
    caller: Caller,
    *,
    verified_destination_number_ids: Sequence[str] | None = None,
    destination_phone_numbers: Sequence[str] | None = None,
    filters: Sequence[Mapping] | None = None,
    next_token: str | None = None,
    max_results: int | None = None,
) -> SimpleNamespace:
    """Numbers of the account in the Region, the oldest first; what is given together must all fit.

    Raises: ResourceNotFoundException; ValidationException INVALID_ARN, INVALID_FILTER_VALUES, INVALID_NEXT_TOKEN.
    Source: API_DescribeVerifiedDestinationNumbers (2022-03-31).
    """
    rows = mine = VerifiedDestinationNumber.objects.for_caller(caller)
    ids = ids_in(caller, verified_destination_number_ids, KIND, "VerifiedDestinationNumberIds")
    numbers = [e164(number) for number in destination_phone_numbers or ()]
    rows = rows.filter(verified_destination_number_id__in=ids) if ids else rows
    rows = rows.filter(destination_phone_number__in=numbers) if numbers else rows
    page = paged(
        caller,
        filtered(rows, filters, FILTERS),
        "DescribeVerifiedDestinationNumbers",
        ids,
        numbers,
        filters,
        next_token=next_token,
        max_results=max_results,
    )
    must_be_found(mine, "verified_destination_number_id", ids, page.rows, KIND)
    must_be_found(mine, "destination_phone_number", numbers, page.rows, KIND)
    return SimpleNamespace(verified_destination_numbers=page.rows, next_token=page.next_token)


def find_number(caller: Caller, value: str) -> VerifiedDestinationNumber:
    """The number by ID or ARN, locked."""
    _, wanted = resource_of(caller, value, KIND, member="VerifiedDestinationNumberId")
    return the_one(VerifiedDestinationNumber.objects.for_caller(caller), wanted)


def must_be_pending(row: VerifiedDestinationNumber) -> None:
    if row.status != "PENDING":
        raise ConflictException("VERIFICATION_ALREADY_COMPLETE", *kind_and_id(row))


def must_be_able_to_send(caller: Caller, value: str) -> None:
    """The identity must exist and be active, and be no simulator."""
    identity = find_sender(caller, value)
    must_be_active(identity)
    if isinstance(identity, PhoneNumber) and identity.number_type == "SIMULATOR":
        raise invalid("OriginationIdentity", "simulator", value=value)
