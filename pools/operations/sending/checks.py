"""What keeps a message from being sent: the checks in AWS's order, and the price.

The order is inferred, as AWS publishes none: sender, country, protection, sandbox, opt-outs, price, spend limit.
"""

from datetime import timedelta
from decimal import Decimal

from django.db.models import F, QuerySet

from pools.errors import (
    ConflictException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ThrottlingException,
    invalid,
)
from pools.models import Message, MonthlySpend, OptedOutNumber, Tier, VerifiedDestinationNumber, link_of
from pools.operations.engine.caller import Caller
from pools.operations.engine.finding import resource_of
from pools.operations.rules.inbound import Effect, stops_until
from pools.operations.sending.originators import Asked, Originator
from pools.operations.sending.outgoing import Outgoing
from pools.reference import destinations, prices
from pools.refusals import CalledTooOften, NotVerified, OptedOut, Provoked, SpentUp

REACHED = {
    "TEXT": "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
    "MEDIA": "MONTHLY_SPEND_LIMIT_REACHED_FOR_MEDIA",
    "VOICE": "MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE",
}
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
# In the sandbox, of calls. Source: AWS End User Messaging guide, "Voice sandbox".
CALLS_A_DAY, CALLS_TO_ONE_A_DAY, CALLS_A_MINUTE = 20, 5, 5


def must_say_something(outgoing: Outgoing) -> None:
    """The model requires no body; what a message without one would be is undocumented."""
    if not outgoing.message_body and not outgoing.media_urls:
        raise invalid("MessageBody", "missing", reason="MISSING_PARAMETER")


def must_have_country(outgoing: Outgoing) -> None:
    country = outgoing.iso_country_code
    if not country:
        raise invalid("DestinationPhoneNumber", "nowhere", value=outgoing.destination)
    if country in destinations.NOT_SENDABLE:
        raise invalid(
            "DestinationPhoneNumber", "not_sendable", reason="DESTINATION_COUNTRY_BLOCKED", value=country
        )


def must_be_allowed(caller: Caller, outgoing: Outgoing, asked: Asked, originator: Originator) -> None:
    must_have_no_protection(caller, outgoing)
    if reason := destinations.conflict(outgoing.destination):
        raise ConflictException(reason, about=Provoked(outgoing.destination[-4:]))
    if asked.account.account_tier == Tier.SANDBOX:
        must_be_allowed_in_sandbox(caller, outgoing, asked)
    if is_opted_out(caller, outgoing.destination, originator.opt_out_list_name):
        about = OptedOut(outgoing.destination, originator.opt_out_list_name)
        raise ConflictException(
            "DESTINATION_PHONE_NUMBER_OPTED_OUT", "opted-out-number", outgoing.destination, about=about
        )


def is_opted_out(caller: Caller, destination: str, opt_out_list_name: str) -> bool:
    """In an account that is linked to AWS, what the phone's last reply did comes before what the list says.

    A recipient's STOP that doesn't act yet is none.
    """
    said = simulated_effect(caller, destination, opt_out_list_name) if link_of(caller) else None
    if said:
        return said == Effect.OPTED_OUT
    listed = OptedOutNumber.objects.filter(
        opt_out_list__account=caller.account,
        opt_out_list__region=caller.region,
        opt_out_list__opt_out_list_name=opt_out_list_name,
        opted_out_number=destination,
        is_opted_out=True,
    )
    late = {"end_user_opted_out": True, "opted_out_timestamp__gt": stops_until(caller.account, caller.now)}
    return listed.exclude(**late).exists()


def simulated_effect(caller: Caller, destination: str, opt_out_list_name: str) -> str | None:
    rows = Message.objects.for_caller(caller).conversation(destination)
    moving = rows.filter(
        kind=Message.Kind.REPLY,
        decision__simulated=True,
        decision__opt_out_list_name=opt_out_list_name,
        decision__effect__in=[Effect.OPTED_OUT.value, Effect.OPTED_IN.value],
    )
    until = stops_until(caller.account, caller.now)
    moving = moving.exclude(decision__effect=Effect.OPTED_OUT.value, created_timestamp__gt=until)
    return moving.values_list("decision__effect", flat=True).first()


