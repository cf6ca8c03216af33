"""ARNs in requests. Where only one part of an ARN is wrong, the refusal names that part and what it must be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pools.errors import Field, ValidationException
from pools.operations.engine.caller import Caller
from pools.reference import regions

BEGINNING = "arn"
PARTS = re.compile(r"([^:]*):([^:]*):([^:]*):([^:]*):([^:]*)(?::(.*))?")
ANY_PARTITION = "aws[a-z-]*"
ANY_REGION = "[a-z0-9-]+"
LONGEST_SHOWN = 64
ACCOUNT = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class Form:
    """What the ARNs of one kind of resource look like.

    problem: what a value has that is not nearly one. names: how the resource's part is written, for people.
    region: "here" (that of the request), "any" of the partition, "none" where such a resource is in no Region, or
    "elsewhere" where only what is well-formed is asked for, since `elsewhere` tells the rest.
    """

    problem: str
    service: str
    resource: re.Pattern[str]
    names: str
    region: str = "any"


# The lengths are AWS's own limits on the names of topics, log groups and delivery streams.
TOPIC_NAME_LENGTH = 256
TOPIC_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{TOPIC_NAME_LENGTH}}}(?:\.fifo)?")
CHANNEL = Form("not_a_topic", "sns", TOPIC_NAME, "TopicName", "here")
TOPIC = Form("not_sns", "sns", TOPIC_NAME, "TopicName")
ROLE = Form("not_a_role", "iam", re.compile(r"role/[A-Za-z0-9_+=,.@/-]+"), "role/RoleName", "none")
LOG_GROUP = Form(
    "not_a_log_group",
    "logs",
    # CloudWatch Logs itself writes a log group's ARN with :* at its end.
    re.compile(r"log-group:[A-Za-z0-9_./#-]{1,512}(?::\*)?"),
    "log-group:LogGroupName",
)
STREAM = Form(
    "not_a_stream",
    "firehose",
    re.compile(r"deliverystream/[A-Za-z0-9_.-]{1,64}"),
    "deliverystream/StreamName",
)


@dataclass(frozen=True)
class Wrong:
    """One part that is not as it must be. problem: a Field's."""

    problem: str
    value: str
    expected: str


def must_be(
    caller: Caller, form: Form, value: str, member: str, *, reason: str = "INVALID_PARAMETER"
) -> None:
    """Raise ValidationException unless the value is an ARN of that form."""
    match = PARTS.fullmatch(value)
    wrong = list(wrong_parts(caller, form, *match.groups(""))) if match else []
    if match and not wrong:
        return
    # An example of a right one is of the Region that it must be in.
    field = Field(member, form.problem, value, expected=caller.region if form.region == "here" else "")
    if len(wrong) == 1:
        field = Field(member, wrong[0].problem, wrong[0].value[:LONGEST_SHOWN], expected=wrong[0].expected)
    raise ValidationException(reason, fields=(field,))


def wrong_parts(
    caller: Caller,
    form: Form,
    beginning: str,
    partition: str,
    service: str,
    region: str,
    account: str,
    resource: str,
) -> Iterator[Wrong]:
    here = regions.REGIONS[caller.region].partition, caller.region
    allowed = {
        "here": [re.escape(here[0]), re.escape(here[1])],
        "any": [re.escape(here[0]), ANY_REGION],
        "none": [re.escape(here[0]), ""],
        "elsewhere": [ANY_PARTITION, ANY_REGION],
    }[form.region]
    if beginning != BEGINNING:
        yield Wrong("other_beginning", beginning, BEGINNING)
    if not re.fullmatch(allowed[0], partition):
        yield Wrong("other_partition", partition, here[0])
    if service != form.service:
        yield Wrong("other_service", service, form.service)
    if not re.fullmatch(allowed[1], region):
        yield Wrong("no_region" if form.region == "none" else "other_region", region, here[1])
    if not ACCOUNT.fullmatch(account):
        yield Wrong("account_digits", account, caller.account.account_id)
    if not form.resource.fullmatch(resource):
        yield Wrong("other_resource", resource, form.names)


def elsewhere(caller: Caller, value: str) -> list[tuple[str, str, str]]:
    """In what a well-formed ARN is not of the request's place: the part's name, its value, and the request's."""
    _, partition, _, region, account, _ = PARTS.fullmatch(value).groups()
    here = regions.REGIONS[caller.region].partition, caller.region, caller.account.account_id
    named = zip(("partition", "Region", "account"), (partition, region, account), here, strict=True)
    return [part for part in named if part[1] != part[2]]
