"""Practice data: the clock of the account, moved and shown."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pools import clock
from pools.models import Account, Learner, Membership, Role
from tests.help.factories import AccessKeyFactory, ClassFactory, MessageFactory, PhoneNumberFactory
from tests.help.linked import link_of

MARK = re.compile(r'href="([^"]*)"\s+aria-label="(Clock [^"]*)"')
PAGES = ("overview", "access-key-list", "practice-data")
HOURS = ("1", "25", "720")


@pytest.fixture
def url(caller) -> str:
    return f"/{caller.account.account_id}/{caller.region}/training/data/"


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def flashes(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_each_button_says_before_what_will_change_and_the_flash_after(client, url, caller):
    minutes = timedelta(minutes=30)
    PhoneNumberFactory(settling_status="ASSOCIATING", settled_timestamp=clock.real_now() + minutes)
    MessageFactory(delivered_timestamp=clock.real_now() - minutes)
    page = client.get(url)
    assert [step["changes"] for step in page.context["clock"]["steps"]] == [
        "1 number becomes active.",
        "1 sender is no longer sticky, 1 number becomes active.",
        "1 sender is no longer sticky, 1 number becomes active.",
    ]
    assert "the real time." in text(page)
    page = client.post(url, {"hours": "25", "drawn": "0"}, follow=True)
    (said,) = flashes(page)
    assert said.startswith("The clock was moved 25 hours. It is ")
    assert said.endswith("1 sender is no longer sticky, 1 number becomes active.")
    now = clock.real_now() + timedelta(hours=25)
    assert f"{now:%A, %B} {now.day}, {now:%Y}" in text(page)
    assert "25 hours ahead." in text(page)
    assert text(page).count("Nothing changes.") == len(HOURS)


def test_a_form_sent_twice_moves_it_once_and_one_without_a_choice_never(client, url, caller):
    for _ in range(2):
        page = client.post(url, {"hours": "1", "drawn": "0"}, follow=True)
    assert "was moved already" in flashes(page)[0]
    for sent in ({"hours": "24", "drawn": "3600"}, {}, {"drawn": "3600"}):
        assert "Choose by how much" in flashes(client.post(url, sent, follow=True))[0]
    assert Account.objects.get(pk=caller.account.pk).clock_ahead_seconds == 3600


def test_what_would_be_too_far_can_not_be_pressed(client, url, caller):
    ahead = 3650 * 24 * 3600 - 3600
    Account.objects.update(clock_ahead_seconds=ahead)
    page = client.get(url)
    too_far = "The clock can be at most 10 years ahead. Reset or restore first."
    assert [step["reason"] for step in page.context["clock"]["steps"]] == ["", too_far, too_far]
    assert re.findall(r'name="hours"\s+value="(\d+)"', page.content.decode()) == ["1"]
    (said,) = flashes(client.post(url, {"hours": "25", "drawn": str(ahead)}, follow=True))
    assert said == f"The clock can't be moved. {too_far}"


def test_a_viewer_sees_it_and_may_not(client, url, caller):
    Membership.objects.update(role=Role.VIEWER)
    page = client.get(url).content.decode()
    assert page.count('aria-disabled="true"') >= len(HOURS)
    assert "Your role is Viewer." in page
    assert client.post(url, {"hours": "1", "drawn": "0"}).status_code == 403


def test_where_people_work_the_page_leads_to_an_account_of_ones_own(client, url, caller):
    link_of(caller)
    page = client.get(url)
    assert "for demo, class, and practice accounts" in text(page)
    assert 'id="move-1"' not in page.content.decode()
    said = flashes(client.post(url, {"hours": "1", "drawn": "0"}, follow=True))[0]
    assert said.startswith("The clock can't be moved. ")
    there = client.post(url.replace("data/", "practice-account/"), {"to": "practice-data"}, follow=True)
    own = Learner.objects.get(user=caller.user).account
    assert there.redirect_chain[-1][0].startswith(f"/{own.account_id}/")
    assert 'id="move-1"' in there.content.decode()


def test_every_page_says_how_far_ahead_it_is_at_no_more_queries(client, url, caller):
    pages = [reverse(name, args=[caller.account.account_id, caller.region]) for name in PAGES]
    client.get(pages[0])  # as a first visit is remembered
    counts = []
    for ahead in (0, 25 * 3600, (30 * 24 + 1) * 3600):
        Account.objects.update(clock_ahead_seconds=ahead)
        with CaptureQueriesContext(connection) as queries:
            marks = [MARK.search(client.get(page).content.decode()) for page in pages]
        counts.append(len(queries))
        span = {0: "", 25 * 3600: "25 hours"}.get(ahead, "30 days 1 hour")
        now = clock.real_now() + timedelta(seconds=ahead)
        for mark in marks:
            assert bool(mark) is bool(span)
            assert not mark or mark[1] == url
            assert not mark or mark[2].startswith(f"Clock {span} ahead: {now:%B} {now.day}, ")
    assert counts[0] == counts[1] == counts[2]


def test_keys_and_classes_keep_the_real_time(client, url, caller):
    AccessKeyFactory(user=caller.user, account=caller.account, last_used_timestamp=clock.real_now())
    Account.objects.update(clock_ahead_seconds=25 * 3600)
    page = text(client.get(reverse("access-key-list", args=[caller.account.account_id, caller.region])))
    assert page.count("just now") == 2
    row = ClassFactory(account=caller.account)
    for name, *more in (("class-list",), ("class", row.class_id)):
        page = client.get(reverse(name, args=[caller.account.account_id, caller.region, *more]))
        assert text(page).count("just now") == 1


def test_pages_go_by_it_and_leave_nothing_of_it_behind(client, url, caller):
    number = PhoneNumberFactory(created_timestamp=clock.real_now())
    Account.objects.update(clock_ahead_seconds=25 * 3600)
    here = url.replace("training/data/", "sms-voice/phone-numbers/")
    assert "1 day ago" in text(client.get(f"{here}{number.phone_number_id}/"))
    assert clock.now() <= clock.real_now()
    # A file is written when its request has ended.
    PhoneNumberFactory(settling_status="ASSOCIATING", settled_timestamp=clock.real_now() + timedelta(hours=1))
    lines = b"".join(client.get(f"{here}export/").streaming_content).decode()
    assert "Associating" not in lines
    assert clock.now() <= clock.real_now()
