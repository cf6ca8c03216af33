"""Lessons on pages: one's own account, starting, the panel beside every page, and looking again."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pools.errors import ServiceError
from pools.models import Account, Activity, LessonProgress, Pool, User
from pools.operations import practice
from pools.operations.associations import create_pool_from_sender_id
from pools.operations.configuration_sets import set_default_sender_id
from pools.operations.engine.caller import Caller
from pools.operations.keywords import put_keyword
from pools.operations.pools import delete_pool, update_pool
from pools.operations.practice import open_practice_account
from pools.operations.rules.lesson_state import LessonState
from pools.operations.snapshots import reset_account
from pools.operations.tags import tag_resource
from pools.pages.frame.lesson_words import close_miss
from pools.pages.kit.cookies import cookie_name
from pools.reference.lessons import lessons
from pools.reference.lessons.checks import read_check
from tests.conftest import HTMX, sign_in
from tests.help.copies import all_rows

SLUG = "create-a-pool-with-a-sender-id"
_made: list = []


@pytest.fixture
def learner(db) -> Caller:
    """Somebody in their own practice account, which is made once for all tests here."""
    if not _made:
        open_practice_account(User.objects.create_user("ana"), door="console")
        _made.extend(all_rows())
    else:
        for model, rows in _made:
            model._base_manager.bulk_create(rows)
    return open_practice_account(User.objects.get(username="ana"), door="console")


@pytest.fixture
def ana(learner) -> Client:
    client = Client()
    sign_in(client, learner.user)
    return client


def at(caller: Caller, name: str, *args: str) -> str:
    return reverse(name, args=[caller.account.account_id, caller.region, *args])


def begin(ana: Client, learner: Caller, slug: str = SLUG) -> str:
    answer = ana.post(at(learner, "lesson-start", slug))
    assert answer.status_code == 303
    return answer["Location"]


def panel(markup: str) -> str:
    """The panel's text."""
    part = markup[markup.index('id="lesson-content"') :]
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", part[part.index(">") + 1 :]).split()))


def steps_done(markup: str) -> int:
    return int(re.search(r"(\d+)\s+of \d+ steps done", markup)[1])


def poll(ana: Client, markup: str):
    url = re.search(r'hx-get="([^"]*/panel/[^"]*)"', markup)[1].replace("&amp;", "&")
    return ana.get(url, headers=HTMX)


def test_everybody_gets_an_account_of_their_own(client, caller):
    page = client.get(at(caller, "lesson-list")).content.decode()
    assert "they run in one of your own" in page
    assert "/start/" not in page
    assert client.post(at(caller, "lesson-start", SLUG))["Location"] == at(caller, "lesson-list")
    there = client.post(at(caller, "practice-account"))["Location"]
    account = Account.objects.get(learner__user=caller.user)
    assert account.account_id in there
    page = client.get(there).content.decode()
    assert "Not started" in page
    assert page.count("button--primary") == 1
    assert client.post(at(caller, "practice-account"))["Location"] == there


def test_a_database_that_fails_makes_no_account_and_says_so(client, caller, monkeypatch):
    def fail(caller: Caller) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(practice, "begin_with", fail)
    answer = client.post(at(caller, "practice-account"))
    assert "The database failed, so nothing was saved." in client.get(answer["Location"]).content.decode()
    assert not Account.objects.filter(learner__user=caller.user).exists()


def test_a_lesson_is_beside_every_page_and_ticks_itself(ana, learner):
    page = ana.get(begin(ana, learner)).content.decode()
    assert steps_done(page) == 1
    assert page.count('href="#lesson">Skip to lesson') == 1
    assert "This step is done on" not in panel(page)
    assert steps_done(ana.get(at(learner, "pool-list")).content.decode()) == 2
    page = ana.get(at(learner, "pool-create")).content.decode()
    assert steps_done(page) == 3
    assert 'data-points="id_sender_id" data-mark="5a" data-value="ORDERS"' in " ".join(page.split())
    # Nothing new: nothing is sent.
    assert poll(ana, page).status_code == 204
    create_pool_from_sender_id(
        learner, sender_id="ORDERS", iso_country_code="DE", message_type="TRANSACTIONAL"
    )
    answer = poll(ana, page)
    assert steps_done(answer.content.decode()) == 5
    assert "Lesson done" in answer["HX-Trigger-After-Settle"]
    assert "Next: Create a pool with a phone number" in panel(answer.content.decode())
    assert "Done" in ana.get(at(learner, "lesson-list")).content.decode()


