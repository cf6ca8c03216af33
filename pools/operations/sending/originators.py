"""From what a request names, or leaves out, to whom its message is from; or the API's refusal.

A pool holds its members to more than a number is held to that a request names itself: of those, some have reached
countries that their pool found nobody for (a report of 2026 about Canada).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pools.errors import ConflictException, ValidationException, invalid
from pools.models import Account, ConfigurationSet, PhoneNumber, Pool, SenderId
from pools.models.opt_out_lists import DEFAULT
from pools.models.scope import kept_sender_id
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import kind_and_id
from pools.operations.engine.senders import find_sender
from pools.operations.rules.choosing import (
    BY_SENDER_ID,
    CAPABILITY_OF,
    SIMULATOR,
    TOLL_FREE,
    Decision,
    Verdict,
    Wanted,
    Why,
    choose,
    sender_id_bars,
    what_bars,
)
from pools.operations.rules.statuses import must_be_active
from pools.operations.sending.senders import (
    Identities,
    candidate,
    candidates_of,
    history_of,
    identities_in,
    of_account,
)
from pools.reference import countries
from pools.refusals import LacksCapability, NoSender, OtherType

# What recipients see where AWS sends by a route that is shared, or under a name that is not registered.
GENERIC = "NOTICE"
SENDER_ID_REFUSED = {
    Why.NO_SENDER_IDS: ("no_sender_ids_there", "SENDER_ID_NOT_SUPPORTED"),
    Why.REGISTRATION: ("not_registered_there", "SENDER_ID_NOT_REGISTERED"),
}


class By(StrEnum):
    """How a message got its sender: a request named it; a pool or the whole account chose it; or none of these."""

    NAMED = "NAMED"
    POOL = "POOL"
    ACCOUNT = "ACCOUNT"
    DEFAULT_SENDER_ID = "DEFAULT_SENDER_ID"
    SHARED_ROUTE = "SHARED_ROUTE"


@dataclass(frozen=True)
class Originator:
    """Whom a message is from. shown: what the phone shows. decision: why, of all there were.

    origination_identity: its full ID, "" of a shared route.
    """

    by: By
    shown: str
    message_type: str
    decision: Decision
    origination_identity: str = ""
    opt_out_list_name: str = DEFAULT
    pool_id: str = ""


@dataclass(frozen=True)
class Asked:
    """What of a request decides whom its message is from. wanted: its message_type is "" where none was given."""

    origination_identity: str
    destination: str
    wanted: Wanted
    account: Account
    configuration_set: ConfigurationSet | None
    now: datetime


def originator_for(caller: Caller, asked: Asked) -> Originator:
    """Raise: ResourceNotFoundException; ConflictException RESOURCE_NOT_ACTIVE, MESSAGE_TYPE_MISMATCH,
    NUMBER_CAPABILITIES_MISMATCH, NO_ORIGINATION_IDENTITIES_FOUND; ValidationException INVALID_ARN,
    SENDER_ID_NOT_SUPPORTED, SENDER_ID_NOT_REGISTERED, INVALID_IDENTITY_FOR_DESTINATION_COUNTRY,
    INTERNATIONAL_SENDING_NOT_SUPPORTED, VOICE_CAPABILITY_NOT_AVAILABLE.
    """
    if not asked.origination_identity:
        return by_account(caller, asked)
    country = asked.wanted.iso_country_code
    row = find_sender(caller, asked.origination_identity, iso_country_code=country)
    must_be_active(row)
    return by_pool(caller, asked, row) if isinstance(row, Pool) else by_name(asked, row)


def by_name(asked: Asked, row: PhoneNumber | SenderId) -> Originator:
    one = candidate(row)
    must_be_capable(row, asked.wanted.kind)
    (must_reach if isinstance(row, PhoneNumber) else must_be_known_there)(row, asked.wanted)
    types = [row.message_type] if isinstance(row, PhoneNumber) else row.message_types
    usual = default_type(asked) if default_type(asked) in types or not types else types[0]
    message_type = asked.wanted.message_type or usual
    must_be_of_type(row, types, message_type)
    return Originator(
        by=By.NAMED,
        shown=shown(row),
        message_type=message_type,
        decision=Decision(one, (Verdict(one),)),
        origination_identity=one.origination_identity,
        opt_out_list_name=opt_out_list_name(row),
    )


def by_pool(caller: Caller, asked: Asked, pool: Pool) -> Originator:
    if asked.wanted.message_type:
        must_be_of_type(pool, [pool.message_type], asked.wanted.message_type)
    wanted = replace(asked.wanted, message_type=pool.message_type)
    decision, row = decided(caller, asked, wanted, identities_in(pool))
    found = chosen_of(row, wanted, decision, by=By.POOL) if row else None
    if found is None and pool.shared_routes_enabled:
        found = by_shared_route(wanted, decision)
    if found is None:
        about = NoSender(pool.label, wanted.iso_country_code)
        raise ConflictException("NO_ORIGINATION_IDENTITIES_FOUND", *kind_and_id(pool), about=about)
    return replace(found, pool_id=pool.pool_id, opt_out_list_name=pool.opt_out_list_name)


def by_account(caller: Caller, asked: Asked) -> Originator:
    """Numbers and registered sender IDs come before a default sender ID, and that before other sender IDs."""
    wanted = replace(asked.wanted, message_type=asked.wanted.message_type or default_type(asked))
    decision, row = decided(caller, asked, wanted, of_account(caller, wanted.iso_country_code))
    found = chosen_of(row, wanted, decision, by=By.ACCOUNT) if row else None
    if row is None or (isinstance(row, SenderId) and not row.registered):
        default = by_default_sender_id(asked, wanted, decision)
        # Where it is the very one that was found, it is not behind itself.
        if default and (found is None or default.origination_identity != found.origination_identity):
            found = default
    found = found or by_shared_route(wanted, decision)
    if found is None:
        about = NoSender("", wanted.iso_country_code)
        raise ConflictException("NO_ORIGINATION_IDENTITIES_FOUND", about=about)
    return found


def chosen_of(row: PhoneNumber | SenderId, wanted: Wanted, decision: Decision, *, by: By) -> Originator:
    return Originator(
        by=by,
        shown=shown(row),
        message_type=wanted.message_type,
        decision=decision,
        origination_identity=decision.chosen.origination_identity,
        opt_out_list_name=opt_out_list_name(row),
    )


def decided(
    caller: Caller, asked: Asked, wanted: Wanted, identities: Identities
) -> tuple[Decision, PhoneNumber | SenderId | None]:
    rows = candidates_of(identities)
    names = [one.origination_identity for one in rows]
    decision = choose(rows, wanted, history_of(caller, asked.destination, names, asked.now), asked.now)
    return decision, rows.get(decision.chosen)


def decision_of(caller: Caller, asked: Asked) -> Decision:
    """Why each sender would be chosen or not, also where the message would be refused. Nothing is checked."""
    row = None
    if asked.origination_identity:
        row = find_sender(caller, asked.origination_identity, iso_country_code=asked.wanted.iso_country_code)
    if row is None:
        wanted = replace(asked.wanted, message_type=asked.wanted.message_type or default_type(asked))
        return decided(caller, asked, wanted, of_account(caller, wanted.iso_country_code))[0]
    if isinstance(row, Pool):
        wanted = replace(asked.wanted, message_type=asked.wanted.message_type or row.message_type)
        return decided(caller, asked, wanted, identities_in(row))[0]
    one = candidate(row)
    return Decision(one, (Verdict(one),))


def by_default_sender_id(asked: Asked, wanted: Wanted, decision: Decision) -> Originator | None:
    """The configuration set's, else the account's; it need not be one of the account's sender IDs."""
    of_set = asked.configuration_set.default_sender_id if asked.configuration_set else ""
    name = of_set or asked.account.default_sender_id
    country = countries.country(wanted.iso_country_code)
    if not name or wanted.kind != "TEXT" or (country and not country.supports_sender_id):
        return None
    is_refused = country is not None and country.requires_registration
    identity = "" if is_refused else f"{kept_sender_id(name)}/{wanted.iso_country_code}"
    return Originator(
        by=By.DEFAULT_SENDER_ID,
        shown=GENERIC if is_refused else name,
        message_type=wanted.message_type,
        decision=behind_default(decision, name, identity),
        origination_identity=identity,
    )


