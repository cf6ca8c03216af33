"""The API's exceptions, with their Reason. Doors compose their words from what these carry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pools.refusals import About, FormRow


@dataclass(frozen=True)
class Field:
    """One member of a request that is not right.

    name: the API's member name, `Tags[2].Key` inside lists. problem: `missing`, `type`, `too_long`, `too_short`,
    `too_many`, `too_few`, `too_large`, `too_small`, `characters`, `enum`, or a rule's own word. limit: the bound
    that was passed. value: what is wrong, or the part of it that is; expected: what that part must be.
    """

    name: str
    problem: str
    value: Any = None
    limit: int | Decimal | None = None
    expected: str = ""


@dataclass
class ServiceError(Exception):
    """A refusal, as the API would answer it.

    reason: the Reason enum's value. resource_type, resource_id: as in the API ("pool", "pool-…"). full_id: the ID as
    the activity log has it, where that is another. about: what a sentence needs to name where the refusal is about
    no member. row: the row of a form that led to it. keeps_writes: what was written before it stays, as a count of
    refusals must.
    """

    reason: str = ""
    resource_type: str = ""
    resource_id: str = ""
    full_id: str = ""
    fields: Sequence[Field] = ()
    about: About | None = None
    row: FormRow | None = None
    keeps_writes: bool = False

    @property
    def code(self) -> str:
        # The classes are called as the model calls its exceptions, by which answers find their members.
        return type(self).__name__

    def __str__(self) -> str:
        return f"{self.code} {self.reason} {self.resource_type} {self.resource_id} {list(self.fields) or ''}".strip()

    # A dataclass that compares by its values would have no hash, which every other exception has.
    __hash__ = Exception.__hash__


class AccessDeniedException(ServiceError):
    """The caller's role does not allow the operation (no Reason)."""


class ConflictException(ServiceError):
    """The request and the state of a resource do not go together."""


class InternalServerException(ServiceError):
    """The console could not do it now; the same request may work in a moment."""


class ResourceNotFoundException(ServiceError):
    """There is no such resource in the caller's account and Region (no Reason)."""


class ServiceQuotaExceededException(ServiceError):
    """A quota is used up."""


class ThrottlingException(ServiceError):
    """Too many requests (no Reason)."""


class ValidationException(ServiceError):
    """The request itself is not right; `fields` says where."""


def invalid(
    name: str,
    problem: str,
    *,
    reason: str = "INVALID_PARAMETER",
    value: Any = None,
    limit: int | Decimal | None = None,
    expected: str = "",
) -> ValidationException:
    """A ValidationException about one member; the arguments are its Field's."""
    return ValidationException(reason, fields=(Field(name, problem, value, limit, expected),))


def refusals_of(*rules: Callable[[], None]) -> list[ValidationException]:
    """What each of the rules refuses, so that a form can say all of it at once."""
    refusals = []
    for rule in rules:
        try:
            rule()
        except ValidationException as error:
            refusals.append(error)
    return refusals
