"""A request of a plan as the command of the AWS CLI that does the same."""

import json
import shlex
from collections.abc import Mapping
from typing import Any

from pools.shapes import xform_name

SERVICE = "aws pinpoint-sms-voice-v2"
# As in sync/planned.py: the place of an ARN that AWS gives in an earlier step.
ARN_OF = "ArnOf"


def cli_command(operation: str, request: Mapping[str, Any], region: str) -> str:
    words = [SERVICE, dashed(operation)]
    for member, value in request.items():
        option = f"--{dashed(member)}"
        if isinstance(value, bool):
            words.append(option if value else f"--no-{dashed(member)}")
        else:
            words.append(f"{option} {argument(value)}")
    return " ".join([*words, f"--region {region}"])


def dashed(name: str) -> str:
    return xform_name(name).replace("_", "-")


def argument(value: Any) -> str:
    if isinstance(value, Mapping) and ARN_OF in value:
        return f"ARN_OF_{value[ARN_OF][1]}"
    if isinstance(value, list):
        return " ".join(shlex.quote(shorthand(one)) for one in value)
    return shlex.quote(json.dumps(value) if isinstance(value, Mapping) else str(value))


def shorthand(value: Any) -> str:
    """ "Key=Team,Value=risk" of a tag; other structures as JSON."""
    if isinstance(value, Mapping):
        plain = all(isinstance(part, str) and not set(part) & set(",='\" ") for part in value.values())
        return ",".join(f"{key}={part}" for key, part in value.items()) if plain else json.dumps(value)
    return str(value)
