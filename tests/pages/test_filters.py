"""Filters of lists: what can be chosen, how many rows each choice leaves, and how one sees and undoes it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from pools.pages.kit import filters as kit
from pools.pages.neighbours import phone_numbers
from pools.pages.neighbours.filters import number_filters, sender_id_filters
from pools.pages.neighbours.sender_ids import list as sender_ids
from pools.pages.pools import list as pool_list
from pools.pages.pools.filters import FILTERS
from tests.conftest import HTMX
from tests.help.factories import (
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    TagFactory,
)

pytestmark = pytest.mark.every_database
PLACE = ["111122223333", "us-east-1"]
TABS = {"pool-list": "pools", "phone-number-list": "phone-numbers", "sender-id-list": "sender-ids"}
ROW = re.compile(r'data-testid="(?:pool|phone-number|sender-id)-row-')
CHOICE = re.compile(
    r'<a\s+class="menu__item( menu__item--none)?"\s+id="[^"]+-filter-[^"]+"\s+href="([^"]+)"(.*?)'
    r'menu__name">(.*?)(?:<svg.*?)?</span>\s*<span class="menu__count">(\d+)',
    re.DOTALL,
)


def address(name: str) -> str:
    return reverse(name, args=PLACE)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def opened(client, name: str, key: str, query: str = ""):
    """What htmx gets when somebody opens a filter."""
    return client.get(
        f"{address(name)}?{query}&open={key}", headers=HTMX | {"HX-Target": f"{TABS[name]}-choices"}
    )


def choices(response) -> dict[str, tuple[int, str, bool]]:
    """By its words, how many rows each choice leaves, where it leads, and whether it is in force."""
    found = CHOICE.findall(response.content.decode())
    return {
        unescape(word).strip(): (int(count), unescape(href), "aria-current" in rest)
        for _, href, rest, word, count in found
    }


def counted(client, name: str, key: str, query: str = "") -> dict[str, int]:
    return {word: count for word, (count, *_) in choices(opened(client, name, key, query)).items()}


def pills(client, query: str, name: str) -> list[str]:
    page = client.get(address(name) + query).content.decode()
    found = re.findall(r'<li class="pill( pill--set)?">\s*<a\s.*?<span>(.*?)</span>', page, re.DOTALL)
    return [text(label) for is_set, label in found if is_set or not query]


@pytest.fixture
def everything(account):
    """Pools, numbers and sender IDs of many kinds."""
    alerts = PoolFactory(name="alerts", two_way=True, shared_routes_enabled=True)
    offers = PoolFactory(name="offers", message_type="PROMOTIONAL", protected=True)
    PoolFactory(name="", settling=True)
    PhoneNumberFactory(pool=alerts)
    PhoneNumberFactory(pool=alerts, iso_country_code="SE", number_capabilities=["SMS", "VOICE"])
    PhoneNumberFactory(pool=offers, message_type="PROMOTIONAL", number_type="TOLL_FREE", voice_only=True)
    PhoneNumberFactory(two_way=True, pending=True)
    PhoneNumberFactory(iso_country_code="GB")
    british = SenderIdFactory(sender_id="ACME", iso_country_code="GB")
    swedish = SenderIdFactory(sender_id="ACME", iso_country_code="SE", message_types=["PROMOTIONAL"])
    SenderIdFactory(sender_id="FREE", iso_country_code="IN", registered=True)
    for pool, sender in ((alerts, british), (alerts, swedish), (offers, british)):
        PoolSenderIdFactory(pool=pool, sender_id=sender)
    TagFactory(pool=alerts, key="Team", value="orders")
    TagFactory(pool=offers, key="Team", value="orders")
    TagFactory(pool=offers, key="Stage", value="a=b")
    TagFactory(pool=offers, key="Name", value="offers")
    # Of another account and of another Region: counted nowhere.
    elsewhere = PoolFactory(region="eu-west-1", name="elsewhere")
    PhoneNumberFactory(region="eu-west-1", pool=elsewhere, iso_country_code="FR")
    TagFactory(pool=elsewhere, key="Team", value="others")
    return {"alerts": alerts, "offers": offers, "elsewhere": elsewhere}


def filters_of(name: str, caller) -> dict[str, kit.Filter]:
    of = {
        "pool-list": FILTERS,
        "phone-number-list": number_filters(caller),
        "sender-id-list": sender_id_filters(caller),
    }
    return {one.key: one for one in of[name]}


EVERY_LIST = pytest.mark.parametrize("name", TABS)


@EVERY_LIST
def test_each_choice_leaves_as_many_rows_as_it_says(client, caller, everything, name):
    for query in ("", "q=al", "iso_country_code=GB&message_type=TRANSACTIONAL"):
        for key in filters_of(name, caller):
            offered = choices(opened(client, name, key, query))
            assert next(iter(offered)) == "Any"
            for word, (count, href, _) in offered.items():
                response = client.get(href)
                assert response.status_code == 200, (href, word)
                assert len(ROW.findall(response.content.decode())) == count, (href, word)


# Of the columns that everybody begins with. Those whose values are as many as their rows, or numbers and times.
NOT_FEW = {
    "pool-list": {"pool_id", "name", "origination_identities", "created_timestamp"},
    "phone-number-list": {"phone_number", "created_timestamp"},
    "sender-id-list": {"sender_id", "created_timestamp"},
}
# What columns are called that hold more than one value.
CALLED = {"message_types": "message_type", "pools": "pool"}


@EVERY_LIST
def test_every_column_with_few_values_can_be_filtered(caller, name):
    columns = {
        "pool-list": pool_list.COLUMNS,
        "phone-number-list": phone_numbers.COLUMNS,
        "sender-id-list": sender_ids.COLUMNS,
    }
    keys = {CALLED.get(column.key, column.key) for column in columns[name] if column.shown} - NOT_FEW[name]
    assert keys <= filters_of(name, caller).keys()


def test_pools_by_their_members_countries(client, everything):
    """A pool with a number and a sender ID of one country counts once."""
    assert counted(client, "pool-list", "iso_country_code") == {
        "Any": 3,
        "Sweden (SE)": 1,
        "United Kingdom (GB)": 2,
        "United States (US)": 2,
    }


def test_pools_by_tag_without_their_names(client, everything):
    assert counted(client, "pool-list", "tag") == {"Any": 3, "Stage = a=b": 1, "Team = orders": 2}
    assert pills(client, "?tag=Stage%3Da%3Db", "pool-list") == ["Tag: Stage = a=b"]


def test_a_sign_between_key_and_value_may_be_in_the_key_too(client, account):
    TagFactory(pool=PoolFactory(), key="a=b", value="c")
    TagFactory(pool=PoolFactory(), key="a", value="b=c")
    assert counted(client, "pool-list", "tag") == {"Any": 2, "a = b=c": 2}
    assert len(ROW.findall(client.get(f"{address('pool-list')}?tag=a%3Db%3Dc").content.decode())) == 2


def test_numbers_by_their_pool(client, everything):
    assert counted(client, "phone-number-list", "pool") == {
        "Any": 5,
        "In any pool": 3,
        "Not in a pool": 2,
        "alerts": 2,
        "offers": 1,
    }


def test_pools_without_a_name_come_after_those_with_one(client, account):
    for name in ("", "b", "a"):
        PhoneNumberFactory(pool=PoolFactory(pool_id=f"pool-{name or 'unnamed'}", name=name))
    assert list(counted(client, "phone-number-list", "pool"))[3:] == ["a", "b", "pool-unnamed"]


def test_numbers_in_no_pool_are_one_step_away(client, everything):
    _, href, _ = choices(opened(client, "phone-number-list", "pool"))["Not in a pool"]
    assert href == f"{address('phone-number-list')}?pool=none"
    assert "Showing 2 of 5 phone numbers." in text(client.get(href).content.decode())


def test_two_way_is_the_pools_while_a_number_is_in_one(client, everything):
    assert counted(client, "phone-number-list", "two_way_enabled") == {"Any": 5, "On": 3, "Off": 2}


def test_sender_ids_by_their_pools_keep_the_order_by_how_many(client, everything):
    assert counted(client, "sender-id-list", "pool")["In any pool"] == 2
    query = f"?sort=pools&dir=desc&pool={everything['alerts'].pool_id}"
    page = client.get(address("sender-id-list") + query).content.decode()
    assert re.findall(r'data-testid="sender-id-row-([^"]+)"', page) == ["ACME/GB", "ACME/SE"]


def test_counts_are_under_the_other_filters_and_the_search(client, everything):
    assert counted(client, "pool-list", "status", "two_way_enabled=true") == {
        "Any": 1,
        "Creating": 0,
        "Active": 1,
        "Deleting": 0,
    }
    # Its own value narrows nothing of what else could be chosen.
    assert counted(client, "pool-list", "message_type", "message_type=PROMOTIONAL&q=orders") == {
        "Any": 2,
        "Transactional": 1,
        "Promotional": 1,
    }


def test_what_would_leave_no_row_stays_and_stands_back(client, everything):
    markup = opened(client, "pool-list", "status").content.decode()
    empty = [word.strip() for none, _, _, word, _ in CHOICE.findall(markup) if none]
    assert empty == ["Deleting"]


def test_what_is_chosen_is_marked_even_where_no_row_has_it(client, everything):
    offered = choices(opened(client, "pool-list", "tag", "tag=Team%3Dnobody"))
    assert {word: (count, current) for word, (count, _, current) in offered.items()} == {
        "Any": (3, False),
        "Team = nobody": (0, True),
        "Stage = a=b": (1, False),
        "Team = orders": (2, False),
    }
    assert choices(opened(client, "pool-list", "tag"))["Any"][2] is True


def test_many_choices_begin_with_a_search(client, account):
    for n in range(9):
        PhoneNumberFactory(pool=PoolFactory(name=f"p{n}"))
    assert 'aria-label="Find pools"' in opened(client, "phone-number-list", "pool").content.decode()
    assert "data-menu-search" not in opened(client, "phone-number-list", "status").content.decode()


def test_beyond_some_hundreds_the_search_of_the_rows_finds_the_rest(client, account, monkeypatch):
    monkeypatch.setattr("pools.pages.kit.choices.MOST_CHOICES", 3)
    pools = [PoolFactory(name=f"p{n}") for n in range(3)]
    for pool in pools:
        PhoneNumberFactory(pool=pool)
    response = opened(client, "phone-number-list", "pool")
    assert list(choices(response)) == ["Any", "In any pool", "Not in a pool", "p0"]
    assert "There are more. Type what you look for in the search above the list." in text(
        response.content.decode()
    )


# How it shows


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        (
            "pool-list",
            "Status,Message type,Two-way SMS,Deletion protection,Shared routes,Tag,Country",
        ),
        ("phone-number-list", "Pool,Country,Type,Message type,Capabilities,Two-way SMS,Status"),
        ("sender-id-list", "Country,Message type,Registered,Pool"),
    ],
)
def test_a_pill_a_filter(client, everything, name, labels):
    assert pills(client, "", name) == labels.split(",")


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("pool-list", "?shared_routes_enabled=true", "Shared routes: On"),
        ("pool-list", "?tag=Team%3Dorders", "Tag: Team = orders"),
        ("pool-list", "?iso_country_code=SE", "Country: Sweden (SE)"),
        ("phone-number-list", "?pool=any", "Pool: In any pool"),
        ("phone-number-list", "?pool=none", "Pool: Not in a pool"),
        ("phone-number-list", "?iso_country_code=GB", "Country: United Kingdom (GB)"),
        ("phone-number-list", "?message_type=PROMOTIONAL", "Message type: Promotional"),
        ("phone-number-list", "?two_way_enabled=true", "Two-way SMS: On"),
        ("phone-number-list", "?number_capabilities=VOICE", "Capabilities: Voice"),
        ("sender-id-list", "?message_type=PROMOTIONAL", "Message type: Promotional"),
        ("sender-id-list", "?iso_country_code=IN", "Country: India (IN)"),
    ],
)
def test_a_filter_in_force_says_its_value_and_can_be_removed(client, everything, name, query, said):
    assert pills(client, query, name) == [said]
    page = client.get(address(name) + query).content.decode()
    remove = re.search(
        rf'href="([^"]+)"\s+hx-get="[^"]+"\s+aria-label="Remove filter {re.escape(said)}"', page
    )
    assert remove[1] == address(name)


def test_a_pool_is_called_by_its_name_or_its_id(client, everything):
    alerts, unnamed = everything["alerts"], PoolFactory(name="")
    assert pills(client, f"?pool={alerts.pool_id}", "phone-number-list") == ["Pool: alerts"]
    assert pills(client, f"?pool={unnamed.pool_id}", "phone-number-list") == [f"Pool: {unnamed.pool_id}"]


def test_those_in_force_come_first_and_all_can_be_cleared_but_the_search(client, everything):
    query = "?q=acme&deletion_protection_enabled=true&tag=Team%3Dorders&size=10"
    assert pills(client, query, "pool-list") == ["Deletion protection: On", "Tag: Team = orders"]
    page = client.get(address("pool-list") + query).content.decode()
    clear = re.search(r'id="pools-clear-filters"\s+href="([^"]+)"', page)[1]
    assert unescape(clear) == f"{address('pool-list')}?q=acme&size=10"
    assert "pools-clear-filters" not in client.get(f"{address('pool-list')}?q=acme").content.decode()


@pytest.mark.parametrize(
    "junk",
    [
        "iso_country_code=Sweden",
        "iso_country_code=se",
        "tag=Team",
        "tag=%3Dorders",
        "tag=" + "k" * 129 + "%3Dv",
        "tag=k%3D" + "v" * 257,
        "shared_routes_enabled=on",
        "open=colour",
        "open=",
    ],
)
def test_a_value_that_means_nothing_falls_away(client, everything, junk):
    assert client.get(f"{address('pool-list')}?{junk}").headers["Location"] == address("pool-list")


def test_so_does_a_pool_of_somebody_else(client, everything):
    for pool_id in (everything["elsewhere"].pool_id, "pool-x", "%00"):
        response = client.get(f"{address('phone-number-list')}?pool={pool_id}")
        assert response.headers["Location"] == address("phone-number-list")


# Without script


@EVERY_LIST
def test_without_script_the_choices_are_on_a_page_of_their_own_address(client, caller, everything, name):
    page = client.get(address(name)).content.decode()
    for key in filters_of(name, caller):
        pill = rf'id="{TABS[name]}-filter-{key}"\s+href="([^"]+)"'
        link = re.search(pill, page)[1]
        assert link == f"{address(name)}?open={key}#{TABS[name]}-filter-{key}"
        response = client.get(link)
        there = response.content.decode()
        assert "data-open" in there
        assert len(choices(response)) > 2
        assert re.search(rf'{pill}[^>]*aria-expanded="true"', there)[1].startswith(f"{address(name)}#")


def test_the_form_has_every_filter_and_leads_to_the_list(client, everything):
    query = "q=alerts&sort=name&size=10&two_way_enabled=true"
    response = client.get(f"{address('pool-list')}?{query}&open=filters")
    form = re.search(r'<form\s+class="filter-form".*?</form>', response.content.decode(), re.DOTALL)[0]
    labels = re.findall(r'<span class="form-field__label">(.*?)</span>', form)
    assert labels == [one.label for one in FILTERS]
    assert re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form) == [
        ("q", "alerts"),
        ("sort", "name"),
        ("size", "10"),
    ]
    assert re.findall(r'<option value="([^"]*)" selected>(.*?)</option>', form) == [("true", "On (1)")]
    assert '<option value="PROMOTIONAL">Promotional (0)</option>' in form
    assert "Show pools" in text(form)
    sent = "q=alerts&sort=name&size=10&status=&message_type=TRANSACTIONAL&two_way_enabled=true&tag="
    there = client.get(f"{address('pool-list')}?{sent}").headers["Location"]
    assert there == (
        f"{address('pool-list')}?q=alerts&message_type=TRANSACTIONAL&two_way_enabled=true&sort=name&size=10"
    )


def test_the_button_for_all_filters_says_how_many_are_in_force(client, everything):
    page = text(client.get(f"{address('pool-list')}?status=ACTIVE&two_way_enabled=true").content.decode())
    assert "Filters in force: 2" in page
    assert "in force" not in text(client.get(address("pool-list")).content.decode())


# With script


def test_with_script_the_form_says_how_many_it_would_show(client, everything):
    assert "Show 3 pools" in text(opened(client, "pool-list", "filters").content.decode())
    one = opened(client, "pool-list", "filters", "two_way_enabled=true")
    assert "Show 1 pool" in text(one.content.decode())


def test_opening_a_filter_is_no_step_to_go_back_to(client, everything):
    response = opened(client, "pool-list", "status")
    assert not {"HX-Push-Url", "HX-Replace-Url"} & set(response.headers)
    assert "<table" not in response.content.decode()


def test_opening_nothing_known_opens_nothing(client, everything):
    assert opened(client, "pool-list", "colour").content.decode().strip() == ""


def test_choosing_brings_the_pills_the_counter_and_the_address(client, everything):
    headers = HTMX | {"HX-Target": "pools-table", "HX-Trigger": "pools-filter-status-3"}
    response = client.get(f"{address('pool-list')}?status=ACTIVE", headers=headers)
    markup = response.content.decode()
    assert 'id="pools-pills" hx-swap-oob="true"' in markup
    assert 'id="pools-filter-status-remove"' in markup
    assert "(2 of 3)" in markup
    assert response.headers["HX-Push-Url"] == f"{address('pool-list')}?status=ACTIVE"
    assert '"2 matches"' in response.headers["HX-Trigger-After-Settle"]
    assert 'id="pools-search"' not in markup


@EVERY_LIST
@pytest.mark.parametrize("key", ["filters", "iso_country_code"])
def test_opening_costs_the_same_queries_at_any_size(
    client, account, django_assert_max_num_queries, name, key
):
    most = 40 if key == "filters" else 8
    for count in (1, 30):
        for n in range(count):
            pool = PoolFactory()
            PhoneNumberFactory(pool=pool)
            PoolSenderIdFactory(pool=pool, sender_id=SenderIdFactory(iso_country_code=("SE", "GB")[n % 2]))
            TagFactory(pool=pool, key=f"k{n}")
        with django_assert_max_num_queries(most):
            opened(client, name, key)
