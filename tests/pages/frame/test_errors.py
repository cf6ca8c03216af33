"""Error pages: what they say, and that they never fail themselves."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse

from pools.pages.frame import errors
from tests.conftest import HTMX
from tests.help import cookies
from tests.help.factories import (
    AccountFactory,
    MembershipFactory,
    PhoneNumberFactory,
    PoolFactory,
    ProjectFactory,
    UserFactory,
)
from tests.help.locked import locked_error

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")


def pool_url(pool_id: str, *place: str) -> str:
    return reverse("pool-detail", args=[*(place or PLACE), pool_id])


def text(client: Client, path: str, status: int = 404, **kwargs) -> str:
    answer = client.get(path, **kwargs)
    assert answer.status_code == status
    return answer.content.decode()


def titles(html: str) -> set[str]:
    """Of the page, and its heading: what both say."""
    title, heading = re.search(r"<title>([^<]*)", html)[1], re.search(r"<h1[^>]*>([^<]*)", html)[1]
    return {title.partition(" - ")[0].partition(" | ")[0].strip(), heading.strip()}


def test_a_missing_pool_is_named_with_its_region_and_a_way_out(client):
    html = text(client, pool_url("pool-x"))
    assert "<h1" in html
    assert "Page not found" in html
    assert "This pool doesn&#x27;t exist in US East (N. Virginia), or it was deleted." in html
    assert f'href="{reverse("pool-list", args=PLACE)}" data-testid="way-out">Go to Pools' in html
    assert 'data-testid="elsewhere"' not in html


@pytest.mark.parametrize("pool_id", ["a:b", "arm:aws:sms-voice:us-east-1:111122223333:pool", "arn:x", ":"])
def test_what_is_no_id_is_no_page_either(client, pool_id):
    for name in ("pool-detail", "pool-associate", "pool-disassociate"):
        text(client, reverse(name, args=[*PLACE, pool_id]))


def test_a_pool_of_another_region_is_offered_there(client, caller):
    pool = PoolFactory(account=caller.account, region="eu-west-1", name="Alerts")
    html = text(client, pool_url(pool.pool_id))
    assert "Alerts is in Europe (Ireland)." in html
    assert pool_url(pool.pool_id, "111122223333", "eu-west-1") in html


def test_a_pool_of_another_account_of_mine_is_offered_there(client, caller):
    other = AccountFactory(account_id="444455556666", name="Other")
    MembershipFactory(user=caller.user, account=other)
    pool = PoolFactory(account=other)
    html = text(client, pool_url(pool.pool_id))
    assert "is in account Other (4444-5555-6666), US East (N. Virginia)." in html
    assert pool_url(pool.pool_id, "444455556666", "us-east-1") in html


def test_a_pool_of_somebody_elses_is_not_hinted_at(client, other_caller):
    pool = PoolFactory(account=other_caller.account, name="Secret")
    theirs, nobodys = (text(client, pool_url(name)) for name in (pool.pool_id, "pool-" + "0" * 32))
    assert "Secret" not in theirs
    assert 'data-testid="elsewhere"' not in theirs
    assert "444455556666" not in theirs
    assert len(theirs) == len(nobodys)


def test_numbers_and_projects_have_their_own_words(client, caller):
    number = PhoneNumberFactory(account=caller.account, region="eu-west-1")
    html = text(client, reverse("phone-number-detail", args=[*PLACE, number.phone_number_id]))
    assert "This phone number doesn&#x27;t exist in US East (N. Virginia)" in html
    assert f"{number.label} is in Europe (Ireland)." in html
    assert "Go to Phone numbers" in html
    other = AccountFactory(account_id="444455556666", name="Other")
    MembershipFactory(user=caller.user, account=other)
    project = ProjectFactory(account=other, name="Shop")
    html = text(client, reverse("sms-settings", args=[*PLACE, project.project_id]))
    assert "This project doesn&#x27;t exist in account Demo (1111-2222-3333), or it was deleted." in html
    assert "Shop is in account Other (4444-5555-6666)." in html


@pytest.mark.parametrize(
    "path",
    ["/nowhere/", "/111122223333/us-east-1/nowhere/", "/111122223333/us-east-1/nowhere", "/" + "x" * 9000],
)
def test_an_address_that_leads_nowhere_has_the_frame_of_its_place(client, path):
    html = text(client, path)
    assert ("Side navigation" in html) == path.startswith("/111122223333/us-east-1/")


def test_an_address_that_leads_nowhere_needs_no_sign_in(db):
    html = text(Client(), "/nowhere/")
    assert "There is no such page." in html
    assert "Go to the console" in html


def test_errors_are_not_kept_by_browsers(client):
    assert client.get("/nowhere/")["Cache-Control"] == "no-store"


def test_htmx_gets_a_line_that_it_does_not_show(client):
    answer = client.get(pool_url("pool-x"), headers=HTMX)
    assert (answer.status_code, answer.content) == (404, b"Error 404\n")


def test_a_role_that_is_too_low_is_named_with_the_one_needed(editor_client, account):
    MembershipFactory(user=UserFactory(username="maria"), account=account)
    html = text(editor_client, reverse("project-create", args=PLACE), 403)
    assert "You don't have access" in html
    assert 'aria-label="Breadcrumbs"' in html
    assert "Your role is Editor. Only an Administrator can create a project. Ask maria." in html


def test_a_refusal_without_words_still_says_what_is_needed(viewer, rf: RequestFactory):
    request = rf.get("/")
    request.caller, request.user = viewer, viewer.user
    page = errors.forbidden(request, PermissionDenied()).content.decode()
    assert "Your role is Viewer. Only an Editor can change pools, phone numbers and sender IDs." in page
    appoints = "manage.py user grant NAME --account 111122223333 --role administrator"
    assert f"This account has no Administrator. To give it one: {appoints}" in page


def test_a_form_with_too_many_fields_or_too_large_is_refused(client):
    url = reverse("project-create", args=PLACE)
    for data in ({f"f{n}": "x" for n in range(2001)}, {"name": "x" * (1024 * 1024 + 1)}):
        # The test client sends multipart, whose limits are the same.
        answer = client.post(url, data)
        assert answer.status_code == 413
        assert "The form is larger than the console accepts." in answer.content.decode()
        assert titles(answer.content.decode()) == {"The form is too large"}


def test_a_name_that_the_console_does_not_answer_to(client, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    html = text(client, "/", 400, headers={"Host": "evil.example"})
    assert "CONSOLE_ALLOWED_HOSTS" in html
    assert titles(html) == {"This name isn&#x27;t the console&#x27;s"}


def test_a_failure_is_a_page_with_an_id_that_is_in_the_log(client, monkeypatch, caplog):
    client.raise_request_exception = False
    monkeypatch.setattr("pools.pages.account.projects.Listing", None)
    with caplog.at_level(logging.ERROR, "pools.pages.frame.errors"):
        answer = client.get(reverse("project-list", args=PLACE))
    html = answer.content.decode()
    assert answer.status_code == 500
    request_id = html.split('data-testid="request-id">')[1].split("<")[0]
    assert len(request_id) == 36
    assert request_id in caplog.text
    assert f'data-copy="{request_id}"' in html
    assert "TypeError" not in html


def test_a_busy_database_says_that_waiting_helps(client, monkeypatch):
    client.raise_request_exception = False

    def busy(*args, **kwargs):
        raise locked_error()

    monkeypatch.setattr("pools.pages.account.projects.Listing", busy)
    html = text(client, reverse("project-list", args=PLACE), 503)
    assert "The database is busy" in html


def test_the_failure_page_reads_no_database(django_assert_num_queries, rf):
    with django_assert_num_queries(0):
        answer = errors.server_error(rf.get("/\n\x1b", headers={"Cookie": f"{cookies.MODE}=dark"}))
    assert answer.status_code == 500
    assert 'data-mode="dark"' in answer.content.decode()


@pytest.mark.parametrize(
    "handler", [errors.bad_request, errors.forbidden, errors.not_found, errors.server_error]
)
def test_an_error_page_that_cannot_be_drawn_is_a_line(rf, monkeypatch, handler):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("pools.pages.frame.errors.render", broken)
    monkeypatch.setattr("pools.pages.frame.errors.render_to_string", broken)
    request = rf.get("/")
    request.resolver_match = None
    answer = handler(request)
    assert answer.status_code >= 400
    assert answer.content.startswith(b"Error ")


# Forms without a good token.


@pytest.fixture
def strict(caller):
    """A browser whose forms need their token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(caller.user)
    client.get(reverse("project-create", args=PLACE))
    return client


