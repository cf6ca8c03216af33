"""Resource policies as pages show them, and as people write them: JSON, of which the wrong line is named."""

import json
from typing import Any

from django.db.models import Model

from pools.models import ResourcePolicy
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.resources import arn_of
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.words import reasons

CHANGE_POLICIES = "change resource policies"
# By how Python's parser begins its sentence.
MISTAKES = {
    "Expecting ','": "a comma is missing.",
    "Expecting ':'": "a colon is missing.",
    "Expecting property name": "a name in double quotes is missing.",
    "Expecting value": "a value is missing.",
    "Illegal trailing comma": "there is a comma too many.",
    "Unterminated string": "a quotation mark is missing.",
    "Invalid control character": "a quotation mark is missing.",
    "Invalid \\": "a backslash stands where none may be.",
    "Extra data": "there is something after the end.",
}
# What a policy begins with, by what it lets use the resource: a service of AWS, or somebody's account.
STARTS = {
    "sns": ("Let Amazon SNS use it", {"Service": "sns.amazonaws.com"}),
    "pinpoint": ("Let Amazon Pinpoint use it", {"Service": "mobile.amazonaws.com"}),
    "account": ("Let another account use it", {"AWS": "arn:aws:iam::123456789012:root"}),
}


def mistake_in(text: str) -> str:
    """The first thing that keeps a text from being JSON, with its line; "" where it is JSON."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        found = (words for start, words in MISTAKES.items() if error.msg.startswith(start))
        return f"Line {error.lineno:,}: {next(found, 'this is no JSON.')}"
    except ValueError:  # Python reads no number of more digits than it would write out.
        return "A number in it has too many digits."
    except RecursionError:
        return "It is nested too deep."
    return ""


def start_of(name: str, resource: Model) -> str:
    _, principal = STARTS[name]
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": ["sms-voice:SendTextMessage"],
        "Resource": arn_of(resource),
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def policy_of(caller: Caller, resource: Model) -> str:
    """The policy as it was put; "" for none."""
    rows = ResourcePolicy.objects.for_caller(caller).filter(resource_arn=arn_of(resource))
    return rows.values_list("policy", flat=True).first() or ""


def policy_section(caller: Caller, resource: Model, page: str) -> dict[str, Any]:
    """What kit/policy.html draws. page: the resource's own address."""
    return {
        "resource_policy": {
            "text": policy_of(caller, resource),
            "edit_url": f"{page}policy/",
            "remove_url": f"{page}policy/remove/",
            "locked": reasons.why_not(caller, Permission.CHANGE_RESOURCES, CHANGE_POLICIES),
            "is_linked": is_linked(caller),
        }
    }
