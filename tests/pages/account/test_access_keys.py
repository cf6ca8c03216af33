"""Access keys: the list, and making, turning off and deleting one."""

import html
import json
import logging
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pools.errors import ServiceError
from pools.models import AccessKey, Activity
from pools.operations.access_keys import delete_access_key, set_access_key_active
from pools.operations.engine.secret_box import unseal
from pools.pages.kit.words import labels, refusals
from tests.conftest import HTMX, signed_in
from tests.help.factories import AccessKeyFactory, MembershipFactory
from tests.help.markup import tight

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")
URL = "/111122223333/us-east-1/access-keys/"
CREATE = f"{URL}create/"
EITHER = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
ON_PAGE = HTMX | {"HX-Current-URL": f"http://testserver{URL}?sort=access_key_id"}


def url(name: str, key: AccessKey) -> str:
    return reverse(f"access-key-{name}", args=[*PLACE, key.access_key_id])


def page(client: Client, query: str = "", **kwargs) -> str:
    return html.unescape(client.get(URL + query, follow=True, **kwargs).content.decode())


def rows(text: str) -> list[str]:
    return re.findall(r'data-testid="access-key-row-(\w+)"', text)


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def messages(client: Client) -> list[str]:
    return [str(message) for message in client.get(URL).context["messages"]]


@pytest.fixture
def key(caller) -> AccessKey:
    return AccessKeyFactory(account=caller.account, user=caller.user)


@pytest.fixture
def retired(caller) -> AccessKey:
    return AccessKeyFactory(account=caller.account, user=caller.user, is_active=False)


# The list


def test_an_administrator_sees_every_key_of_the_account(client, caller, key, viewer, other_caller):
    theirs = AccessKeyFactory(account=caller.account, user=viewer.user, is_active=False)
    theirs.last_used_timestamp = timezone.now() - timedelta(hours=5)
    theirs.save()
    AccessKeyFactory(account=other_caller.account, user=other_caller.user)
    text = page(client)
    assert "<title>Access keys | Amazon Pinpoint | us-east-1</title>" in text
    assert rows(text) == [theirs.access_key_id, key.access_key_id]
    first, second = text.split('data-testid="access-key-row-')[1:]
    for part in (viewer.user.username, "<span>Inactive</span>", "5 hours ago", "Activate", "Delete"):
        assert part in first
    for part in (caller.user.username, "<span>Active</span>", "Never", "Deactivate", "Delete"):
        assert part in second


def test_others_see_their_own(viewer_client, viewer, key):
    own = AccessKeyFactory(account=viewer.account, user=viewer.user)
    text = page(viewer_client)
    assert rows(text) == [own.access_key_id]
    assert "Your access keys" in text
    assert 'id="sort-user"' not in text
    info = reverse("help-topic", args=["access-keys"])
    assert f'href="{info}"' in text
    assert "a Viewer's key may only read" in html.unescape(viewer_client.get(info).content.decode())


def test_a_key_that_the_secret_key_does_not_open_says_so(client, key, settings):
    assert "Can't be read" not in page(client)
    settings.SECRET_KEY = "made anew"
    newer = AccessKeyFactory(account=key.account, user=key.user)
    again = Client()
    again.force_login(key.user)
    text = page(again)
    first, second = text.split('data-testid="access-key-row-')[1:]
    assert first.startswith(newer.access_key_id)
    assert "<span>Active</span>" in first
    assert "<span>Can't be read</span>" in second
    assert "<span>Active</span>" not in second
    assert labels.KEYS_UNREADABLE in text
    assert "put the old CONSOLE_SECRET_KEY back, or run manage.py secret-key rotate" in labels.KEYS_UNREADABLE


def test_an_empty_list_says_what_keys_are_for(client, caller):
    text = page(client)
    assert "No access keys" in text
    assert "can call this console's API in your name" in text