def must_have_no_protection(caller: Caller, outgoing: Outgoing) -> None:
    """There are no protect configurations here, so there is none of that name."""
    if wanted := outgoing.protect_configuration_id:
        member = "ProtectConfigurationId"
        _, name = resource_of(caller, wanted, "protect-configuration", member=member)
        raise ResourceNotFoundException(resource_type="protect-configuration", resource_id=name)


def must_be_allowed_in_sandbox(caller: Caller, outgoing: Outgoing, asked: Asked) -> None:
    """Simulators need no verification. Calls are counted, too."""
    verified = VerifiedDestinationNumber.objects.for_caller(caller)
    verified = verified.filter(destination_phone_number=outgoing.destination, status="VERIFIED")
    if not asked.wanted.to_simulator and not verified.exists():
        about = NotVerified(outgoing.destination)
        raise ConflictException(
            "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
            "verified-destination-number",
            outgoing.destination,
            about=about,
        )
    if outgoing.kind == "VOICE":
        must_not_call_too_often(caller, asked)


def must_not_call_too_often(caller: Caller, asked: Asked) -> None:
    """Which exception AWS has for 20 calls a day is inferred: the one for a recipient's own limit."""
    calls = Message.objects.for_caller(caller).filter(
        kind=Message.Kind.VOICE, created_timestamp__gt=asked.now - A_DAY
    )
    found = list(
        calls.newest_first().values_list("destination_phone_number", "created_timestamp")[:CALLS_A_DAY]
    )
    to_one = [to for to, _ in found].count(asked.destination)
    for count, limit in ((len(found), CALLS_A_DAY), (to_one, CALLS_TO_ONE_A_DAY)):
        if count >= limit:
            raise ServiceQuotaExceededException("DAILY_DESTINATION_CALL_LIMIT", about=CalledTooOften(limit))
    if sum(when > asked.now - A_MINUTE for _, when in found) >= CALLS_A_MINUTE:
        raise ThrottlingException()


def must_be_cheap_enough(outgoing: Outgoing) -> None:
    """MaxPrice is of the message, as the model says; the guide of 2023 has it of a part."""
    if outgoing.max_price is None:
        return
    if Decimal(outgoing.max_price) * prices.UNITS_PER_DOLLAR < outgoing.units:
        member = "MaxPricePerMinute" if outgoing.kind == "VOICE" else "MaxPrice"
        raise invalid(member, "price_over", reason="PRICE_OVER_THRESHOLD", value=dollars(outgoing.units))


def dollars(units: int) -> str:
    return f"{Decimal(units) / prices.UNITS_PER_DOLLAR:.5f}"


def charge(caller: Caller, outgoing: Outgoing, asked: Asked, *, dry_run: bool) -> None:
    """Count what the message costs against the month's limit; a dry run asks only whether there is room.

    In one statement where the month has a row: of two at once both are counted.
    """
    limit = (
        asked.account.monthly_spend_limit if outgoing.kind == "TEXT" else Decimal(prices.OTHER_SPEND_LIMIT)
    )
    room = int(limit * prices.UNITS_PER_DOLLAR) - outgoing.units
    key = {"month": f"{asked.now:%Y-%m}", "kind": outgoing.kind}
    rows = MonthlySpend.objects.for_caller(caller).filter(**key)
    if dry_run:
        is_spent = room < 0 or rows.filter(units__gt=room).exists()
    else:
        is_spent = room < 0 or not spent(caller, rows, key, room, outgoing.units)
    if is_spent:
        raise ServiceQuotaExceededException(REACHED[outgoing.kind], about=SpentUp(f"{limit:,.2f}"))


def spent(caller: Caller, rows: QuerySet, key: dict[str, str], room: int, units: int) -> bool:
    """Whether there was room for it."""
    if rows.filter(units__lte=room).update(units=F("units") + units):
        return True
    place = {"account": caller.account, "region": caller.region}
    _, is_first = MonthlySpend.objects.get_or_create(**place, **key, defaults={"units": units})
    # Else it is the row of another, who was first by a moment, or there is no room.
    return is_first or bool(rows.filter(units__lte=room).update(units=F("units") + units))
