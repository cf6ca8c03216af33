"""A country and a number are written one way, wherever they stand: "Sweden (SE)", "1,300"."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.utils import timezone

from pools.errors import Field
from pools.models import Account, PhoneNumber, Pool, Project, Quota, SenderId
from pools.pages.kit.paging import COUNTED
from pools.pages.kit.places import to
from pools.pages.kit.words import labels, refusals
from pools.reference import quotas
from tests.conftest import HTMX
from tests.help.walk import ADDRESSES, world

__all__ = ["world"]

MANY = 1_234
READ_OUT = re.compile(r'(?:aria-label|title|placeholder|data-total)="([^"]*)"')
UNSEEN = re.compile(r"<(script|style|template)\b.*?</\1>|<[^>]*>", re.DOTALL)
# The middle of an ID, which is one text for all that it is cut where there is no room.
CUT = re.compile(r'<span class="cut(?:__more)?">([^<]*)</span>')
# Not a part of an ID, a phone number, a time or a year.
BARE = re.compile(r"(?<![\w.,:+#/-])\d{4,}(?![\w,:-])")


def words_of(response: HttpResponse) -> str:
    """What a page shows or has read out."""
    page = CUT.sub(r"\1", CUT.sub(r"\1", response.content.decode()))
    return unescape(" ".join([*READ_OUT.findall(page), UNSEEN.sub(" ", page).replace("  ", " ")]))


@pytest.fixture
def many(account: Account) -> Account:
    """An account with more of each thing that is listed than is counted, and 1,234 numbers in a pool."""
    now, region = timezone.now(), "us-east-1"
    place = {"account": account, "region": region, "created_timestamp": now}
    Pool.objects.bulk_create(
        [Pool(**place, pool_id=f"pool-{n:x}", message_type="TRANSACTIONAL") for n in range(COUNTED + 1)]
    )
    pool = Pool.objects.order_by("pk").first()
    free = {"message_type": "TRANSACTIONAL", "number_type": "LONG_CODE", "number_capabilities": ["SMS"]}
    PhoneNumber.objects.bulk_create(
        [
            PhoneNumber(
                **place,
                **free,
                phone_number=f"+1206{n:07}",
                phone_number_id=f"phone-{n:x}",
                iso_country_code="US",
                pool=pool,
            )
            for n in range(MANY)
        ]
    )
    Project.objects.update(name="Orders")  # the factory's "Project 1001", a name, is not for us to write
    Project.objects.bulk_create(
        [Project(account=account, name=f"P{n:x}", created_timestamp=now) for n in range(COUNTED + 1)]
    )
    for name in (quotas.POOLS_PER_ACCOUNT, quotas.ORIGINATION_IDENTITIES_PER_POOL):
        Quota.objects.create(account=account, region=region, name=name, value=MANY)
    return account


def test_a_number_has_commas_wherever_it_stands(client, caller, many):
    pool = Pool.objects.filter(account=many).order_by("pk").first()
    lists = ("pool-list", "phone-number-list", "project-list")
    pages = [f"{to(caller, name)}{query}" for name in lists for query in ("", "?page=last", "?q=0")]
    detail = to(caller, "pool-detail", pool.pool_id)
    pages += [to(caller, "overview"), to(caller, "pool-create"), detail, f"{detail}?page=last"]
    seen = {page: words_of(client.get(page, follow=True)) for page in pages}
    changed = client.get(to(caller, "pool-list"), headers=HTMX | {"HX-Target": "pools-table"})
    seen["a changed table"] = words_of(changed)
    assert {page: found for page, words in seen.items() if (found := BARE.findall(words))} == {}
    for name in lists:
        assert "1,000+" in seen[to(caller, name)]
    assert "(1,234 associated)" in seen[detail]
    assert "quota of 1,234" in seen[detail]


def test_a_number_has_commas_in_what_asks_about_many(client, caller, many):
    pool = Pool.objects.filter(account=many).order_by("pk").first()
    ids = [f"phone-{n:x}" for n in range(1_100)]
    disassociate = to(caller, "pool-disassociate", pool.pool_id)
    others = [f"pool-{n:x}" for n in range(1, 3)]
    seen = {
        "All 1,234 origination": client.get(to(caller, "pool-delete"), {"id": [pool.pool_id, *others]}),
        "1,100 origination identities": client.post(disassociate, {"id": ids, "ask": "1"}),
    }
    for text, response in seen.items():
        words = words_of(response)
        assert text in words
        assert BARE.findall(words) == []


@pytest.mark.parametrize(
    ("number", "written"), [(0, "0 pools"), (1, "1 pool"), (999, "999 pools"), (1_300, "1,300 pools")]
)
def test_a_number_of_things(number, written):
    assert labels.plural(number, "pool") == written


def test_a_country_has_its_code_wherever_it_stands(world):
    Quota.objects.all().delete()
    PhoneNumber.objects.update(iso_country_code="SE")
    SenderId.objects.update(iso_country_code="SE")
    values = world.values | {"topic": "shared-routes"}
    client, found = world.client("administrator"), {}
    for address in ADDRESSES:
        page = address.path(values)
        response = client.get(page)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            found[page] = words_of(response)
    base = to(world.caller, "pool-create")
    for query in ("?type=sender-id&sender_id=SHOP&iso_country_code=SE", "?q=sweden"):
        found[query] = words_of(client.get(f"{base}inherited/{query}" if "type" in query else base + query))
    sure = [page for page, words in found.items() if "Sweden (SE)" in words]
    bare = {page for page, words in found.items() if re.search(r"Sweden(?! \(SE\))", words)}
    assert len(sure) >= 6, sure
    assert bare == set()


@pytest.mark.parametrize("problem", [name for name, text in refusals.PROBLEMS.items() if "{country}" in text])
def test_a_refusal_names_a_country_in_the_same_way(problem):
    assert "Sweden (SE)" in refusals.field_sentence(Field("IsoCountryCode", problem, "SE"), "Country")
