"""A call as the AWS CLI takes it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pools.pages.kit.commands.calls import Call, as_json, dashed
from pools.reference.clients import SERVICE
from pools.reference.shells import POSIX, Shell

# The AWS CLI reads an option in the first, and loads a file or a page in place of the others.
TAKEN_OTHERWISE = re.compile(r"-|fileb?://|https?://")
BEGINS_JSON = re.compile(r"\s*[\[{]")
# What its shorthand syntax takes as it stands.
PLAIN = re.compile(r"[A-Za-z0-9_./:+*#$-](?:[A-Za-z0-9_./:+*#$ -]*[A-Za-z0-9_./:+*#$-])?")


def cli_lines(call: Call, shell: Shell) -> list[str]:
    """The operation, and an option a line."""
    return [f"{SERVICE} {dashed(call.operation)}", *(" ".join(option) for option in _options(call, shell))]


def cli_line(call: Call, region: str) -> str:
    """On one line, sent to AWS itself."""
    return " ".join([*cli_lines(call, POSIX), f"--region {region}"])


def _options(call: Call, shell: Shell) -> Iterator[list[str]]:
    beside = {}
    for member, value in call.request.items():
        if isinstance(value, bool):
            yield [f"--{dashed(member)}" if value else f"--no-{dashed(member)}"]
        elif fits_an_option(value, shell):
            yield [f"--{dashed(member)}", *map(shell.quote, arguments(value, shell))]
        else:
            beside[member] = value
    if beside:
        yield ["--cli-input-json", shell.quote(shell.in_json(as_json(beside)))]


def fits_an_option(value: Any, shell: Shell) -> bool:
    """Nor may there be a line break: only some shells can hold one, and JSON needs none."""
    if isinstance(value, str):
        return not TAKEN_OTHERWISE.match(value) and not shell.unfit.search(value)
    if isinstance(value, list):
        texts = [one for one in value if isinstance(one, str)]
        return bool(value) and all(fits_an_option(one, shell) and not BEGINS_JSON.match(one) for one in texts)
    return True


def arguments(value: Any, shell: Shell) -> list[str]:
    if isinstance(value, list):
        written = [shorthand(one) if isinstance(one, Mapping) else str(one) for one in value]
        return written if all(written) or isinstance(value[0], str) else [shell.in_json(as_json(value))]
    if isinstance(value, Mapping):
        return [shorthand(value) or shell.in_json(as_json(value))]
    return [str(value)]


def shorthand(value: Mapping[str, Any]) -> str:
    """ "Key=Team,Value=risk" of a tag; "" of what needs JSON."""
    parts = [(key, one if isinstance(one, list) else [one]) for key, one in value.items()]
    is_plain = all(
        PLAIN.fullmatch(key) and given and all(isinstance(one, str) and PLAIN.fullmatch(one) for one in given)
        for key, given in parts
    )
    return ",".join(f"{key}={','.join(given)}" for key, given in parts) if is_plain else ""
