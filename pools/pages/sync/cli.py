"""A request of a plan as the command of the AWS CLI that does the same."""

from collections.abc import Mapping
from typing import Any

from pools.pages.kit.commands.calls import Call
from pools.pages.kit.commands.cli import cli_line

# As in sync/planned.py: the place of an ARN that AWS gives in an earlier step.
ARN_OF = "ArnOf"


def cli_command(operation: str, request: Mapping[str, Any], region: str) -> str:
    filled = {member: filled_in(value) for member, value in request.items()}
    return cli_line(Call(operation, filled), region)


def filled_in(value: Any) -> Any:
    return f"ARN_OF_{value[ARN_OF][1]}" if isinstance(value, Mapping) and ARN_OF in value else value
