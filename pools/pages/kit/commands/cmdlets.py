"""A call as a cmdlet of the AWS Tools for PowerShell takes it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pools.pages.kit.commands.calls import Call
from pools.reference.cmdlets import CMDLETS
from pools.reference.quoting import for_powershell, in_apostrophes

NAME = re.compile("[A-Za-z]+")
PLURALS = (("ies", "y"), ("s", ""))


def cmdlet_lines(call: Call) -> list[str]:
    """The cmdlet, and a parameter a line."""
    return [CMDLETS[call.operation], *(f"-{name} {given}" for name, given in _parameters(call))]


def _parameters(call: Call) -> Iterator[tuple[str, str]]:
    for member, value in call.request.items():
        kind = call.kind(member)
        if kind == "structure":
            # Its members are parameters of their own.
            yield from ((f"{member}_{name}", as_argument(one)) for name, one in value.items())
        else:
            is_many = kind in ("list", "map", "integer")
            yield (singular(member) if is_many else member), as_argument(value)


def singular(name: str) -> str:
    """PoolIds is PoolId there, and NumberCapabilities is NumberCapability."""
    for ending, instead in PLURALS:
        if name.endswith(ending):
            return name.removesuffix(ending) + instead
    return name


def as_argument(value: Any) -> str:
    if isinstance(value, str):
        return for_powershell(value)
    if isinstance(value, list) and value:
        return ", ".join(map(as_expression, value))
    return as_expression(value)


def as_expression(value: Any) -> str:
    if isinstance(value, bool):
        return f"${value}".lower()
    if isinstance(value, list):
        return f"@({', '.join(map(as_expression, value))})"
    if isinstance(value, Mapping):
        return f"@{{{'; '.join(f'{_key(key)} = {as_expression(one)}' for key, one in value.items())}}}"
    return in_apostrophes(value) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return key if NAME.fullmatch(key) else in_apostrophes(key)