def test_straying_is_told_from_what_is_there(ana, learner):
    begin(ana, learner)
    page = ana.get(at(learner, "pool-create")).content.decode()
    assert "lesson__straying" not in page
    named = {"tags": [{"Key": "Name", "Value": "Orders"}], "message_type": "PROMOTIONAL"}
    pool = create_pool_from_sender_id(learner, sender_id="ORDER", iso_country_code="DE", **named)
    answer = poll(ana, page)
    assert "Pool Orders has sender ID ORDER, not" in answer["HX-Trigger-After-Settle"]
    shown = panel(answer.content.decode())
    assert "Pool Orders has sender ID ORDER, not sender ID ORDERS." in shown
    assert "Pool Orders is Promotional, not Transactional." in shown
    with pytest.raises(ServiceError):
        update_pool(learner, pool_id="pool-none", deletion_protection_enabled=True)
    shown = poll(ana, page).content.decode()
    assert "Last try refused: pool-none isn't in this Region." in panel(shown)
    delete_pool(learner, pool_id=pool.pool_id)
    assert "lesson__straying" not in poll(ana, page).content.decode()
    learner = replace(learner, door="api")
    right = {"iso_country_code": "DE", "message_type": "TRANSACTIONAL"}
    pool = create_pool_from_sender_id(learner, sender_id="ORDERS", **right)
    shown = poll(ana, page).content.decode()
    assert "You created a pool with a sender ID, with the AWS CLI or the API." in panel(shown)
    delete_pool(learner, pool_id=pool.pool_id)
    answer = poll(ana, shown)
    said = "Step 5 is open again: the new pool is gone."
    assert said in panel(answer.content.decode())
    assert said in answer["HX-Trigger-After-Settle"]
    # It stays said on every page until it is done again.
    assert said in panel(ana.get(at(learner, "overview")).content.decode())


def test_each_close_miss_says_what_is_there_instead(learner):
    """Of a pool and a set that somebody has changed since; before that, it is how the lesson began."""
    since = timezone.now()
    pool = Pool.objects.for_caller(learner).get(name="newsletter")
    sentences = {
        'pool named "newsletter" has number +12065550171': "Pool newsletter has ",
        'pool named "newsletter" has 9 identities': "Pool newsletter has 3 identities, not 9.",
        'pool named "newsletter" has keyword "TRACK"': "Pool newsletter has keyword TRUCK, not TRACK.",
        'pool named "newsletter" has tag "Team" = "orders"': "Tag Team of pool newsletter is news, not orders.",
        'pool named "newsletter" has message type Transactional': "Pool newsletter is Promotional, not Tr",
        'configuration set "marketing" has default sender ID ACME': "Default sender ID of configuration set m",
        'pool named "newsletter" has no keyword "TRUCK"': "",
        'pool named "newsletter" exists': "",
        'pool named "Orders" exists': "",
    }
    checks = {said: read_check(said) for said in sentences}

    def misses() -> dict[str, str]:
        state = LessonState(learner, checks.values(), since=since)
        return {said: close_miss(state, check) for said, check in checks.items()}

    assert set(misses().values()) == {""}
    put_keyword(learner, origination_identity=pool.pool_id, keyword="TRUCK", keyword_message="Here.")
    tag_resource(learner, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "news"}])
    set_default_sender_id(learner, configuration_set_name="marketing", sender_id="ACMEX")
    for said, miss in misses().items():
        assert miss.startswith(sentences[said]), said
        assert bool(miss) is bool(sentences[said]), said


def test_a_step_on_another_page_says_so_and_leads_there(ana, learner):
    begin(ana, learner, "associate-an-origination-identity")
    page = ana.get(at(learner, "overview")).content.decode()
    assert "This step is done on Pool detail . Go there" in panel(page)
    pool = Pool.objects.for_caller(learner).get(name="Orders")
    assert f'href="{at(learner, "pool-detail", pool.pool_id)}#origination-identities"' in page


def test_a_window_that_opens_is_seen(ana, learner):
    begin(ana, learner, "delete-a-pool")
    pool = Pool.objects.for_caller(learner).get(name="Orders")
    ana.get(at(learner, "pool-delete"), {"id": pool.pool_id}, headers=HTMX)
    assert LessonProgress.objects.get(slug="delete-a-pool").reached == 4


