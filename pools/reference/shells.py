"""The three shells that the guide has commands for: how each writes a command, and prepares itself for one."""

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pools.reference.clients import ENDPOINT, LEFTOVERS, SERVICE

UNQUOTED = re.compile(r"[A-Za-z0-9_./:+-]+")
# Cmdlets of the AWS Tools for PowerShell, as the guide has them; else the AWS CLI does there too.
CMDLETS = {
    "associate-origination-identity": "Register-SMSVOriginationIdentity",
    "set-default-sender-id": "Set-SMSVDefaultSenderId",
    "delete-default-sender-id": "Remove-SMSVDefaultSenderId",
}


def in_apostrophes(value: str) -> str:
    return value if UNQUOTED.fullmatch(value) else "'" + value.replace("'", "''") + "'"


def in_quotes(value: str) -> str:
    return value if UNQUOTED.fullmatch(value) else '"' + value.replace('"', '\\"') + '"'


@dataclass(frozen=True)
class Shell:
    """goes_on: ends a line that goes on in the next one. assign: a line that sets a variable of the environment, whose
    value is plain. forget: lines that take some away.
    """

    slug: str
    label: str
    goes_on: str
    quote: Callable[[str], str]
    assign: str
    forget: Callable[[Sequence[str]], Sequence[str]]
    cmdlets: Mapping[str, str]

    def command(self, words: Sequence[str], url: str, region: str) -> str:
        """An operation of the AWS CLI with its options, one a line, sent to this console."""
        cmdlet = self.cmdlets.get(words[0])
        lines = [[cmdlet or f"{SERVICE} {words[0]}"]]
        for word in [*words[1:], "--region", region, "--endpoint-url", url]:
            if word.startswith("--"):
                lines.append([as_parameter(word) if cmdlet else word])
            else:
                lines[-1].append(self.quote(word))
        return f" {self.goes_on}\n  ".join(" ".join(line) for line in lines)

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


def as_parameter(option: str) -> str:
    """--pool-id as a cmdlet has it: -PoolId."""
    return "-" + "".join(word.capitalize() for word in option.split("-"))


POSIX = Shell(
    "posix",
    "Linux, macOS, or Unix",
    "\\",
    shlex.quote,
    "export {name}={value}",
    lambda names: [f"unset {' '.join(names)}"],
    {},
)
SHELLS = (
    POSIX,
    Shell(
        "powershell",
        "PowerShell",
        "`",
        in_apostrophes,
        "$Env:{name} = '{value}'",
        lambda names: [f"Remove-Item -ErrorAction Ignore -Path {', '.join(f'Env:{name}' for name in names)}"],
        CMDLETS,
    ),
    Shell(
        "cmd",
        "Windows Command Prompt",
        "^",
        in_quotes,
        "set {name}={value}",
        lambda names: [f"set {name}=" for name in names],
        {},
    ),
)
