"""A class at once: everybody opens their link, starts a lesson and looks at it in the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from pools.models import LessonProgress
from pools.operations import classes
from pools.operations.classes import create_class, sign_in_of
from pools.reference.lessons import lessons

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
