"""A trainer looks at a learner's console: every page of it, with everything off, and nothing of it is written."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pools.models import Learner, LessonProgress, Membership, Role
from pools.operations.classes import remove_class, remove_seat
from pools.operations.engine.caller import caller_for
from pools.operations.watching import page_caller
from tests.conftest import HTMX, sign_in
from tests.help import factories as make
from tests.help.stored import stored
from tests.help.walk import ADDRESSES, World, world
from tests.test_authorization import PAGES, VIEWER

__all__ = ["world"]
pytestmark = pytest.mark.django_db
REGION = "us-east-1"
ONLY = "Only Ana Ruiz can change this."
STRIP = "You are looking at <strong>Ana Ruiz</strong>'s console."
SENDS = re.compile(r'<button(?![^>]*aria-disabled)[^>]*type="submit"')
# A Viewer changes keys, and lessons where they are their own.
OFF = {"access-key-create", "access-key-delete", "lesson-start"}


@pytest.fixture
def row():
    return make.ClassFactory(account=make.AccountFactory(account_id="777766665555"), name="Monday")


@pytest.fixture
def seat(row, caller):
    """Of the world's account and its Administrator."""
    learner = Learner.objects.create(user=caller.user, account=caller.account)
    return make.SeatFactory(of_class=row, learner=learner, name="Ana Ruiz")


@pytest.fixture
def trainer(row):
    return make.MembershipFactory(account=row.account, role=Role.ADMINISTRATOR)


@pytest.fixture
def browser(trainer, seat):
    client = Client()
    sign_in(client, trainer.user)
    return client


def left_on(page: str) -> list[str]:
    """Where forms of the account go that can be sent, but for how lists look."""
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", page, re.DOTALL)
    actions = [re.search(r'action="(/[0-9][^"]*)"', opening) for opening, held in forms if SENDS.search(held)]
    posts = [found[1] for found in actions if found and 'method="post"' in found.string]
    return [action for action in posts if not action.endswith("/preferences/")]


def watches(user, seat):
    found = page_caller(user, seat.learner.account_id, REGION)
    return bool(found and found.watched == seat)


ENDS = {
    "the role": lambda trainer, seat, there: Membership.objects.filter(pk=trainer.pk).update(
        role=Role.EDITOR
    ),
    "the membership": lambda trainer, seat, there: trainer.delete(),
    "the class": lambda trainer, seat, there: remove_class(there, seat.of_class),
    "the learner": lambda trainer, seat, there: remove_seat(there, seat.of_class, number=seat.number),
}


@pytest.mark.parametrize("what", ENDS)
def test_it_ends_with(what, trainer, row):
    seat, other = make.SeatFactory(of_class=row), make.SeatFactory(of_class=make.ClassFactory())
    there = caller_for(trainer.user, row.account_id, REGION)
    assert watches(trainer.user, seat)
    assert not watches(trainer.user, other)
    assert page_caller(trainer.user, seat.learner.account_id, "us-east-9") is None
    # Programs act by memberships, and there is none.
    assert caller_for(trainer.user, seat.learner.account_id, REGION) is None
    ENDS[what](trainer, seat, there)
    assert not watches(trainer.user, seat)


def test_who_has_a_role_in_the_account_keeps_it(trainer, seat):
    make.MembershipFactory(user=trainer.user, account=seat.learner.account, role=Role.EDITOR)
    found = page_caller(trainer.user, seat.learner.account_id, REGION)
    assert (found.watched, found.role) == (None, Role.EDITOR)


def test_every_page_is_shown_and_none_changes_anything(world: World, browser, seat):
    begun = timezone.now() - timedelta(minutes=30)
    place = {"account": seat.learner.account, "region": REGION, "slug": "delete-a-pool"}
    LessonProgress.objects.create(**place, started_timestamp=begun, moved_timestamp=begun)
    before, wrong = stored(without=frozenset({"Preference"})), []
    panels = 0
    for address in ADDRESSES:
        if "account_id" not in address.arguments:
            continue
        path, reads = address.path(world.values), PAGES[address.name][0]
        if reads != "nobody":
            answer = browser.get(path)
            off = reads != VIEWER or address.name in OFF
            if off != (answer.status_code == 403) or answer.status_code not in (200, 204, 302, 303, 403):
                wrong.append(("GET", address.name, answer.status_code))
            text = answer.content.decode()
            panels += 'data-testid="lesson-panel"' in text
            wrong += [(address.name, "left on", action) for action in left_on(text)]
            if text.startswith("<!doctype") and STRIP not in text:
                wrong.append(("GET", address.name, "no strip"))
            if off and ONLY not in text and not address.name.startswith("class"):
                wrong.append(("GET", address.name, "no reason"))
        answer = browser.post(path, {}, headers=HTMX if address.name.endswith("-selection") else {})
        alone = address.name.endswith(("-selection", "-preferences"))
        if alone != (answer.status_code != 403) or (not alone and ONLY not in answer.content.decode()):
            wrong.append(("POST", address.name, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
    after = stored(without=frozenset({"Preference"}))
    assert {name for name in before if before[name] != after[name]} == set()
    assert panels > 50


def test_looking_again_finds_nothing_new_where_only_the_trainer_looks(browser, seat):
    """Of what the learner did with the lesson closed, too, nothing is drawn again or told twice."""
    account, begun = seat.learner.account, timezone.now() - timedelta(minutes=30)
    place = {"account": account, "region": REGION, "slug": "delete-a-pool"}
    LessonProgress.objects.create(**place, started_timestamp=begun, moved_timestamp=begun)
    page = browser.get(reverse("overview", args=[account.pk, REGION])).content.decode()
    assert LessonProgress.objects.get().done == 0
    assert re.search(r"\b[1-9] of [0-9] steps done", page)
    url = unescape(re.search(r'hx-get="([^"]+/panel/[^"]+)"', page)[1])
    assert browser.get(url, headers=HTMX).status_code == 204


def test_somebody_elses_learner_is_not_there(world: World, seat):
    for role in (Role.EDITOR, Role.VIEWER):
        make.MembershipFactory(account=seat.of_class.account, role=role)
    teacher = make.MembershipFactory(
        account=make.AccountFactory(account_id="888877776666"), role=Role.ADMINISTRATOR
    )
    for membership in (teacher, *seat.of_class.account.memberships.all()):
        client = Client()
        sign_in(client, membership.user)
        assert client.get(reverse("overview", args=[seat.learner.account_id, REGION])).status_code == 404
