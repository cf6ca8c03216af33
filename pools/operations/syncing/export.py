"""What AWS has, as it was last read, to be handed over: to Terraform with `import` blocks, or as JSON.

What Terraform's provider cannot express is named in a comment, with why. Nobody's phone number that opted out is in
either, as none is read.
"""

from collections.abc import Iterator
from typing import Any

from pools.models import AwsLink, Mirror, Standing
from pools.operations.engine.caller import Caller
from pools.operations.syncing.documents import in_iso
from pools.operations.syncing.export_hcl import Expression, block, comment
from pools.operations.syncing.export_resources import Exported, Exporting
from pools.operations.syncing.finding import find_link

# The first of the provider that has all of these resources.
# Source: hashicorp/terraform-provider-aws, its resources pinpointsmsvoicev2, 2026-11.
PROVIDER = ">= 6.63"
# An `import` block is from here on.
TERRAFORM = ">= 1.5"
LEAVING = ("DELETING", "DELETED")
HEAD = """What AWS account {account} has in {region}, {until}.
Put it into an empty folder, then: terraform init; terraform plan. That should import all and change nothing.
Not in here, as Terraform has no word for it: numbers that opted out, and a pool's iso_country_code.
"""


def terraform_export(caller: Caller) -> Iterator[str]:
    """The lines of one file. Raises: ConflictException (SyncRefused NOT_LINKED)."""
    link = find_link(caller, lock=False)
    facts = {"account": link.account_id, "region": link.region, "until": until_when(link)}
    yield from map(comment, HEAD.format(**facts).splitlines())
    yield ""
    yield from terraform_blocks(link)
    exporting = Exporting([mirror.memory["read"] for mirror in mirrors_in_aws(link)])
    for one in exporting.resources():
        yield from lines_of(one)
    for mirror in link.mirrors.filter(standing=Standing.NEW).order_by("kind", "key"):
        yield comment(f"{mirror.kind} {mirror.local_key}: not in AWS yet.")


def until_when(link: AwsLink) -> str:
    """The end of a sentence. Whoever hands an account over is to know that half of it is missing."""
    if link.imported_timestamp:
        return f"as it was read until {in_iso(link.read_timestamp)}"
    read, of = imported_so_far(link)
    of_all = "" if of is None else f" of {of:,}"
    return f"as far as the import has come: {read:,}{of_all} resources. The rest is MISSING"


def imported_so_far(link: AwsLink) -> tuple[int, int | None]:
    """How many resources, of how many; None while AWS's lists are counted."""
    run = link.runs.readings().order_by("number").last()
    return run.read_so_far if run else (0, None)


def terraform_blocks(link: AwsLink) -> Iterator[str]:
    yield "terraform {"
    yield f'  required_version = "{TERRAFORM}"'
    yield "  required_providers {"
    yield "    aws = {"
    yield '      source = "hashicorp/aws"'
    yield f'      version = "{PROVIDER}"'
    yield "    }"
    yield "  }"
    yield "}"
    yield ""
    yield from block('provider "aws"', {"region": link.region, "allowed_account_ids": [link.account_id]})
    yield ""


def lines_of(one: Exported) -> Iterator[str]:
    yield from map(comment, one.notes)
    if one.address:
        yield from block("import", {"to": Expression(one.address), "id": one.import_id})
        kind, _, label = one.address.partition(".")
        yield from block(f'resource "{kind}" "{label}"', one.body)
    yield ""


def mirrors_in_aws(link: AwsLink) -> list[Mirror]:
    rows = link.mirrors.order_by("kind", "key")
    return [row for row in rows if (read := row.memory.get("read")) and read.get("status") not in LEAVING]


def export_document(caller: Caller) -> dict[str, Any]:
    """The same as plain data, with our own IDs beside AWS's. Raises: ConflictException (SyncRefused NOT_LINKED)."""
    link = find_link(caller, lock=False)
    return {
        "account": link.account_id,
        "region": link.region,
        "read": in_iso(link.read_timestamp),
        "imported": in_iso(link.imported_timestamp),
        "import_so_far": None if link.imported_timestamp else imported_so_far(link),
        "resources": [
            {
                "kind": mirror.kind,
                "id": mirror.local_key,
                "aws_id": mirror.key,
                "standing": str(mirror.standing),
                "why": [why for _, _, why in mirror.reasons],
                "in_aws": mirror.memory["read"],
            }
            for mirror in mirrors_in_aws(link)
        ],
        "not_in_aws": [
            {"kind": kind, "id": key}
            for kind, key in link.mirrors.filter(standing=Standing.NEW)
            .order_by("kind", "key")
            .values_list("kind", "local_key")
        ],
    }