def test_the_list_sorts(client, caller, viewer):
    now = timezone.now()
    for user, name in (caller.user, "alice"), (viewer.user, "bob"):
        user.username = name
        user.save()
    made = [
        AccessKeyFactory(
            account=caller.account,
            user=user,
            access_key_id=f"AKIA{name}",
            is_active=active,
            last_used_timestamp=used,
            created_timestamp=now - timedelta(days=days),
        )
        for name, user, active, used, days in (
            ("B", caller.user, True, None, 1),
            ("A", viewer.user, False, now, 2),
            ("C", caller.user, True, now - timedelta(days=1), 3),
        )
    ]
    assert len(made) == 3
    for query, order in {
        "": "BAC",
        "?sort=created_timestamp&dir=asc": "CAB",
        "?sort=access_key_id": "ABC",
        "?sort=status": "BCA",
        "?sort=last_used_timestamp": "BCA",
        "?sort=last_used_timestamp&dir=desc": "ACB",
        "?sort=user": "BCA",
    }.items():
        assert rows(page(client, query)) == [f"AKIA{letter}" for letter in order], query


def test_sorting_swaps_the_list_alone(client, key):
    answer = client.get(URL + "?sort=status", headers=HTMX | {"HX-Trigger": "sort-status"})
    text = tight(answer)
    assert text.lstrip().startswith('<section class="container container--table" id="access-keys-list"')
    assert answer["HX-Push-Url"] == f"{URL}?sort=status"
    assert "Access keys sorted by Status, ascending." in answer["HX-Trigger-After-Settle"]


def test_an_address_with_what_it_does_not_need_is_made_short(client):
    answer = client.get(URL + "?sort=secret&junk=1")
    assert (answer.status_code, answer["Location"]) == (302, URL)


@pytest.mark.parametrize("count", [1, 60])
def test_a_page_costs_the_same_queries_at_any_size(client, caller, count, django_assert_num_queries):
    for _ in range(count):
        AccessKeyFactory(account=caller.account, user=MembershipFactory(account=caller.account).user)
    client.get(URL)
    with django_assert_num_queries(5):  # session, user with memberships, own keys, count, rows
        assert len(rows(page(client))) == min(count, 25)


def test_another_account_is_not_found(other_client, key):
    for path in (URL, CREATE, url("delete", key)):
        assert other_client.get(path).status_code == 404
        assert other_client.post(path).status_code == 404
    assert other_client.post(url("status", key), {"is_active": "false"}).status_code == 404
    key.refresh_from_db()
    assert key.is_active


# Making one


@EITHER
def test_a_new_key_and_its_secret_are_in_the_answer(client, caller, headers):
    answer = client.post(CREATE, {"newest": ""}, headers=headers)
    made, text = AccessKey.objects.get(), text_of(answer)
    secret = unseal(made.encrypted_secret)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert (made.user, made.account, made.is_active) == (caller.user, caller.account, True)
    assert rows(text) == [made.access_key_id]
    assert f'data-copy="{secret}"' in text
    assert "can't be shown again" in text
    for line in (
        f"export AWS_ACCESS_KEY_ID={made.access_key_id}",
        f"export AWS_SECRET_ACCESS_KEY={secret}",
        "export AWS_REGION=us-east-1",
        "export AWS_DEFAULT_REGION=us-east-1",
        "aws pinpoint-sms-voice-v2 describe-pools --endpoint-url http://testserver",
        "export AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2=http://testserver",
    ):
        assert re.search(rf"^(.*<code[^>]*>)?{re.escape(line)}(</code>.*)?$", text, re.MULTILINE), line
    assert ("<html" in text) is (not headers)


