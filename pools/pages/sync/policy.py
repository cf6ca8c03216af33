"""The IAM policies to copy, line by line, so that a missing action can be pointed at."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from pools.reference.aws_policies import policy

ACTION = re.compile(r'"((?:sms-voice|iam):\w+)"')
# Which of the two is shown, as the address has it.
PARAMETER, WRITES = "policy", "apply"

LINE = '<span class="policy__line{}"{} data-number="{}">{}{}</span>'
MISSING = mark_safe('<span class="visually-hidden"> (missing)</span>')


class Line(NamedTuple):
    number: int
    text: str
    anchor: str = ""
    is_missing: bool = False

    @property
    def parts(self) -> tuple[Any, ...]:
        mark = format_html(' id="{}"', self.anchor) if self.anchor else ""
        missing = " policy__line--missing" if self.is_missing else ""
        return missing, mark, self.number, self.text, MISSING if self.is_missing else ""


def policy_box(request: HttpRequest, *, missing: str = "") -> dict[str, Any]:
    """What sync/policy.html draws. missing: the action that AWS refused, which is marked."""
    caller = request.caller
    read = policy_text(caller.account.account_id, caller.region, write=False)
    asked = request.GET.get(PARAMETER)
    # Of what only the larger one has, the line is there.
    writes = asked == WRITES or (asked is None and bool(missing) and f'"{missing}"' not in read)
    text = policy_text(caller.account.account_id, caller.region, write=True) if writes else read
    return {
        "text": text,
        "lines": format_html_join("", LINE, (line.parts for line in lines_of(text, missing))),
        "segments": [
            {"text": "Read", "href": f"{request.path}?{PARAMETER}=read", "active": not writes},
            {
                "text": "Read and apply",
                "href": f"{request.path}?{PARAMETER}={WRITES}",
                "active": writes,
            },
        ],
    }


def policy_text(account_id: str, region: str, *, write: bool) -> str:
    return json.dumps(policy(account_id, region, write=write), indent=1)


def lines_of(text: str, missing: str) -> Iterator[Line]:
    named: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        found = ACTION.search(line)
        action = found[1] if found else ""
        anchor = anchor_of(action) if action and action not in named else ""
        named.add(action)
        yield Line(number, line, anchor, bool(action) and action == missing)


def anchor_of(action: str) -> str:
    """Of the first line that has it: "policy-sms-voice-TagResource"."""
    return f"policy-{action.replace(':', '-')}"


def line_number(account_id: str, region: str, action: str) -> int:
    """Where the larger policy has the action; 0 where it has not."""
    lines = lines_of(policy_text(account_id, region, write=True), action)
    return next((line.number for line in lines if line.is_missing), 0)