def behind_default(decision: Decision, name: str, identity: str) -> Decision:
    """The default sender ID first, where it is one of the account's, and all others behind it."""
    own = [one.candidate for one in decision.verdicts if one.candidate.origination_identity == identity]
    behind = (
        replace(one, why=one.why or Why.ORDER, than=one.than or name, than_kind=one.than_kind or BY_SENDER_ID)
        for one in decision.verdicts
        if one.candidate not in own
    )
    return Decision(own[0] if own else None, (*map(Verdict, own), *behind))


def by_shared_route(wanted: Wanted, decision: Decision) -> Originator | None:
    """AWS says where there are none; elsewhere they are taken to be there, as it promises no more than to try."""
    country = countries.country(wanted.iso_country_code)
    if wanted.kind != "TEXT" or country is None or country.lacks_shared_routes:
        return None
    return Originator(By.SHARED_ROUTE, GENERIC, wanted.message_type, decision)


def default_type(asked: Asked) -> str:
    of_set = asked.configuration_set.default_message_type if asked.configuration_set else ""
    return of_set or "TRANSACTIONAL"


def shown(row: PhoneNumber | SenderId) -> str:
    return row.phone_number if isinstance(row, PhoneNumber) else row.sender_id


def opt_out_list_name(row: PhoneNumber | SenderId) -> str:
    """AWS does not say which list holds for a sender ID that is used outside a pool; this is inferred."""
    return row.settings.opt_out_list_name if isinstance(row, PhoneNumber) else DEFAULT