def test_the_lines_name_the_address_that_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["pools.example.com"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = client.post(CREATE, headers={"Host": "pools.example.com:8443", "X-Forwarded-Proto": "https"})
    assert "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2=https://pools.example.com:8443\n" in (
        text_of(answer).replace("</code>", "\n")
    )
    assert "--endpoint-url https://pools.example.com:8443\n" in text_of(answer).replace("</code>", "\n")


@EITHER
def test_the_secret_is_nowhere_else(client, caller, headers, caplog):
    caplog.set_level(logging.DEBUG)
    answer = client.post(CREATE, {"newest": ""}, headers=headers)
    made = AccessKey.objects.get()
    secret = unseal(made.encrypted_secret)
    assert secret in text_of(answer)
    kept = [str(answer.headers), str(client.cookies), caplog.text, made.encrypted_secret]
    kept += [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    kept += [str(row) for row in Activity.objects.values_list()]
    kept += [page(client), text_of(client.get(CREATE, follow=True))]
    assert not any(secret in text for text in kept)
    assert Activity.objects.get(operation="create_access_key").resource_id == made.access_key_id


@EITHER
def test_the_same_form_again_makes_no_second_key(client, caller, headers):
    client.post(CREATE, {"newest": ""}, headers=headers)
    again = client.post(CREATE, {"newest": ""}, headers=headers)
    assert AccessKey.objects.count() == 1
    assert "data-secret" not in text_of(again)
    said = text_of(again) if headers else str(messages(client))
    assert "so no key was created" in said
    assert again.status_code == (409 if headers else 303)


@EITHER
def test_the_quota_of_two(client, caller, key, retired, headers):
    text = page(client)
    assert "You have reached the quota of 2 access keys per user." in text
    assert re.search(r'id="create-key"[^>]*aria-disabled="true"', text)
    answer = client.post(CREATE, {"newest": retired.access_key_id}, headers=headers)
    assert AccessKey.objects.count() == 2
    said = text_of(answer) if headers else str(messages(client))
    assert "You have reached the quota of 2 access keys per user. Delete one to create another." in said


def test_the_quota_is_of_ones_own_keys(client, caller, viewer):
    for _ in range(2):
        AccessKeyFactory(account=caller.account, user=viewer.user)
    assert "aria-disabled" not in page(client).split('id="create-key"')[1].split(">")[0]


def test_a_viewer_makes_a_key_of_their_own(viewer_client, viewer):
    assert "data-secret" in text_of(viewer_client.post(CREATE, {"newest": ""}))
    assert AccessKey.objects.get().user == viewer.user


def test_the_form_holds_the_newest_key(client, caller, key, retired):
    assert f'name="newest" value="{retired.access_key_id}"' in page(client)


def test_its_address_leads_to_the_list(client):
    answer = client.get(CREATE)
    assert (answer.status_code, answer["Location"]) == (302, URL)


# Turning one off and on


@EITHER
@pytest.mark.parametrize("active", [True, False])
def test_a_key_is_turned_off_and_on(client, caller, headers, active):
    key = AccessKeyFactory(account=caller.account, user=caller.user, is_active=not active)
    answer = client.post(url("status", key), {"is_active": str(active).lower()}, headers=headers)
    key.refresh_from_db()
    assert key.is_active is active
    expected = "may sign requests again." if active else "can't sign requests any more."
    if headers:
        assert answer["HX-Retarget"] == "#access-keys-list"
        assert f"Access key {key.access_key_id} {expected}" in text_of(answer)
        assert ("<span>Active</span>" in text_of(answer)) is active
    else:
        assert (answer.status_code, answer["Location"]) == (303, URL)
        assert messages(client) == [f"Access key {key.access_key_id} {expected}"]


def test_the_list_below_keeps_its_order(client, caller, key):
    AccessKeyFactory(account=caller.account, user=caller.user, access_key_id="AKIA0")
    answer = client.post(url("status", key), {"is_active": "false"}, headers=ON_PAGE)
    assert rows(text_of(answer)) == ["AKIA0", key.access_key_id]


def test_a_word_that_says_neither_changes_nothing(client, key):
    assert client.post(url("status", key), {"is_active": "maybe"}).status_code == 303
    key.refresh_from_db()
    assert key.is_active


@EITHER
def test_another_users_key_is_not_found_for_those_who_do_not_administer(viewer_client, key, retired, headers):
    for one in (key, retired):
        answers = [
            viewer_client.post(url("status", one), {"is_active": "false"}, headers=headers),
            viewer_client.get(url("delete", one), headers=headers),
            viewer_client.post(url("delete", one), {"confirm": "delete"}, headers=headers),
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert AccessKey.objects.filter(is_active=True).get() == key
    assert AccessKey.objects.count() == 2


def test_an_administrator_turns_off_and_deletes_the_keys_of_others(client, viewer, caller):
    key = AccessKeyFactory(account=caller.account, user=viewer.user)
    client.post(url("status", key), {"is_active": "false"})
    assert client.post(url("delete", key), {"confirm": "delete"}).status_code == 303
    assert not AccessKey.objects.exists()


# Deleting one


@EITHER
def test_deleting_asks_for_the_word(client, retired, headers):
    text = text_of(client.get(url("delete", retired), headers=headers))
    assert "Delete access key confirmation" in text
    assert f"<strong>{retired.access_key_id}</strong>" in text
    assert "This access key was never used." in text
    assert 'data-confirm="delete"' in text
    assert ("<dialog" in text) is bool(headers)


@EITHER
def test_with_the_word_it_is_gone(client, retired, headers):
    answer = client.post(url("delete", retired), {"confirm": "DELETE"}, headers=headers)
    assert not AccessKey.objects.exists()
    said = f"Access key {retired.access_key_id} was deleted."
    if headers:
        assert "closeModal" in answer["HX-Trigger-After-Swap"]
        assert said in text_of(answer)
        assert "No access keys" in text_of(answer)
    else:
        assert (answer.status_code, answer["Location"]) == (303, URL)
        assert messages(client) == [said]
    assert client.get(url("delete", retired)).status_code == 404


@EITHER
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", 'Enter "delete" to confirm.'),
        (" delete", "Remove the extra spaces."),
        (
            "delete\u200d",
            "The text contains an invisible character (U+200D) at position 7. Type it again.",
        ),
    ],
)
def test_without_the_word_it_stays(client, retired, headers, typed, said):
    answer = client.post(url("delete", retired), {"confirm": typed}, headers=headers)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert AccessKey.objects.filter(pk=retired.pk).exists()


@EITHER
def test_an_active_key_is_not_deleted(client, key, headers):
    asked = client.get(url("delete", key), headers=headers)
    refused = client.post(url("delete", key), {"confirm": "delete"}, headers=headers)
    assert (asked.status_code, refused.status_code) == (200, 409)
    for answer in (asked, refused):
        assert f"Access key {key.access_key_id} is active. Deactivate it first" in text_of(answer)
        assert re.search(r"data-confirm-submit[^>]* disabled", text_of(answer))
    assert AccessKey.objects.filter(pk=key.pk).exists()


@EITHER
def test_it_can_be_turned_off_where_deleting_it_is_refused(client, key, headers):
    asked = text_of(client.get(url("delete", key), headers=headers))
    fields = dict(re.findall(r'name="(then|is_active)" value="(\w+)"', asked.split("dialog-blocked")[1]))
    answer = client.post(url("status", key), fields, headers=headers)
    said = f"Access key {key.access_key_id} can't sign requests any more."
    key.refresh_from_db()
    assert not key.is_active
    if headers:
        assert said in json.loads(answer["HX-Trigger-After-Settle"])["announce"]["text"]
        assert 'id="access-keys-list" hx-swap-oob="true"' in text_of(answer)
        assert "<span>Inactive</span>" in text_of(answer)
    else:
        assert (answer.status_code, answer["Location"]) == (303, url("delete", key))
        answer = client.get(answer["Location"])
        assert said in text_of(answer)
    assert 'data-testid="dialog-blocked"' not in text_of(answer)
    assert re.search(r'id="confirm-input"(?![^>]*disabled)', text_of(answer))


def test_what_only_the_operation_can_see_has_words_too(caller, key):
    """A key that was activated, or deleted, after the page had looked."""
    with pytest.raises(ServiceError) as refused:
        delete_access_key(caller, access_key_id=key.access_key_id)
    assert refusals.sentence(refused.value).startswith(f"Access key {key.access_key_id} is active.")
    key.delete()
    with pytest.raises(ServiceError) as refused:
        set_access_key_active(caller, access_key_id=key.access_key_id, is_active=False)
    assert refusals.sentence(refused.value) == f"Access key {key.access_key_id} no longer exists."


# Where it is found


def test_the_menu_and_the_navigation_lead_there(client, viewer_client):
    for one in (client, viewer_client):
        text = text_of(one.get(reverse("overview", args=PLACE)))
        assert text.count(f'href="{URL}"') == 2


def test_a_switch_of_region_stays_on_the_page(client, caller):
    switch = reverse("region-switch", args=["111122223333", "eu-west-1"])
    for path in (URL, CREATE):
        answer = client.get(switch, {"from": path}, follow=True)
        assert answer.request["PATH_INFO"] == URL.replace("us-east-1", "eu-west-1")


def test_a_key_made_elsewhere_is_shown_in_every_region(caller, key):
    answer = signed_in(caller).get(URL.replace("us-east-1", "eu-west-1"))
    assert rows(text_of(answer)) == [key.access_key_id]
