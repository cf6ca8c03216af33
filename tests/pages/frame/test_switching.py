"""Where a visit starts, and switching account and Region."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pools.models import AccountRegion, Learner, Membership, Pool, Role
from tests.conftest import signed_in
from tests.help import cookies
from tests.help.factories import (
    AccountFactory,
    MembershipFactory,
    PhoneNumberFactory,
    PoolFactory,
    ProjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HERE = ("111122223333", "us-east-1")
THERE = ("111122223333", "eu-west-1")
OTHER = ("444455556666", "eu-west-1")


@pytest.fixture
def second(caller):
    """A second account of the same user."""
    account = AccountFactory(account_id="444455556666", name="Other")
    return MembershipFactory(user=caller.user, account=account, role=Role.VIEWER)


def url(name, place=HERE, *args):
    return reverse(name, args=[*place, *args])


def switch(client: Client, path: str, place=THERE) -> str:
    return client.get(f"{url('region-switch', place)}?from={quote(path)}")["Location"]


def flashes(client: Client) -> list[str]:
    return [str(message) for message in client.get("/help/pools/").context["messages"]]


def test_a_first_visit_opens_the_default_region(client, settings):
    assert client.get("/")["Location"] == url("overview")
    settings.CONSOLE_DEFAULT_REGION = "eu-west-1"
    assert client.get("/")["Location"] == url("overview", THERE)
    settings.CONSOLE_DEFAULT_REGION = "nowhere"
    assert client.get("/").status_code == 302


def test_the_next_visit_opens_where_one_was_last(client):
    client.get(url("project-list", THERE))
    assert client.get("/")["Location"] == url("overview", THERE)


def test_a_first_visit_opens_the_account_where_one_may_do_most(client, caller):
    """The accounts stand in the order of their numbers, and the user's rights in another."""
    roles = {"000011112222": Role.VIEWER, "222233334444": Role.EDITOR, "333344445555": Role.ADMINISTRATOR}
    for account_id, role in roles.items():
        MembershipFactory(
            user=caller.user, account=AccountFactory(account_id=account_id, name=role), role=role
        )
    Membership.objects.filter(user=caller.user, account=caller.account).update(role=Role.EDITOR)
    for account_id in ("333344445555", "111122223333", "222233334444", "000011112222"):
        assert client.get("/")["Location"].startswith(f"/{account_id}/")
        Membership.objects.filter(user=caller.user, account_id=account_id).delete()


def test_a_first_visit_opens_no_account_to_practise_in(client, caller, second):
    practice = AccountFactory(account_id="900000000000", name="Practice")
    learnt_in = MembershipFactory(user=caller.user, account=practice, role=Role.ADMINISTRATOR)
    Learner.objects.create(user=caller.user, account=practice)
    Membership.objects.filter(user=caller.user, account=caller.account).delete()
    assert client.get("/")["Location"].startswith(f"/{OTHER[0]}/")
    Membership.objects.filter(user=caller.user).exclude(pk=learnt_in.pk).delete()
    assert client.get("/")["Location"].startswith(f"/{learnt_in.account_id}/")


def test_who_was_in_an_account_comes_back_to_it(client, second):
    client.get(url("project-list", OTHER))
    assert client.get("/")["Location"] == url("overview", OTHER)


def test_the_bar_names_the_account_and_the_role(client, caller, second):
    for place, role in ((HERE, caller.role_label), (OTHER, "Viewer")):
        page = client.get(url("overview", place)).content.decode()
        name = "Demo" if place is HERE else "Other"
        assert f'aria-label="Account: {name} · {role}"' in page
        label = f"{place[0][:4]}-{place[0][4:8]}-{place[0][8:]}"
        assert f'title="{label} · {caller.user.username}"' in page


@pytest.mark.parametrize("last", ["444455556666:eu-west-1", "nonsense", ":", "x" * 3000, "111122223333:mars"])
def test_a_cookie_that_is_not_ones_own_opens_ones_own_account(client, last):
    client.cookies[cookies.LAST] = last
    assert client.get("/")["Location"].startswith("/111122223333/")


def test_only_a_page_that_was_shown_is_remembered(client):
    client.get(url("project-list", OTHER))
    client.get("/help/pools/")
    assert cookies.LAST not in client.cookies


def test_the_start_costs_no_more_than_the_memberships(client, django_assert_num_queries):
    with django_assert_num_queries(2):  # session, user with memberships
        client.get("/")


def test_without_an_account_the_page_says_whom_to_ask(db):
    client = Client()
    client.force_login(UserFactory(username="o'neil; rm"))
    html = client.get("/").content.decode()
    assert "You don't have access to an account yet" in html
    assert "manage.py user grant &#x27;o&#x27;&quot;&#x27;&quot;&#x27;neil; rm&#x27; --account" in html


@pytest.mark.parametrize(
    "name",
    [
        "project-list",
        "project-create",
        "overview",
        "phone-number-list",
        "pool-list",
        "pool-create",
        "sync-pending",
        "edit-runs",
    ],
)
def test_pages_that_every_region_has_stay_the_same(client, name):
    assert switch(client, url(name) + "?q=x&page=2") == url(name, THERE)
    assert flashes(client) == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//[",
        "/help/pools/",
        "https://evil.example/",
        "/nowhere/",
        "x" * 10_000,
        "/%00/\x00",
        "/111122223333/us-east-1/sms-voice/pools/delete/",
    ],
)
def test_anything_else_leads_to_the_pools(client, path):
    assert switch(client, path) == url("pool-list", THERE)