# What a sender that a request names must be


def must_be_of_type(row: Pool | PhoneNumber | SenderId, types: list[str], message_type: str) -> None:
    if message_type not in types:
        about = OtherType(row.label, tuple(types), message_type)
        raise ConflictException("MESSAGE_TYPE_MISMATCH", *kind_and_id(row), about=about)


def must_be_capable(row: PhoneNumber | SenderId, kind: str) -> None:
    capability = CAPABILITY_OF[kind]
    if capability in row.number_capabilities:
        return
    if kind == "VOICE":
        raise invalid("OriginationIdentity", "no_voice", reason="VOICE_CAPABILITY_NOT_AVAILABLE")
    about = LacksCapability(row.label, capability)
    raise ConflictException("NUMBER_CAPABILITIES_MISMATCH", *kind_and_id(row), about=about)


def must_reach(number: PhoneNumber, wanted: Wanted) -> None:
    """Its country is not asked for. A simulator reaches simulators of its own; a toll-free number what it may."""
    country = wanted.iso_country_code
    is_abroad = number.iso_country_code != country
    if number.number_type == SIMULATOR and (is_abroad or not wanted.to_simulator):
        raise not_reached(country)
    if number.number_type == TOLL_FREE and is_abroad and not number.international_sending_enabled:
        raise invalid(
            "OriginationIdentity",
            "sends_at_home",
            reason="INTERNATIONAL_SENDING_NOT_SUPPORTED",
            value=country,
        )


def sends_where_named(number: PhoneNumber, iso_country_code: str) -> bool:
    """Whether a request that names it is taken for a country where no pool would send from it."""
    wanted = Wanted(iso_country_code)
    if what_bars(candidate(number), wanted) != Why.COUNTRY:
        return False
    try:
        must_reach(number, wanted)
    except ValidationException:
        return False
    return True


def must_be_known_there(sender: SenderId, wanted: Wanted) -> None:
    """As among the members of a pool."""
    country, why = wanted.iso_country_code, sender_id_bars(candidate(sender), wanted)
    if why == Why.COUNTRY:
        raise not_reached(country)
    if why:
        problem, reason = SENDER_ID_REFUSED[why]
        raise invalid("OriginationIdentity", problem, reason=reason, value=country)


def not_reached(country: str) -> ValidationException:
    return invalid(
        "OriginationIdentity", "not_reached", reason="INVALID_IDENTITY_FOR_DESTINATION_COUNTRY", value=country
    )