def test_a_command_has_the_learners_own_ids(ana, learner):
    begin(ana, learner, "add-a-sender-id-to-a-pool")
    pool = Pool.objects.for_caller(learner).get(name="india-alerts")
    page = ana.get(at(learner, "overview")).content.decode()
    assert f"--pool-id {pool.pool_id} \\\n" in page
    assert f"Register-SMSVOriginationIdentity `\n  -PoolId {pool.pool_id} `\n" in page
    assert "-EndpointUrl http://testserver" in page
    assert "--endpoint-url http://testserver" in page
    # Where the lines for a shell come from, it is pointed at.
    keys = ana.get(at(learner, "access-key-list")).content.decode()
    assert 'data-points="create-key" data-mark="1b"' in " ".join(keys.split())


def test_starting_over_says_what_is_lost(ana, learner):
    begin(ana, learner)
    create_pool_from_sender_id(
        learner,
        sender_id="ORDERS",
        iso_country_code="DE",
        message_type="TRANSACTIONAL",
        tags=[{"Key": "Name", "Value": "Orders"}],
    )
    asked = ana.get(at(learner, "lesson-start", SLUG)).content.decode()
    assert "Lost: pool Orders, sender ID ORDERS (DE)." in asked
    assert Pool.objects.for_caller(learner).filter(name="Orders", deleted_timestamp=None).exists()
    assert steps_done(ana.get(begin(ana, learner)).content.decode()) == 1
    assert not Pool.objects.for_caller(learner).filter(name="Orders", deleted_timestamp=None).exists()


def test_a_lesson_is_closed_and_goes_on_where_it_was(ana, learner):
    begin(ana, learner)
    page = ana.get(at(learner, "pool-create")).content.decode()
    close = re.search(r'<form class="lesson__close".*?</form>', page, re.DOTALL)[0]
    assert "csrfmiddlewaretoken" in close
    back = ana.post(at(learner, "lesson", SLUG), {"next": at(learner, "pool-list")})
    assert back["Location"] == at(learner, "pool-list")
    assert "lesson-content" not in ana.get(at(learner, "pool-list")).content.decode()
    assert "Step 4 of 5" in ana.get(at(learner, "lesson-list")).content.decode()
    assert ana.post(at(learner, "lesson", SLUG), {"open": "1"})["Location"] == at(learner, "pool-create")
    assert steps_done(ana.get(at(learner, "pool-list")).content.decode()) == 3


def test_every_lesson_goes_on_from_its_first_step(ana, learner):
    for lesson in lessons():
        ana.post(at(learner, "lesson-start", lesson.slug))
        there = ana.post(at(learner, "lesson", lesson.slug), {"open": "1"}, follow=True)
        assert lesson.title in there.content.decode(), lesson.slug


def test_looking_again_asks_one_question_more_than_any_page(ana, learner):
    begin(ana, learner)
    page = ana.get(at(learner, "pool-create")).content.decode()
    poll(ana, page)
    with CaptureQueriesContext(connection) as queries:
        assert poll(ana, page).status_code == 204
    assert len([one for one in queries if "lessonprogress" in one["sql"]]) == 1
    assert len(queries) <= 3
    # What was done by a clock that has been set back hides nothing.
    Activity.objects.update(created_timestamp=timezone.now() + timedelta(hours=25))
    page = poll(ana, page).content.decode()
    assert poll(ana, page).status_code == 204
    create_pool_from_sender_id(learner, sender_id="A1", iso_country_code="DE", message_type="PROMOTIONAL")
    assert poll(ana, page).status_code == 200
    # Who finds the account put back is told so once, with the way on.
    reset_account(learner)
    gone = poll(ana, page)
    assert "This account was put back." in gone["HX-Trigger-After-Settle"]
    assert f'href="{at(learner, "lesson", SLUG)}">Start the lesson</a>' in gone.content.decode()
    assert "hx-get" not in gone.content.decode()


def test_nobody_else_sees_the_lesson(ana, learner, client, caller):
    begin(ana, learner)
    for name in ("lesson-list", "overview"):
        assert client.get(at(learner, name)).status_code == 404
    assert ana.get(at(learner, "lesson-panel", "no-such-lesson")).status_code == 404
    # In an account that is not one's own to learn in, the cookie shows nothing.
    client.cookies[cookie_name("lesson")] = SLUG
    assert "lesson-content" not in client.get(at(caller, "overview")).content.decode()