@pytest.mark.parametrize(("name", "leads_to"), [("edit-run", "edit-runs"), ("class", "class-list")])
def test_one_of_a_list_leads_to_the_list(client, name, leads_to):
    assert switch(client, url(name, HERE, "1")) == url(leads_to, THERE)


def test_a_run_of_the_sync_leads_to_the_sync(client):
    assert switch(client, "/111122223333/us-east-1/sync/runs/13/apply/") == url("aws-sync", THERE)


def test_a_pool_stays_behind_and_that_is_said(client, caller):
    pool = PoolFactory(account=caller.account, name="Alerts")
    assert switch(client, url("pool-detail", HERE, pool.pool_id)) == url("pool-list", THERE)
    assert flashes(client) == [
        "You switched to Europe (Ireland). Pool Alerts exists only in US East (N. Virginia)."
    ]


def test_an_action_on_a_pool_counts_as_the_pool(client, caller):
    pool = PoolFactory(account=caller.account)
    assert switch(client, url("pool-associate", HERE, pool.pool_id)) == url("pool-list", THERE)
    assert f"Pool {pool.pool_id} exists only in" in flashes(client)[0]
    assert switch(client, url("pool-associate", HERE, pool.pool_id), HERE) == url(
        "pool-detail", HERE, pool.pool_id
    )


def test_a_phone_number_stays_behind_in_its_list(client, caller):
    number = PhoneNumberFactory(account=caller.account)
    path = url("phone-number-detail", HERE, number.phone_number_id)
    assert switch(client, path) == url("phone-number-list", THERE)
    assert f"Phone number {number.label} exists only in" in flashes(client)[0]


def test_choosing_the_region_one_is_in_changes_nothing(client, caller):
    path = url("pool-detail", HERE, PoolFactory(account=caller.account).pool_id)
    assert switch(client, path, HERE) == path
    assert flashes(client) == []


def test_a_pool_that_is_not_there_is_not_talked_about(client, other_caller):
    theirs = PoolFactory(account=other_caller.account)
    for path in (url("pool-detail", HERE, "pool-x"), url("pool-detail", OTHER, theirs.pool_id)):
        assert switch(client, path) == url("pool-list", THERE)
    assert flashes(client) == []


def test_a_project_belongs_to_the_account_in_every_region(client, caller, second):
    project = ProjectFactory(account=caller.account, name="Shop")
    path = url("sms-settings-edit", HERE, project.project_id)
    assert switch(client, path) == url("sms-settings-edit", THERE, project.project_id)
    assert switch(client, path, OTHER) == url("project-list", OTHER)
    [said] = flashes(client)
    assert said.startswith("You switched to account Other (4444-5555-6666) in Europe (Ireland). ")
    assert said.endswith("Project Shop exists only in account Demo (1111-2222-3333).")


def test_nobody_switches_to_an_account_of_others(other_client):
    assert other_client.get(url("region-switch", THERE)).status_code == 404


def test_the_region_menu_says_how_many_pools_there_are(client, caller, django_assert_num_queries):
    for region, count in (("us-east-1", 2), ("eu-west-1", 1)):
        PoolFactory.create_batch(count, account=caller.account, region=region)
        AccountRegion.objects.update_or_create(account=caller.account, region=region)
    gone = PoolFactory(account=caller.account, region="eu-west-1")
    Pool.objects.filter(pk=gone.pk).update(deleted_timestamp=timezone.now())
    AccountRegion.objects.filter(region="eu-west-1").update(pool_count=2)
    page = client.get(url("overview")).content.decode()
    items = re.findall(r'/([a-z0-9-]+)/switch/(?:(?!</li>).)*menu__count">(.*?)<', page, re.DOTALL)
    assert {region: text for region, text in items if text} == {"us-east-1": "2 pools", "eu-west-1": "1 pool"}
    with django_assert_num_queries(2):  # session, and the user with all of this
        client.get("/")


def test_switching_only_reads(viewer):
    assert signed_in(viewer).post(url("region-switch", THERE)).status_code == 405


def test_the_menu_writes_every_account_id_in_groups_and_copies_it_bare(client, second):
    page = client.get(url("project-list")).content.decode()
    menu = page[page.index('id="account-menu"') : page.index("data-sign-out")]
    seen = re.sub(r"<[^>]*>", " ", menu)
    assert re.findall(r"[\d-]{12,}", seen) == ["1111-2222-3333", "1111-2222-3333", "4444-5555-6666"]
    assert 'data-copy="111122223333"' in menu


@pytest.mark.parametrize(
    ("page", "query", "leads_to"),
    [
        ("pool-edit", "", "pool-list"),
        ("phone-number-edit", "", "phone-number-list"),
        ("sender-id-edit", "", "sender-id-list"),
        ("compare", "?id=pool-1&id=pool-2", "pool-list"),
        ("compare", "?id=phone-1&id=phone-2", "phone-number-list"),
        ("compare", "?id=phone-1&id=pool-2", "pool-list"),
    ],
)
def test_what_was_selected_leads_to_the_list_of_its_own_kind(client, page, query, leads_to):
    assert switch(client, url(page) + query) == url(leads_to, THERE)
