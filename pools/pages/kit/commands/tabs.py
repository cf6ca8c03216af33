"""The languages that commands are shown in: the three shells of the guide, and Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from pools.pages.kit.commands.calls import Call
from pools.pages.kit.commands.python import python_text
from pools.pages.kit.commands.written import in_shell
from pools.reference.shells import CMD, POSIX, POWERSHELL, Shell

# Calls, the endpoint and the Region as text.
Writer = Callable[[Sequence[Call], str, str], str]


@dataclass(frozen=True)
class Tab:
    slug: str
    label: str
    write: Writer


def _in_shell(shell: Shell, calls: Sequence[Call], url: str, region: str) -> str:
    return "\n\n".join(in_shell(shell, call, url, region) for call in calls)


TABS: Mapping[str, Tab] = MappingProxyType(
    {
        tab.slug: tab
        for tab in (
            Tab(POSIX.slug, f"AWS CLI ({POSIX.label})", partial(_in_shell, POSIX)),
            Tab(POWERSHELL.slug, POWERSHELL.label, partial(_in_shell, POWERSHELL)),
            Tab(CMD.slug, CMD.label, partial(_in_shell, CMD)),
            Tab("python", "Python (boto3)", python_text),
        )
    }
)
FIRST_TAB = POSIX.slug
