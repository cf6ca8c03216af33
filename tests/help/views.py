"""What the account looks like: in tests/model.py, through the API, and on the pages, in the same plain values."""

import re
from typing import Any

from django.test import Client

from tests.help.doors import FORM, LIST, PLACE, Pages, Wire, arn, text, value_of
from tests.help.html_forms import fields_of
from tests.help.markup import tight
from tests.help.model import QUOTAS, Number, Pool, Region, SenderId

MESSAGE_TYPES = {"Transactional": "TRANSACTIONAL", "Promotional": "PROMOTIONAL"}
ACTIONS = {"Automatic response": "AUTOMATIC_RESPONSE", "Opt out": "OPT_OUT", "Opt in": "OPT_IN"}
SWITCHES = {
    "TwoWayEnabled": "two_way_enabled",
    "SelfManagedOptOutsEnabled": "self_managed_opt_outs_enabled",
    "SharedRoutesEnabled": "shared_routes_enabled",
    "DeletionProtectionEnabled": "deletion_protection_enabled",
}
SHOWN = {
    "Two-way SMS": "two_way_enabled",
    "Self-managed opt-outs": "self_managed_opt_outs_enabled",
    "Shared routes": "shared_routes_enabled",
    "Deletion protection": "deletion_protection_enabled",
}
LISTED = ("TwoWayEnabled", "DeletionProtectionEnabled", "SharedRoutesEnabled")

COUNTED = {
    "pools": "POOLS_PER_ACCOUNT",
    "numbers": "PHONE_NUMBERS_PER_ACCOUNT",
    "sender_ids": "SENDER_IDS_PER_ACCOUNT",
    "opt_out_lists": "OPT_OUT_LISTS_PER_ACCOUNT",
}

# What must hold after every change.


def must_agree_on_pool(wire: Wire, pages: Pages, region: Region, pool: Pool) -> None:
    said = pool_on_the_wire(wire.aws, pool)
    shown = pool_on_its_page(pages, pool)
    assert said == pool_in_the_model(pool)
    assert shown == said | {"standings": standings_in_the_model(region, pool)}
    assert 1 <= len(said["members"]) <= QUOTAS["ORIGINATION_IDENTITIES_PER_POOL"]
    assert {"HELP", "STOP"} <= said["keywords"].keys()
    assert len(said["keywords"]) <= QUOTAS["KEYWORDS_PER_POOL"]


def must_agree_on_lists(wire: Wire, pages: Pages, region: Region) -> None:
    said = lists_on_the_wire(wire.aws)
    shown = lists_on_the_pages(pages.client)
    assert said == lists_in_the_model(region)
    assert shown == {name: said[name] for name in shown}
    pooled = [member for members in said["members"] for member in members if member.startswith("phone-")]
    assert len(pooled) == len(set(pooled)) == sum(bool(pool_id) for _, pool_id, *_ in said["numbers"])
    for name, quota in COUNTED.items():
        assert len(said[name]) <= QUOTAS[quota]


# One pool.


def pool_in_the_model(pool: Pool) -> dict[str, Any]:
    return {
        "message_type": pool.message_type,
        **vars(pool.settings),
        "shared_routes_enabled": pool.shared_routes_enabled,
        "deletion_protection_enabled": pool.deletion_protection_enabled,
        "members": sorted(map(value_of, pool.members)),
        "keywords": pool.keywords,
        "tags": pool.tags,
    }


def pool_on_the_wire(aws: Any, pool: Pool) -> dict[str, Any]:
    (row,) = aws.describe_pools(PoolIds=[pool.id])["Pools"]
    assert row["Status"] == "ACTIVE"
    return {
        "message_type": row["MessageType"],
        **{name: row[member] for member, name in SWITCHES.items()},
        "two_way_channel_arn": row.get("TwoWayChannelArn", ""),
        "opt_out_list_name": row["OptOutListName"],
        "members": sorted(members_on_the_wire(aws, pool.id)),
        "keywords": keywords_on_the_wire(aws, pool.id),
        "tags": {
            one["Key"]: one["Value"] for one in aws.list_tags_for_resource(ResourceArn=arn(pool))["Tags"]
        },
    }


def members_on_the_wire(aws: Any, pool_id: str) -> list[str]:
    listed = aws.list_pool_origination_identities(PoolId=pool_id)["OriginationIdentities"]
    return [
        one["OriginationIdentity"] + ("" if "PhoneNumber" in one else f"/{one['IsoCountryCode']}")
        for one in listed
    ]


def keywords_on_the_wire(aws: Any, owner_id: str) -> dict[str, tuple[str, str]]:
    rows = aws.describe_keywords(OriginationIdentity=owner_id)["Keywords"]
    return {row["Keyword"]: (row["KeywordMessage"], row["KeywordAction"]) for row in rows}


def pool_on_its_page(pages: Pages, pool: Pool) -> dict[str, Any]:
    """From the summary, the table of identities and the settings form. What two of them show must be the same."""
    response = pages.open(f"{LIST}{pool.id}/")
    page = tight(response)
    summary = {
        term.partition("<")[0].strip(): text(said)
        for term, said in re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    }
    form = fields_of(response, FORM)
    on = {name: summary[label].split()[0] == "On" for label, name in SHOWN.items()}
    assert on == {name: name in form for name in on}
    assert summary["Opt-out list"] == form["opt_out_list_name"]
    assert summary["Status"] == "Active"
    tags = {value: form[name.replace("key", "value")] for name, value in rows(form, "tags", "key")}
    assert summary["Pool name"] == (tags.get("Name", "").strip() or "- none")
    return {
        "message_type": MESSAGE_TYPES[summary["Message type"]],
        **on,
        "two_way_channel_arn": form["two_way_channel_arn"],
        "opt_out_list_name": form["opt_out_list_name"],
        "members": sorted(
            value for value, state in standings_on_the_page(page).items() if state == "associated"
        ),
        "keywords": keywords_on_the_page(page, form),
        "tags": tags,
        "standings": standings_on_the_page(page),
    }