def test_a_stale_token_keeps_what_was_typed_and_comes_back(strict):
    url = reverse("project-create", args=PLACE)
    answer = strict.post(url, {"name": "Shop", "csrfmiddlewaretoken": "x" * 32})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Your session has changed" in html
    assert 'name="carried" value="name=Shop"' in html
    token = strict.cookies[cookies.CSRF].value
    fields = {"next": url, "carried": "name=Shop", "csrfmiddlewaretoken": token}
    assert strict.post("/sign-in/", fields)["Location"] == url
    assert 'value="Shop"' in strict.get(url).content.decode()


def test_a_stale_token_by_script_goes_again_as_a_form(strict):
    answer = strict.post(reverse("project-create", args=PLACE), {"name": "Shop"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Reswap"]) == (401, "none")


def test_a_form_of_another_site_is_refused_and_nothing_of_it_kept(strict):
    url = reverse("project-create", args=PLACE)
    answer = strict.post(url, {"name": "Shop"}, headers={"Origin": "https://evil.example"})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "comes from another site" in html
    assert "Shop" not in html


def test_a_sign_in_page_that_expired_can_be_sent_again(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"username": "alice", "password": "secret", "next": "/help/pools/"})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Allow cookies for this site" in html
    assert 'value="alice"' in html
    assert "secret" not in html
    client.get("/sign-in/")
    stale = client.post("/sign-in/", {"username": "alice", "csrfmiddlewaretoken": "x" * 32})
    assert "This page had expired" in stale.content.decode()


def test_a_sign_in_page_sent_by_somebody_who_is_signed_in_changes_nobody(strict, caller):
    answer = strict.post("/sign-in/", {"username": "alice", "password": "secret", "next": "/help/pools/"})
    html = answer.content.decode()
    assert "Your session has changed" in html
    assert "secret" not in html
    assert '<input type="hidden" name="next" value="/help/pools/">' in html
    assert str(strict.session["_auth_user_id"]) == str(caller.user.pk)
