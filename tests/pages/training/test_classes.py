"""Classes on pages: made, printed, joined by a link, watched on a board, put back and removed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from console.log import without_links
from pools.models import Class, Learner, LessonProgress, Membership, Seat, User
from pools.operations import class_board, classes
from pools.operations.classes import create_class, digest_of, remove_class, sign_in_of, sign_ins_version
from pools.operations.watching import page_caller
from pools.pages.kit.places import to
from pools.reference.lessons import lessons
from tests.conftest import sign_in
from tests.help.factories import ClassFactory, SeatFactory

HERE = "/111122223333/us-east-1/training/classes/"
FIRST = lessons()[0]
ALL = {"lessons": [one.slug for one in lessons()], "data": "demo"}


@pytest.fixture
def quick(monkeypatch) -> None:
    """Accounts begin with nothing."""
    monkeypatch.setattr(classes, "begin_with", lambda caller: None)


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def seat_in(row: Class, number: int, **values: object) -> Seat:
    return SeatFactory(of_class=row, number=number, **values)


def begins(seat: Seat, *, minutes: int, slug: str = FIRST.slug, **values: object) -> None:
    """A lesson, whose last step was done so long ago."""
    moved = timezone.now() - timedelta(minutes=minutes)
    User.objects.filter(pk=seat.learner.user_id).update(last_login=moved)
    LessonProgress.objects.create(
        account=seat.learner.account,
        region="us-east-1",
        slug=slug,
        started_timestamp=moved,
        moved_timestamp=moved,
        **values,
    )


@pytest.mark.usefixtures("quick")
def test_a_class_is_made_printed_put_back_and_removed(client):
    assert "No classes" in text(client.get(HERE))
    form = ALL | {"name": "Monday", "learners": "2", "names": "Ana Ruiz\n\nBen Carter\nChidi"}
    refused = client.post(f"{HERE}create/", form)
    assert refused.status_code == 422
    assert "2 learners, but 3 names." in text(refused)
    assert "Chidi" in refused.content.decode()
    board = client.post(f"{HERE}create/", form | {"names": "Ana Ruiz"}, follow=True)
    assert "Class Monday was created with 2 learners." in text(board)
    again = client.post(f"{HERE}create/", form | {"names": "Ana Ruiz"})
    assert (again.status_code, "Class Monday already exists." in text(again)) == (409, True)
    row = Class.objects.get()
    sheet = client.get(f"{HERE}{row.class_id}/sheet/")
    for seat in row.seats.all():
        password, code = sign_in_of(seat)
        assert f"{seat.label} Monday, seat {seat.number}" in text(sheet)
        assert f"http://testserver/join/{code}/" in text(sheet)
        assert password in text(sheet)
    drawn = {"drawn": sign_ins_version(row)}
    renewed = client.post(f"{HERE}{row.class_id}/sheet/", drawn, follow=True)
    assert "Every learner has a new password" in text(renewed)
    assert password not in text(renewed)
    (newest, _) = sign_in_of(row.seats.get(number=1))
    stale = client.post(f"{HERE}{row.class_id}/sheet/", drawn, follow=True)
    assert "New sign-ins were made already." in text(stale)
    assert newest in text(stale)
    Learner.objects.first().account.projects.create(name="Mine", created_timestamp=timezone.now())
    assert client.post(f"{HERE}{row.class_id}/reset/", {"confirm": "remove"}).status_code == 422
    client.post(f"{HERE}{row.class_id}/reset/", {"confirm": "reset"})
    assert not Learner.objects.first().account.projects.exists()
    assert client.post(f"{HERE}{row.class_id}/remove/", {"confirm": "reset"}).status_code == 422
    client.post(f"{HERE}{row.class_id}/remove/", {"confirm": "remove"})
    assert not Seat.objects.exists()


def test_a_class_sees_its_lessons_and_may_begin_with_nothing(client, caller):
    """A file that is gone later is left out, wherever lessons are."""
    second, fourth = lessons()[1], lessons()[3]
    drawn = client.get(f"{HERE}create/").content.decode()
    assert len(re.findall(r'name="lessons"[^>]+checked', drawn)) == len(lessons())
    form = {"name": "Monday", "learners": "1", "names": "", "data": "empty"}
    refused = client.post(f"{HERE}create/", form)
    assert (refused.status_code, "Choose at least one lesson." in text(refused)) == (422, True)
    assert not re.search(r'name="lessons"[^>]+checked', refused.content.decode())
    client.post(f"{HERE}create/", form | {"lessons": [fourth.slug, second.slug]})
    row = Class.objects.get()
    Class.objects.update(lessons=[*row.lessons, "gone"])
    seat = row.seats.get()
    board = text(client.get(f"{HERE}{row.class_id}/"))
    assert "1 learner, each with an account of their own. 2 lessons." in board
    assert f"0 1 {second.title} 0 2 {fourth.title} 0 Finished" in board
    learner, there = Client(), f"/{seat.learner.account_id}/us-east-1"
    sign_in(learner, seat.learner.user)
    listed = learner.get(f"{there}/training/lessons/")
    assert [row["lesson"] for _, rows in listed.context["guides"] for row in rows] == [second, fourth]
    assert learner.get(f"{there}/training/lessons/{FIRST.slug}/").status_code == 404
    assert learner.post(f"{there}/training/lessons/{FIRST.slug}/start/").status_code == 404
    page = learner.post(f"{there}/training/lessons/{second.slug}/start/", follow=True)
    assert "Lesson 1 of 2" in text(page)
    assert not seat.learner.account.pools.exists()
    for lesson in (second, fourth):
        LessonProgress.objects.update_or_create(
            account=seat.learner.account,
            region="us-east-1",
            slug=lesson.slug,
            defaults={"finished_timestamp": timezone.now()},
            create_defaults={
                "started_timestamp": timezone.now(),
                "moved_timestamp": timezone.now(),
                "finished_timestamp": timezone.now(),
            },
        )
    assert "Finished · 2 lessons" in text(client.get(f"{HERE}{row.class_id}/"))


def test_a_link_signs_in_and_asks_for_a_name_once(caller):
    seat = seat_in(ClassFactory(account=caller.account, name="Monday"), 1, join_digest=digest_of("code"))
    learner = Client(enforce_csrf_checks=True)
    page = learner.get("/join/code/")
    assert "Join Monday" in text(page)
    assert "Your name" in text(page)
    # Only the page's own form signs in.
    assert learner.post("/join/code/", {"name": "Eve"}).status_code == 401
    assert settings.SESSION_COOKIE_NAME not in learner.cookies
    token = {"csrfmiddlewaretoken": learner.cookies[settings.CSRF_COOKIE_NAME].value}
    lessons_page = learner.post("/join/code/", {"name": "Ana Ruiz"} | token, follow=True)
    assert lessons_page.wsgi_request.user == seat.learner.user
    assert lessons_page.redirect_chain[0][0].startswith(f"/{seat.learner.account_id}/")
    seat.refresh_from_db()
    assert seat.name == "Ana Ruiz"
    assert "This is the link of Ana Ruiz" in text(Client().get("/join/Code/"))
    # Nobody is led to classes in an account to learn in.
    assert "Classes" not in text(lessons_page)
    assert learner.get(f"/{seat.learner.account_id}/us-east-1/training/classes/").status_code == 403
    seat.of_class.delete()
    gone = Client().get("/join/code/")
    assert (gone.status_code, "This class has ended Ask your trainer." in text(gone)) == (404, True)


@pytest.mark.usefixtures("quick")
def test_link_and_password_sign_in_side_by_side(caller, settings):
    settings.PASSWORD_HASHERS = ["console.hashing.Hasher"]
    seat = create_class(caller, name="Monday", learners=1).seats.get()
    (password, code), laptop, phone = sign_in_of(seat), Client(), Client()
    laptop.post(f"/join/{code}/", {"name": "Ana Ruiz"})
    given = {"username": seat.learner.user.username, "password": password}
    assert phone.post("/sign-in/", given).status_code == 303
    assert laptop.get(f"/{seat.learner.account_id}/us-east-1/training/lessons/").status_code == 200


def test_what_a_learner_entered_is_not_shown_to_the_next(caller):
    seat_in(ClassFactory(account=caller.account), 1, join_digest=digest_of("code"))
    caller.user.set_password("right")
    caller.user.save()
    browser, given = Client(), {"username": caller.user.username, "password": "right"}
    browser.post("/sign-in/", given)
    browser.post("/join/code/")
    del browser.cookies[settings.SESSION_COOKIE_NAME]
    browser.post("/sign-in/", given | {"next": f"{HERE}create/", "carried": "name=Ana"})
    assert "Ana" not in browser.get(f"{HERE}create/").content.decode()


def test_links_are_not_guessed(caller, settings):
    seat_in(ClassFactory(account=caller.account), 1, join_digest=digest_of("code"))
    stranger, other = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
    for n in range(10 * settings.AXES_FAILURE_LIMIT):
        assert Client().get(f"/join/guess-{n}/", **stranger).status_code == 404
    assert Client().get("/join/code/", **stranger).status_code == 429
    assert Client().get("/join/code/", **other).status_code == 200
    # Another site can have a browser open links, and must not keep anybody from their password.
    given = {"username": caller.user.username, "password": "wrong"}
    assert Client().post("/sign-in/", given, **stranger).status_code == 422


def test_no_log_has_a_link(caller, caplog):
    seat_in(ClassFactory(account=caller.account), 1, join_digest=digest_of("code-of-ana"))
    assert Client().post("/join/code-of-ana/", {"name": "x" * 65}).status_code == 422
    assert Client(enforce_csrf_checks=True).post("/join/code-of-ana/").status_code == 401
    for record in caplog.records:
        assert without_links(record)
    assert "/join/.../" in str([record.getMessage() for record in caplog.records])
    assert "code-of-ana" not in str([record.getMessage() for record in caplog.records])


def test_the_board_says_who_is_stuck_and_where(client, caller):
    row = ClassFactory(account=caller.account, name="Monday")
    begins(seat_in(row, 1, name="Ana Ruiz"), minutes=7)
    begins(seat_in(row, 2, name="Ben Carter"), minutes=9, done=1)
    begins(seat_in(row, 3, name="Dana Levi"), minutes=2)
    seat_in(row, 4)
    ready = seat_in(row, 5)
    for lesson in lessons():
        begins(ready, minutes=20, slug=lesson.slug, finished_timestamp=timezone.now())
    page = client.get(f"{HERE}{row.class_id}/").content.decode()
    stuck = re.findall(r'data-testid="stuck-(\d)"', page)
    assert stuck == ["2", "1"]
    tallies = dict(re.findall(r'tally-([\w ]+)">.*?<span>(\d)</span>', page, re.DOTALL))
    assert tallies == {"stuck": "2", "working": "1", "finished": "1", "not signed in": "1"}
    step = next(one for one in FIRST.steps if one.checks)
    assert step.checks[0].text in unescape(page)
    assert "Ana Ruiz is stuck at step" in page
    narrowed = client.get(f"{HERE}{row.class_id}/?lesson=finished").content.decode()
    assert re.findall(r'data-testid="tile-(\d)"', narrowed) == ["5"]
    assert "Monday 5 4 2 " in text(client.get(HERE))


def test_the_board_costs_the_same_for_any_number_and_next_to_nothing_where_nothing_changed(
    client, caller, monkeypatch
):
    # Not while the test runs.
    monkeypatch.setattr(class_board, "SHOWN_ANEW", 10**10)
    row = ClassFactory(account=caller.account, name="Monday")
    url = f"{HERE}{row.class_id}/"
    first = seat_in(row, 1)
    begins(first, minutes=6)

    def counted(path: str) -> tuple[int, object]:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(path)
        return len(asked), response

    few, response = counted(url)
    for number in range(2, 12):
        begins(seat_in(row, number), minutes=6)
    many, response = counted(url)
    assert many == few
    poll = unescape(re.search(r'hx-get="([^"]+seen=[^"]+)"', response.content.decode())[1])
    queries, same = counted(poll)
    assert (same.status_code, same.content) == (204, b"")
    # Besides who asks, one query finds that nothing has changed.
    assert queries == 3
    LessonProgress.objects.filter(account=first.learner.account).update(moved_timestamp=timezone.now())
    assert counted(poll)[1].status_code == 200
    row.delete()
    assert client.get(poll, headers={"HX-Request": "true"})["HX-Redirect"] == HERE
    assert client.get(poll).status_code == 404


def test_only_the_administrators_of_its_account_see_a_class(caller, viewer_client, editor_client):
    row = ClassFactory(account=caller.account, name="Monday")
    for client in (viewer_client, editor_client):
        for path in (HERE, f"{HERE}{row.class_id}/", f"{HERE}create/", f"{HERE}{row.class_id}/sheet/"):
            response = client.get(path)
            assert response.status_code == 403
            assert "Only an Administrator can teach classes." in text(response)


@pytest.mark.parametrize(
    ("name", "form"), [("overview", None), ("practice-data", {"hours": "1", "drawn": "0"})]
)
def test_what_a_learner_asks_for_while_the_class_goes_is_not_found(caller, monkeypatch, name, form):
    """It is removed once the request knows who asks."""
    row = ClassFactory(account=caller.account, name="Monday")
    seat, browser = seat_in(row, 1), Client(raise_request_exception=False)
    sign_in(browser, seat.learner.user)

    def meanwhile(*args: object, **kwargs: object):
        there = page_caller(*args, **kwargs)
        remove_class(caller, row)
        return there

    monkeypatch.setattr("pools.pages.frame.middleware.page_caller", meanwhile)
    url = reverse(name, args=[seat.learner.account_id, "us-east-1"])
    response = browser.get(url) if form is None else browser.post(url, form)
    assert (response.status_code, "Page not found" in text(response)) == (404, True)


@pytest.mark.usefixtures("quick")
def test_no_learner_comes_into_anothers_account(caller):
    row = create_class(caller, name="Monday", learners=2)
    one, other = (row.seats.get(number=number).learner for number in (1, 2))
    client = Client()
    sign_in(client, one.user)
    place = {"account": other.account, "user": other.user, "region": "us-east-1"}
    assert Membership.objects.filter(user=one.user).count() == 1
    assert client.get(f"/{other.account_id}/{place['region']}/training/lessons/").status_code == 404
    assert client.get(to(caller, "class", row.class_id)).status_code == 404
