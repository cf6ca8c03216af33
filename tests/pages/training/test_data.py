"""Practice data: the clock of the account, moved and shown."""

import re
from datetime import timedelta

import pytest

from pools import clock
from pools.models import Account, Learner, Membership, Role
from tests.help.factories import MessageFactory, PhoneNumberFactory
from tests.help.linked import link_of

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
