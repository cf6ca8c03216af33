"""The policy of a pool, a phone number, a sender ID and an opt-out list, on the page of each."""

import html
import json
import re

import pytest
from django.urls import reverse

from pools.models import ResourcePolicy
from pools.operations.resource_policies import put_resource_policy
from pools.pages.kit.policies import mistake_in
from tests.conftest import HTMX, signed_in
from tests.help.factories import OptOutListFactory, PhoneNumberFactory, PoolFactory, SenderIdFactory
from tests.help.linked import link_of

pytestmark = pytest.mark.django_db
PLACE = ["111122223333", "us-east-1"]
PUT = '{\n  "Statement": []\n}'
OWNERS = {
    "pool-detail": (PoolFactory, {"pool_id": "pool-one"}),
    "phone-number-detail": (PhoneNumberFactory, {"phone_number_id": "phone-one"}),
    "sender-id-detail": (SenderIdFactory, {"sender_id": "ACME", "iso_country_code": "GB"}),
    "opt-out-list-detail": (OptOutListFactory, {"opt_out_list_name": "orders"}),
}


def text(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode())))


@pytest.fixture(params=OWNERS)
def page(request, account) -> str:
    """The address of the page of one of them."""
    factory, named = OWNERS[request.param]
    factory(**named)
    return reverse(request.param, args=[*PLACE, *named.values()])


@pytest.fixture
def pool_page(account) -> str:
    PoolFactory(pool_id="pool-one")
    return reverse("pool-detail", args=[*PLACE, "pool-one"])


def form_at(client, page: str) -> dict[str, str]:
    seal = re.search(r'name="drawn" value="([^"]*)"', client.get(f"{page}policy/").content.decode())
    return {"drawn": seal[1]}


def test_it_is_put_changed_and_removed_on_the_page_of_each(client, page):
    assert "No policy. Only this account uses it." in text(client.get(page))
    edit = f"{page}policy/"
    assert client.post(edit, form_at(client, page) | {"policy": PUT}).url == page
    shown = text(client.get(page))
    assert '"Statement": []' in shown
    assert "Policy was saved." in shown
    assert '"Statement": []' in text(client.get(edit))
    answer = client.post(edit, form_at(client, page) | {"policy": PUT}, headers=HTMX)
    assert answer.headers["HX-Redirect"] == page
    assert "No changes were made." in text(client.get(page))
    assert "Remove the policy of" in text(client.get(f"{edit}remove/"))
    assert ResourcePolicy.objects.exists()
    for said in ("Policy was removed.", "There is no policy any more."):
        client.post(f"{edit}remove/")
        assert said in text(client.get(page))
    assert not ResourcePolicy.objects.exists()


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ('{\n  "Statement": []\n  "Version": "2012-10-17"\n}', "Line 3: a comma is missing."),
        ('{\n  "Statement" []\n}', "Line 2: a colon is missing."),
        ('\r\n\r\n{"Statement" []}', "Line 3: a colon is missing."),
        ("{\n  Statement: []\n}", "Line 2: a name in double quotes is missing."),
        ('{"Statement": }', "Line 1: a value is missing."),
        ('{"Statement": "x}', "Line 1: a quotation mark is missing."),
        ('{"Statement": []}}', "Line 1: there is something after the end."),
        (f'{{"Statement": {"9" * 5000}}}', "A number in it has too many digits."),
        ("[" * 10_000, "It is nested too deep."),
        ("[]", "Policy must be a JSON object with a Statement."),
        ("x" * 10_001, "too many characters"),
        ("", "Policy is required."),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_kept(client, pool_page, policy, said):
    answer = client.post(f"{pool_page}policy/", form_at(client, pool_page) | {"policy": policy})
    assert answer.status_code == 422
    assert said in text(answer)
    assert policy[:60] in html.unescape(answer.content.decode())
    assert not ResourcePolicy.objects.exists()


def test_what_is_json_has_no_mistake():
    assert mistake_in(PUT) == ""


def test_a_start_fills_an_empty_policy_and_writes_over_none(client, page):
    form = form_at(client, page)
    answer = client.post(f"{page}policy/", form | {"policy": " ", "op": "start:sns"})
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.content.decode(), re.S)[1]
    policy = html.unescape(found).strip()
    assert json.loads(policy)["Statement"][0]["Principal"] == {"Service": "sns.amazonaws.com"}
    assert client.post(f"{page}policy/", form | {"policy": policy}).url == page
    kept = client.post(f"{page}policy/", form | {"policy": "mine", "op": "start:sns"})
    assert (kept.status_code, ">\nmine" in kept.content.decode()) == (422, True)
    assert "Clear the policy first" in text(kept)


def test_what_somebody_else_put_meanwhile_is_shown_and_not_written_over(client, caller, pool_page):
    form = form_at(client, pool_page) | {"policy": PUT}
    arn = "arn:aws:sms-voice:us-east-1:111122223333:pool/pool-one"
    put_resource_policy(caller, resource_arn=arn, policy='{"Statement": ["theirs"]}')
    answer = client.post(f"{pool_page}policy/", form)
    assert (answer.status_code, "theirs" in text(answer)) == (409, True)
    assert "Somebody changed this policy meanwhile" in text(answer)
    seal = re.search(r'name="drawn" value="([^"]*)"', answer.content.decode())[1]
    client.post(f"{pool_page}policy/", {"drawn": seal, "policy": PUT})
    assert ResourcePolicy.objects.get().policy == PUT


def test_in_a_linked_account_it_stays_here(client, caller, page):
    assert "Not sent to AWS." not in text(client.get(page))
    link_of(caller)
    assert "Not sent to AWS." in text(client.get(page))


def test_a_viewer_reads_it(viewer, page):
    shown = text(signed_in(viewer).get(page))
    assert "No policy. Only this account uses it." in shown
    assert "Edit policy" not in shown
    for act in ("policy/", "policy/remove/"):
        assert signed_in(viewer).post(f"{page}{act}", {"policy": PUT}).status_code == 403


@pytest.mark.parametrize("name", ["pool-policy", "pool-policy-remove"])
def test_of_what_is_not_there_there_is_none(client, account, name):
    assert client.get(reverse(name, args=[*PLACE, "pool-none"])).status_code == 404
