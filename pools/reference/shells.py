"""The three shells that the guide has commands for: how each writes a value, and prepares itself for a command."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pools.reference.clients import ENDPOINT, LEFTOVERS, SERVICE
from pools.reference.quoting import CONTROL, UNFIT_FOR_CMD, for_cmd, for_posix, for_powershell, json_for_cmd


@dataclass(frozen=True)
class Shell:
    """goes_on: ends a line that goes on in the next one. assign: a line that sets a variable of the environment, whose
    value is plain. forget: lines that take some away. unfit: what no argument can hold, but
    as in_json writes it in JSON.
    """

    slug: str
    label: str
    goes_on: str
    quote: Callable[[str], str]
    assign: str
    forget: Callable[[Sequence[str]], Sequence[str]]
    unfit: re.Pattern[str] = CONTROL
    in_json: Callable[[str], str] = str

    def prepared(self, url: str, access_key_id: str, secret: str, region: str) -> tuple[list[str], str]:
        """Lines that end in a first command, which every client can be given, and the one that makes newer clients do
        without the option."""
        variables = {
            "AWS_ACCESS_KEY_ID": access_key_id,
            "AWS_SECRET_ACCESS_KEY": secret,
            # The SDK for JavaScript reads the first, Python's the second.
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
        }
        lines = [self.assign.format(name=name, value=value) for name, value in variables.items()]
        first = f"{SERVICE} describe-pools --endpoint-url {self.quote(url)}"
        return [*lines, *self.forget(LEFTOVERS), first], self.assign.format(name=ENDPOINT, value=url)


POSIX = Shell(
    "posix",
    "Linux, macOS, or Unix",
    "\\",
    for_posix,
    "export {name}={value}",
    lambda names: [f"unset {' '.join(names)}"],
)
POWERSHELL = Shell(
    "powershell",
    "PowerShell",
    "`",
    for_powershell,
    "$Env:{name} = '{value}'",
    lambda names: [f"Remove-Item -ErrorAction Ignore -Path {', '.join(f'Env:{name}' for name in names)}"],
)
CMD = Shell(
    "cmd",
    "Windows Command Prompt",
    "^",
    for_cmd,
    "set {name}={value}",
    lambda names: [f"set {name}=" for name in names],
    UNFIT_FOR_CMD,
    json_for_cmd,
)
SHELLS = (POSIX, POWERSHELL, CMD)
