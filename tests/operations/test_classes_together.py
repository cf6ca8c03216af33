"""A class at once: everybody opens their link, starts a lesson and looks at it in the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest
from django.db import IntegrityError, connections
from django.db.models.signals import post_delete
from django.test import Client
from django.utils import timezone

from pools.models import Account, Class, Learner, LessonProgress, Project, User
from pools.operations import classes
from pools.operations.classes import create_class, remove_class, sign_in_of
from pools.operations.engine.caller import caller_for
from pools.reference.lessons import lessons
from tests.help.factories import MembershipFactory
from tests.operations.test_together import PATIENCE, together

pytestmark = pytest.mark.usefixtures("transactional_db")
LEARNERS = 30
AT_ONCE = 10


def clicks(code: str) -> list[int]:
    """What a learner's pages answer, from the link to the panel."""
    client, slug = Client(), lessons()[0].slug
    try:
        joined = client.post(f"/join/{code}/", {"name": f"Learner of {code}"})
        here = joined["Location"].removesuffix("lessons/")
        answers = [
            joined,
            client.post(f"{here}lessons/{slug}/start/"),
            client.get(f"{here}lessons/{slug}/"),
            client.get(f"{here}lessons/{slug}/panel/?page=overview"),
        ]
        return [one.status_code for one in answers]
    finally:
        connections.close_all()


def test_thirty_learners_click_at_once(caller, monkeypatch):
    monkeypatch.setattr(classes, "begin_with", lambda caller: None)
    row = create_class(caller, name="Monday", learners=LEARNERS)
    codes = [sign_in_of(seat)[1] for seat in row.seats.all()]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(clicks, codes)) == [[303, 303, 200, 200]] * LEARNERS
    assert LessonProgress.objects.count() == LEARNERS
    assert not row.seats.filter(name="").exists()


def test_two_accounts_make_a_class_of_one_name(caller, monkeypatch):
    monkeypatch.setattr(classes, "begin_with", lambda caller: None)
    free_prefix, met = classes.free_prefix, threading.Barrier(2)

    def meeting(name: str) -> str:
        found = free_prefix(name)
        with suppress(threading.BrokenBarrierError):
            met.wait(PATIENCE)
        return found

    monkeypatch.setattr(classes, "free_prefix", meeting)
    there = MembershipFactory(account__account_id="444455556666", role="ADMINISTRATOR")
    other = caller_for(there.user, there.account_id, caller.region)
    made, refused = together(
        *(partial(create_class, one, name="Monday", learners=1) for one in (caller, other))
    )
    assert (len(made), refused) == (2, [])
    names = User.objects.filter(learner__isnull=False).order_by("username")
    assert list(names.values_list("username", flat=True)) == ["monday-01", "monday2-01"]


def test_a_class_is_removed_while_a_learner_works(caller, monkeypatch):
    monkeypatch.setattr(classes, "begin_with", lambda caller: None)
    row = create_class(caller, name="Monday", learners=1)
    threads = []

    def works(account_id: str) -> None:
        with suppress(IntegrityError):
            Project.objects.create(account_id=account_id, name="Mine", created_timestamp=timezone.now())
        connections.close_all()

    def meanwhile(sender: type[Learner], instance: Learner, **kwargs: object) -> None:
        """Their projects have gone, and their account is next."""
        threads.append(threading.Thread(target=works, args=[instance.account_id]))
        threads[0].start()
        threads[0].join(PATIENCE)

    post_delete.connect(meanwhile, sender=Learner)
    try:
        remove_class(caller, row)
    finally:
        post_delete.disconnect(meanwhile, sender=Learner)
    threads[0].join()
    assert not Class.objects.exists()
    assert list(Account.objects.all()) == [caller.account]
