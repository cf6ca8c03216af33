"""Calls as a shell's text, ready to paste."""

from pools.pages.kit.commands.calls import Call
from pools.pages.kit.commands.cli import cli_lines
from pools.pages.kit.commands.cmdlets import cmdlet_lines
from pools.reference.shells import POWERSHELL, Shell


def in_shell(shell: Shell, call: Call, url: str, region: str) -> str:
    """One command, an option a line, sent to this console."""
    if shell is POWERSHELL:
        lines = [*cmdlet_lines(call), f"-Region {shell.quote(region)}", f"-EndpointUrl {shell.quote(url)}"]
    else:
        lines = cli_lines(call, shell)
        lines += [f"--region {shell.quote(region)}", f"--endpoint-url {shell.quote(url)}"]
    return f" {shell.goes_on}\n  ".join(lines)
