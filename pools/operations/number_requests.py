"""Several phone numbers requested as one act: RequestPhoneNumber for each, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pools.errors import ServiceError
from pools.operations.engine.caller import Caller
from pools.operations.engine.verb import operation
from pools.operations.phone_numbers import Answer, request_phone_number
from pools.refusals import FormRow

# Of one kind.
MOST_AT_ONCE = 10


@dataclass(frozen=True)
class NumberKind:
    """So many numbers of one kind."""

    iso_country_code: str
    number_type: str
    number_capabilities: Sequence[str]
    message_type: str
    quantity: int = 1


@operation
def request_phone_numbers(
    caller: Caller,
    *,
    wanted: Sequence[NumberKind],
    request_token: str,
    opt_out_list_name: str | None = None,
    pool_id: str | None = None,
    deletion_protection_enabled: bool = False,
    tags: Mapping[str, str] | None = None,
) -> list[Answer]:
    """RequestPhoneNumber, as often as numbers are wanted.

    request_token: of the form, up to 56 characters; the same request sent again gets the same numbers, and no more.
    Raises: as RequestPhoneNumber, with the place in `wanted` of what is refused as the form's row.
    """
    answers, total = [], sum(kind.quantity for kind in wanted)
    for place, kind in enumerate(wanted):
        for _ in range(kind.quantity):
            try:
                answer = request_phone_number(
                    caller,
                    iso_country_code=kind.iso_country_code,
                    number_type=kind.number_type,
                    number_capabilities=list(kind.number_capabilities),
                    message_type=kind.message_type,
                    opt_out_list_name=opt_out_list_name,
                    pool_id=pool_id,
                    deletion_protection_enabled=deletion_protection_enabled or None,
                    tags=[{"Key": key, "Value": value} for key, value in (tags or {}).items()] or None,
                    client_token=f"{request_token}-{total}-{len(answers)}",
                )
            except ServiceError as error:
                error.row = FormRow("numbers", str(place))
                raise
            answers.append(answer)
    return answers
