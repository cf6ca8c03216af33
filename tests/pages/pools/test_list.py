"""The Pools tab: what it lists, how its address says so, and why an action is off."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pools.models import Pool, Project, Quota
from pools.operations.pools import create_pool
from tests.conftest import HTMX
from tests.help.factories import (
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    ProjectFactory,
    SenderIdFactory,
    TagFactory,
)
from tests.help.markup import tight

ROW = re.compile(r'data-testid="pool-row-([^"]+)"')


def address(name: str = "pool-list", *args: str, region: str = "us-east-1") -> str:
    return reverse(name, args=["111122223333", region, *args])


def get(client, query: str = "", **headers: str):
    return client.get(address() + query, headers=headers)


def table(client, query: str = "", **headers: str):
    """What htmx gets when a control of the list asks."""
    return get(client, query, **HTMX, **{"HX-Target": "pools-table"}, **headers)


def rows(response) -> list[str]:
    return ROW.findall(response.content.decode())


def text(response) -> str:
    """The words of the page, as they are read."""
    stripped = re.sub(r"<[^>]+>", "", response.content.decode())
    return re.sub(r"\s+", " ", stripped.replace("&#x27;", "'").replace("&quot;", '"'))


@pytest.fixture
def pools(account):
    """Three pools, oldest first; the middle one is the odd one."""
    now = timezone.now()
    return [
        PoolFactory(pool_id="pool-a", name="alpha", created_timestamp=now - timedelta(days=3)),
        PoolFactory(
            pool_id="pool-b",
            name="",
            message_type="PROMOTIONAL",
            two_way=True,
            protected=True,
            created_timestamp=now - timedelta(days=2),
        ),
        PoolFactory(pool_id="pool-c", name="gamma", created_timestamp=now - timedelta(days=1)),
    ]


def test_it_lists_the_pools_newest_first(client, pools):
    response = get(client)
    assert rows(response) == ["pool-c", "pool-b", "pool-a"]
    assert f'href="{address("pool-detail", "pool-b")}"' in response.content.decode()


def test_the_columns_stand_in_the_documented_order(client, pools):
    headers = re.findall(r'id="sort-[^"]+" aria-label="([^,]+),', get(client).content.decode())
    assert headers == [
        "Pool ID",
        "Pool name",
        "Status",
        "Message type",
        "Origination identities",
        "Two-way SMS",
        "Deletion protection",
        "Shared routes",
        "Created",
    ]


def test_a_card_without_a_name_still_has_a_link_to_press(client, pools):
    page = get(client).content.decode()
    assert f'<a class="table__open" href="{address("pool-detail", "pool-b")}">Unnamed pool</a>' in page
    assert f'<a class="table__open" href="{address("pool-detail", "pool-c")}">gamma</a>' in page


def test_a_card_holds_a_long_name_back(client, account):
    PoolFactory(pool_id="pool-long", name="x" * 41)
    PoolFactory(pool_id="pool-short", name="x" * 40)
    page = get(client).content.decode()
    assert f'<a class="table__open table__open--long" href="{address("pool-detail", "pool-long")}">' in page
    assert f'<a class="table__open" href="{address("pool-detail", "pool-short")}">' in page


def test_the_sorted_column_says_so(client, pools):
    page = get(client).content.decode()
    assert 'aria-sort="descending"' in page
    assert 'aria-label="Created, sorted descending"' in page


def test_tabs_and_header_count_everything_in_the_region(client, pools):
    PhoneNumberFactory()
    PoolFactory(region="eu-west-1")
    page = text(get(client))
    assert "Phone numbers (1)" in page
    assert "Pools (3)" in page
    assert "Sender IDs (0)" in page


def test_identities_are_counted_by_kind(client, pools):
    PhoneNumberFactory.create_batch(2, pool=pools[0])
    PoolSenderIdFactory(pool=pools[0])
    PoolSenderIdFactory(pool=pools[1])
    page = text(get(client))
    assert "2 numbers, 1 sender ID" in page
    assert "1 sender ID" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?sort=pool_id", ["pool-a", "pool-b", "pool-c"]),
        ("?sort=name&dir=desc", ["pool-c", "pool-a", "pool-b"]),
        ("?sort=created_timestamp&dir=asc", ["pool-a", "pool-b", "pool-c"]),
        ("?sort=two_way_enabled&dir=desc", ["pool-b", "pool-c", "pool-a"]),
        ("?sort=origination_identities&dir=desc", ["pool-a", "pool-c", "pool-b"]),
        ("?sort=status", ["pool-c", "pool-b", "pool-a"]),
        ("?status=ACTIVE", ["pool-c", "pool-b", "pool-a"]),
        ("?status=CREATING", []),
        ("?message_type=PROMOTIONAL", ["pool-b"]),
        ("?two_way_enabled=false", ["pool-c", "pool-a"]),
        ("?deletion_protection_enabled=true", ["pool-b"]),
        ("?q=GAMM", ["pool-c"]),
        ("?q=pool-b", ["pool-b"]),
        ("?q=BRANDX", ["pool-c"]),
        ("?q=%2B1+206+555", ["pool-a"]),
        ("?q=blue", ["pool-b"]),
        ("?size=10&page=1", ["pool-c", "pool-b", "pool-a"]),
    ],
)
def test_sorting_filters_and_search(client, pools, query, found):
    PhoneNumberFactory.create_batch(2, pool=pools[0], region="us-east-1")
    PhoneNumberFactory(pool=pools[0], phone_number="+12065550142")
    PoolSenderIdFactory(pool=pools[2], sender_id=SenderIdFactory(sender_id="BRANDX"))
    TagFactory(pool=pools[1], key="team", value="Blue")
    assert rows(client.get(address() + query, follow=True)) == found


@pytest.mark.parametrize(
    "junk",
    [
        "?junk=1",
        "?sort=evil&dir=up",
        "?page=99",
        "?page=-1",
        "?page=" + "9" * 30,
        "?size=7",
        "?q=%00+",
        "?status=GONE&status=",
        "?size=25",
        "?sort=created_timestamp&dir=desc",
    ],
)
def test_what_says_nothing_is_dropped_and_the_address_mended(client, pools, junk):
    response = get(client, junk)
    assert response.status_code == 302
    assert response.headers["Location"] == address()
    assert rows(client.get(response.headers["Location"])) == ["pool-c", "pool-b", "pool-a"]


def test_garbage_in_every_parameter_is_no_error(client, pools):
    garbage = "%F0%9F%92%A5%00%27%22<" * 400
    keys = ("q", "sort", "dir", "page", "size", "status", "message_type", "two_way_enabled", "view", "id")
    query = "?" + "&".join(f"{key}={garbage}" for key in keys)
    assert client.get(address() + query, follow=True).status_code == 200
    assert table(client, query).status_code in (200, 302)


def test_an_address_reproduces_the_view(client, pools):
    PoolFactory.create_batch(12)
    query = "?q=pool&two_way_enabled=false&sort=pool_id&dir=desc&page=2&size=10"
    response = get(client, query)
    assert response.status_code == 200
    assert rows(response) == rows(get(client, query))
    assert len(rows(response)) == 4


def test_a_page_past_the_end_shows_the_last_and_says_so(client):
    PoolFactory.create_batch(12)
    response = get(client, "?page=5&size=10")
    assert response.headers["Location"] == f"{address()}?page=2&size=10"


def test_page_last_is_an_address_of_its_own(client):
    PoolFactory.create_batch(12)
    assert len(rows(get(client, "?page=last&size=10"))) == 2


class TestFragments:
    def test_a_tab_gets_the_panel_with_its_title_and_counts(self, client, pools):
        response = get(client, **HTMX, **{"HX-Target": "tabpanel", "HX-Trigger": "tab-pools"})
        page = response.content.decode()
        assert "<title>Pools | Phone numbers | SMS and voice | Amazon Pinpoint | us-east-1</title>" in page
        assert 'id="tabpanel"' in page
        assert 'hx-swap-oob="outerHTML:#tab-pools .tabs__count"' in page
        assert "<html" not in page
        assert response.headers["HX-Push-Url"] == address()
        assert "Pools (3)" in response.headers["HX-Trigger-After-Settle"]

    def test_sorting_answers_the_table_and_pushes_the_address(self, client, pools):
        response = table(client, "?sort=name", **{"HX-Trigger": "sort-pool-name"})
        page = response.content.decode()
        assert page.lstrip().startswith('<div class="table-area" id="pools-table"')
        assert 'id="pools-search"' not in page
        assert response.headers["HX-Push-Url"] == f"{address()}?sort=name"
        announced = response.headers["HX-Trigger-After-Settle"]
        assert "Pools sorted by Pool name, ascending." in announced

    def test_typing_replaces_the_address_and_says_how_many_match(self, client, pools):
        response = table(
            client, "?q=alpha&status=&size=25", **{"HX-Trigger": "pools-search", "HX-Trigger-Name": "q"}
        )
        assert rows(response) == ["pool-a"]
        assert "HX-Push-Url" not in response.headers
        assert response.headers["HX-Replace-Url"] == f"{address()}?q=alpha"
        assert '"1 match"' in response.headers["HX-Trigger-After-Settle"]
        assert 'id="pools-search-part"' not in response.content.decode()

    def test_clearing_filters_draws_them_anew_and_goes_to_the_search(self, client, pools):
        response = table(client, **{"HX-Trigger": "pools-clear-filters"})
        page = response.content.decode()
        assert 'id="pools-pills" hx-swap-oob="true"' in page
        assert 'id="pools-search-part" hx-swap-oob="true"' in page
        assert "#pools-search" in response.headers["HX-Trigger-After-Settle"]
        assert "3 matches" in response.headers["HX-Trigger-After-Settle"]

    def test_paging_says_which_rows_are_shown(self, client):
        PoolFactory.create_batch(12)
        response = table(client, "?page=2&size=10", **{"HX-Trigger": "page-2"})
        assert "Showing 11 to 12 of 12 pools" in response.headers["HX-Trigger-After-Settle"]

    def test_refreshing_leaves_the_address_alone(self, client, pools):
        response = table(client, **{"HX-Trigger": "pools-refresh"})
        assert "Refreshed. 3 pools." in response.headers["HX-Trigger-After-Settle"]
        assert "HX-Push-Url" not in response.headers
        assert "HX-Replace-Url" not in response.headers
        assert 'hx-swap-oob="outerHTML:#pools-heading [data-counter]">(3)' in response.content.decode()

    def test_going_back_gets_the_page(self, client, pools):
        response = get(client, **HTMX, **{"HX-History-Restore-Request": "true"})
        assert "<html" in response.content.decode()

    def test_caches_tell_the_two_apart(self, client, pools):
        assert "HX-Request" in get(client).headers["Vary"]


class TestViewDetails:
    def test_one_pool_opens_its_page(self, client, pools):
        assert get(client, "?view=1&id=pool-a").headers["Location"] == address("pool-detail", "pool-a")

    @pytest.mark.parametrize("chosen", ["", "&id=pool-a&id=pool-b"])
    def test_none_or_several_get_the_reason_and_keep_the_list(self, client, pools, chosen):
        response = client.get(f"{address()}?view=1&sort=name{chosen}", follow=True)
        assert response.redirect_chain == [(f"{address()}?sort=name", 302)]
        assert "This action is available when one pool is selected." in text(response)

    def test_a_pool_that_is_gone_is_named(self, client, pools):
        response = client.get(f"{address()}?view=1&id=pool-z", follow=True)
        assert "pool-z no longer exists in this Region." in text(response)


class TestStates:
    def test_an_empty_region_points_to_the_one_with_pools(self, client, pools):
        response = client.get(address(region="ap-southeast-2"))
        assert "No pools" in text(response)
        assert "3 pools are in US East (N. Virginia)." in text(response)
        assert f'href="{address()}"' in response.content.decode()
        assert text(response).count("Create pool") == 2

    def test_an_empty_account_is_offered_its_first_pool(self, client):
        page = text(get(client))
        assert "Your first pool" in page
        assert "pools are in" not in page

    def test_no_match_offers_to_clear(self, client, pools):
        page = text(get(client, "?q=nothing-like-it"))
        assert "No matches" in page
        assert "No pools match “nothing-like-it”." in page
        assert "Clear search" in page
        assert "Pools (3)" in page

    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ("?q=zzz", "“zzz”"),
            ("?status=DELETING", "Status Deleting"),
            ("?q=zzz&status=ACTIVE", "“zzz”, Status Active"),
        ],
    )
    def test_no_match_names_what_was_asked(self, client, pools, query, named):
        assert f"No pools match {named}." in text(get(client, query))

    def test_a_channel_that_is_off_is_explained(self, client, pools):
        Project.objects.update(sms_channel_enabled=False)
        project = ProjectFactory(sms_channel_enabled=False, created_timestamp=timezone.now() - timedelta(9))
        response = get(client)
        page = text(response)
        assert "SMS and voice channel is off" in page
        assert "A new pool needs one project where it is on, and this account has none." in page
        assert (
            "This action is available when the SMS and voice channel is on in at least one project." in page
        )
        assert address("sms-settings", project.project_id) in response.content.decode()
        assert rows(response) == ["pool-c", "pool-b", "pool-a"]

    def test_without_a_project_the_way_is_to_make_one(self, client):
        Project.objects.all().delete()
        response = get(client)
        assert f'href="{address("project-create")}">Create a project' in tight(response)
        assert "No pools" not in text(response)

    def test_a_region_without_pools_says_so_and_offers_nothing(self, client, pools):
        response = client.get(address(region="us-east-2"))
        page = text(response)
        assert "Pools aren't available in US East (Ohio)." in page
        assert "Choose another Region" in page
        assert "Create pool" not in page
        assert "Delete pool" not in page
        assert client.get(address(region="us-east-2"), headers=HTMX).status_code == 200

    def test_a_full_quota_is_the_reason_on_the_button(self, client, pools, account):
        Quota.objects.create(account=account, region="us-east-1", name="POOLS_PER_ACCOUNT", value=3)
        page = get(client).content.decode()
        reason = "You have reached the quota of 3 pools in this Region."
        assert f"{reason} An Administrator can raise it on the Quotas page." in page
        assert re.search(r'id="create-pool"[^>]*aria-disabled="true"', page)

    def test_a_viewer_reads_and_is_told_why_not_more(self, viewer_client, caller, pools):
        page = get(viewer_client).content.decode()
        assert rows(get(viewer_client)) == ["pool-c", "pool-b", "pool-a"]
        assert page.count("Your role is Viewer. Only an Editor can create and delete pools. Ask ") == 3
        assert "Only an Editor can edit pools." in page
        assert re.search(r'id="delete-pool"[^>]*aria-disabled="true"', page)
        assert not re.search(r'id="view-details"[^>]*aria-disabled="true"', page)

    def test_a_pool_in_creation_can_not_be_selected(self, client, pools):
        PoolFactory(pool_id="pool-new", settling=True)
        page = get(client).content.decode()
        assert "Creating" in page
        assert "This action is available when pool status is Active." in page
        assert not re.search(r'name="id"\s+value="pool-new"', page)
        assert re.search(r'name="id"\s+value="pool-a"', page)

    def test_another_account_sees_nothing_of_it(self, other_client, pools):
        assert get(other_client).status_code == 404

    def test_the_longest_name_and_markup_are_text(self, client):
        PoolFactory(pool_id="pool-x", name="<script>alert(1)</script>" + "x" * 231)
        page = get(client).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


# Session, user with memberships, the counts of the tabs, the rows, their numbers and sender IDs.
QUERIES = 5


@pytest.mark.parametrize("count", [1, 60])
def test_a_page_costs_the_same_queries_at_any_size(client, django_assert_num_queries, count):
    for pool in PoolFactory.create_batch(count):
        PhoneNumberFactory(pool=pool)
        PoolSenderIdFactory(pool=pool)
    get(client)
    with django_assert_num_queries(QUERIES):
        assert len(rows(get(client, "?size=100"))) == count
    with django_assert_num_queries(QUERIES + 1):
        assert len(rows(get(client, "?size=100&message_type=TRANSACTIONAL"))) == count


def test_beyond_a_thousand_counting_stops_until_the_last_page_is_asked_for(client, account):
    moment = timezone.now() - timedelta(days=1)
    Pool.objects.bulk_create(
        Pool(account=account, region="us-east-1", message_type="PROMOTIONAL", created_timestamp=moment)
        for _ in range(1010)
    )
    first = get(client)
    page = first.content.decode()
    assert "Pools (1,000+)" in text(first)
    assert 'aria-label="Page 2"' in page
    assert f'href="{address()}?page=last"' in page
    assert 'aria-label="Last page"' in page
    last = get(client, "?page=last")
    assert len(rows(last)) == 10
    assert 'aria-label="Page 41 of 41" aria-current="true"' in last.content.decode()
    seen = [row for n in (39, 40, 41) for row in rows(get(client, f"?page={n}"))]
    assert len(seen) == len(set(seen)) == 60
    assert seen[-10:] == rows(last)


def test_the_end_of_a_long_list_goes_by_the_count_that_operations_keep(
    client, caller, django_assert_num_queries
):
    place = {"account": caller.account, "region": "us-east-1", "message_type": "PROMOTIONAL"}
    moment = timezone.now() - timedelta(days=1)
    Pool.objects.bulk_create(Pool(**place, created_timestamp=moment) for _ in range(1010))
    Quota.objects.create(account=caller.account, region=caller.region, name="POOLS_PER_ACCOUNT", value=2000)
    number = PhoneNumberFactory(message_type="PROMOTIONAL")
    create_pool(caller, origination_identity=number.phone_number_id, message_type=number.message_type)
    with django_assert_num_queries(QUERIES):  # no more than the first page, which counts to 1,000
        last = get(client, "?page=last")
    assert 'aria-label="Page 41 of 41" aria-current="true"' in last.content.decode()
    assert len(rows(last)) == 11