def rows(form: dict[str, str], kind: str, part: str) -> list[tuple[str, str]]:
    return [item for item in form.items() if re.fullmatch(rf"{kind}-[0-9]+-{part}", item[0])]


def keywords_on_the_page(page: str, form: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The action of a required word is no field of the form, so it is read off the page."""
    fixed = dict(re.findall(r'id="id_(keywords-[0-9]+)-keyword_action" value="([^"]*)"', page))
    return {
        word: (
            form[f"{name}_message"],
            form.get(f"{name}_action") or ACTIONS[fixed[name.removesuffix("-keyword")]],
        )
        for name, word in rows(form, "keywords", "keyword")
    }


def standings_on_the_page(page: str) -> dict[str, str]:
    """Of every identity, whether it is associated, available or unavailable."""
    found = re.findall(r'data-testid="identity-row-([^"]*)" data-state="([a-z]*)"', page)
    return {key if key.startswith("phone-") else "/".join(key.rsplit("-", 1)): state for key, state in found}


def standings_in_the_model(region: Region, pool: Pool) -> dict[str, str]:
    return {value_of(one): standing(region, pool, one) for one in (*region.numbers, *region.sender_ids)}


def standing(region: Region, pool: Pool, identity: Number | SenderId) -> str:
    if identity in pool.members:
        return "associated"
    barred = isinstance(identity, Number) and (identity.pool or identity.pending)
    return "unavailable" if barred or region.mismatch(pool, identity)[0] else "available"


# Lists of the whole account.


def lists_in_the_model(region: Region) -> dict[str, Any]:
    """The oldest first."""
    return {
        "pools": [
            (pool.id, pool.message_type, len(pool.members), *listed_settings(pool)) for pool in region.pools
        ],
        "members": [sorted(map(value_of, pool.members)) for pool in region.pools],
        "numbers": [
            (
                number.id,
                number.pool.id if number.pool else "",
                number.applying.settings.two_way_enabled,
                "PENDING" if number.pending else "ACTIVE",
            )
            for number in region.numbers
        ],
        "sender_ids": [f"{one.name}/{one.country}" for one in region.sender_ids],
        "settings": [vars(number.applying.settings) for number in region.numbers],
        "opt_out_lists": sorted(region.opt_out_lists),
    }


def listed_settings(pool: Pool) -> tuple[bool, ...]:
    return (pool.settings.two_way_enabled, pool.deletion_protection_enabled, pool.shared_routes_enabled)


def lists_on_the_wire(aws: Any) -> dict[str, Any]:
    numbers = aws.describe_phone_numbers()["PhoneNumbers"]
    pools = aws.describe_pools()["Pools"]
    members = [sorted(members_on_the_wire(aws, row["PoolId"])) for row in pools]
    return {
        "pools": [
            (
                row["PoolId"],
                row["MessageType"],
                len(inside),
                *(row[member] for member in LISTED),
            )
            for row, inside in zip(pools, members, strict=True)
        ],
        "members": members,
        "numbers": [
            (row["PhoneNumberId"], row.get("PoolId", ""), row["TwoWayEnabled"], row["Status"])
            for row in numbers
        ],
        "sender_ids": [
            f"{row['SenderId']}/{row['IsoCountryCode']}" for row in aws.describe_sender_ids()["SenderIds"]
        ],
        "settings": [
            {
                "two_way_enabled": row["TwoWayEnabled"],
                "two_way_channel_arn": row.get("TwoWayChannelArn", ""),
                "self_managed_opt_outs_enabled": row["SelfManagedOptOutsEnabled"],
                "opt_out_list_name": row["OptOutListName"],
            }
            for row in numbers
        ],
        "opt_out_lists": sorted(row["OptOutListName"] for row in aws.describe_opt_out_lists()["OptOutLists"]),
    }


def lists_on_the_pages(client: Client) -> dict[str, Any]:
    return {
        "pools": [
            (
                pool_id,
                MESSAGE_TYPES[cells[2]],
                int(cells[3].split()[0]),
                *(cell == "On" for cell in cells[4:7]),
            )
            for pool_id, cells, _ in table(client, LIST, "pool")
        ],
        "numbers": [
            (
                number_id,
                (re.findall(r"/pools/(pool-[0-9a-f]+)/", row) or [""])[0],
                cells[-2] == "On",
                cells[4].upper(),
            )
            for number_id, cells, row in table(client, f"{PLACE}phone-numbers/", "phone-number")
        ],
    }


def table(client: Client, url: str, noun: str) -> list[tuple[str, list[str], str]]:
    """The ID, cells and markup of each row, the oldest first: the pages have the newest first."""
    page = tight(client.get(url))
    found = re.findall(rf'<tr data-testid="{noun}-row-([^"]*)"(.*?)</tr>', page, re.DOTALL)
    return [
        (
            key,
            [
                text(cell)
                for cell in re.findall(r"<td(?! class=.table__select)[^>]*>(.*?)</td>", row, re.DOTALL)
            ],
            row,
        )
        for key, row in reversed(found)
    ]
