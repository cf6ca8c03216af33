"""Lessons in an account of one's own: each begins undone, whatever was there, and is done by its own acts."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pools.errors import ConflictException, ResourceNotFoundException
from pools.models import (
    Account,
    LessonProgress,
    Message,
    PhoneNumber,
    Pool,
    Project,
    Role,
    Snapshot,
    Tier,
    User,
)
from pools.models.counts import held
from pools.operations.associations import (
    associate_origination_identity,
    associate_sender_id,
    create_pool_from_sender_id,
    disassociate_origination_identity,
)
from pools.operations.classes import create_class, seats_of
from pools.operations.configuration_sets import delete_default_sender_id, set_default_sender_id
from pools.operations.engine.caller import Caller
from pools.operations.keywords import put_keyword
from pools.operations.lesson_starts import make_true
from pools.operations.lessons import LessonStanding, begin_lesson, look_at_lesson, lost_by_starting
from pools.operations.messages import send_text_message
from pools.operations.phone_numbers import release_phone_number
from pools.operations.pools import create_pool, delete_pool, update_pool
from pools.operations.practice import learns_here, open_practice_account
from pools.operations.projects import sms_settings_of, update_sms_settings
from pools.operations.rules.lesson_state import LessonState
from pools.operations.simulated_messages import send_text_message_once
from pools.operations.tags import tag_resource
from pools.reference.lessons import lessons
from pools.reference.lessons.checks import read_check
from tests.help.copies import all_rows

N1, N2 = "+12065550171", "+12065550172"
LESSONS = {lesson.slug: lesson for lesson in lessons()}
_made: list = []


@pytest.fixture
def learner(db) -> Caller:
    """Somebody in their own practice account, which is made once for all tests here."""
    if not _made:
        user = User.objects.create_user("ana", password="a long password of ana's")
        open_practice_account(user, door="console")
        _made.extend(all_rows())
    else:
        for model, rows in _made:
            model._base_manager.bulk_create(rows)
    return open_practice_account(User.objects.get(username="ana"), door="console")


def number(caller: Caller, text: str) -> str:
    return PhoneNumber.objects.for_caller(caller).get(phone_number=text).phone_number_id


def orders(caller: Caller) -> Pool:
    return Pool.objects.for_caller(caller).get(name="Orders")


def turn_on(caller: Caller) -> None:
    project = Project.objects.for_caller(caller).first()
    now = sms_settings_of(project, caller.account)
    update_sms_settings(
        caller, project_id=project.project_id, initial=now, **now | {"sms_channel_enabled": True}
    )


def from_sender_id(caller: Caller) -> None:
    create_pool_from_sender_id(
        caller, sender_id="ORDERS", iso_country_code="DE", message_type="TRANSACTIONAL"
    )


def from_number(caller: Caller) -> None:
    create_pool(caller, origination_identity=number(caller, N1), message_type="TRANSACTIONAL")


def associate(caller: Caller) -> None:
    associate_origination_identity(
        caller, pool_id=orders(caller).pool_id, origination_identity=number(caller, N2)
    )


def disassociate(caller: Caller) -> None:
    disassociate_origination_identity(
        caller, pool_id=orders(caller).pool_id, origination_identity=number(caller, N2)
    )


def configure(caller: Caller) -> None:
    pool = orders(caller)
    arn = f"arn:aws:sns:{caller.region}:{caller.account.account_id}:replies"
    on = dict.fromkeys(("two_way_enabled", "deletion_protection_enabled", "shared_routes_enabled"), True)
    update_pool(caller, pool_id=pool.pool_id, two_way_channel_arn=arn, **on)
    put_keyword(caller, origination_identity=pool.pool_id, keyword="TRACK", keyword_message="Near you.")
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[{"Key": "Team", "Value": "orders"}])


def delete(caller: Caller) -> None:
    delete_pool(caller, pool_id=orders(caller).pool_id)


def india(caller: Caller) -> None:
    pool = Pool.objects.for_caller(caller).get(name="india-alerts")
    associate_sender_id(caller, pool_id=pool.pool_id, sender_id="SENDER", iso_country_code="IN")


ACTS: dict[str, Callable[[Caller], object]] = {
    "turn-on-the-sms-and-voice-channel": turn_on,
    "create-a-pool-with-a-sender-id": from_sender_id,
    "create-a-pool-with-a-phone-number": from_number,
    "associate-an-origination-identity": associate,
    "disassociate-an-origination-identity": disassociate,
    "configure-pool-settings": configure,
    "delete-a-pool": delete,
    "add-a-sender-id-to-a-pool": india,
    "set-a-default-sender-id": lambda caller: set_default_sender_id(
        caller, configuration_set_name="marketing", sender_id="ACME"
    ),
    "disassociate-a-default-sender-id": lambda caller: delete_default_sender_id(
        caller, configuration_set_name="order-updates"
    ),
}


def look(caller: Caller, slug: str, *pages: str) -> LessonStanding:
    row = LessonProgress.objects.for_caller(caller).get(slug=slug)
    return look_at_lesson(caller, row, LESSONS[slug], pages=pages)


def test_each_lesson_is_done_by_its_act_and_begins_again_after_every_other(learner):
    """In one account, one after the other, twice: so each begins with what the others have left."""
    assert ACTS.keys() == LESSONS.keys()
    for slug in (*ACTS, *reversed(ACTS)):
        begin_lesson(learner, lesson=LESSONS[slug])
        begun = look(learner, slug)
        assert (begun.done, begun.is_finished) == (0, False), slug
        ACTS[slug](learner)
        with CaptureQueriesContext(connection) as queries:
            assert look(learner, slug).is_finished, slug
        assert len(queries) <= 10, slug
        assert LessonProgress.objects.for_caller(learner).get(slug=slug).finished_timestamp
        # The step opens again when somebody takes back what was done.
        begin_lesson(learner, lesson=LESSONS[slug])
        assert not look(learner, slug).is_finished, slug


def test_each_lesson_begins_and_is_done_in_an_account_that_has_nothing(caller):
    """Each by itself, as its start makes all that it needs."""
    row = create_class(caller, name="Monday", learners=len(ACTS), is_empty=True)
    for slug, seat in zip(ACTS, seats_of(row), strict=True):
        learner = Caller(seat.learner.user, seat.learner.account, caller.region, Role.ADMINISTRATOR)
        assert not Pool.objects.for_caller(learner).exists()
        begin_lesson(learner, lesson=LESSONS[slug])
        assert not look(learner, slug).done, slug
        ACTS[slug](learner)
        assert look(learner, slug).is_finished, slug
        begin_lesson(learner, lesson=LESSONS[slug])
        assert not look(learner, slug).is_finished, slug


def test_a_page_that_was_opened_makes_the_steps_before_it_done(learner):
    slug = "create-a-pool-with-a-sender-id"
    begin_lesson(learner, lesson=LESSONS[slug])
    assert [look(learner, slug, *pages).done for pages in ((), ("Overview",), ("Create pool",), ())] == [
        0,
        1,
        3,
        3,
    ]
    standing = look(learner, slug)
    assert standing.current.number == 5
    assert [one.is_done for one in standing.steps] == [True, True, True, False, False]


def test_what_is_lost_by_starting_is_told_before(learner):
    """A pool without a name, as its step is optional, goes when what a lesson begins without was all it had."""
    for slug, lost in (
        ("create-a-pool-with-a-sender-id", ["sender ID ORDERS (DE)"]),
        ("create-a-pool-with-a-phone-number", []),
    ):
        begin_lesson(learner, lesson=LESSONS[slug])
        ACTS[slug](learner)
        made = Pool.objects.for_caller(learner).latest("created_timestamp", "pk")
        assert lost_by_starting(learner, LESSONS[slug]) == [*lost, f"pool {made.pool_id}"]
        begin_lesson(learner, lesson=LESSONS[slug])
        assert not Pool.objects.filter(pk=made.pk, deleted_timestamp=None).exists()
        assert lost_by_starting(learner, LESSONS[slug]) == []


def test_what_an_older_look_saw_takes_nothing_back(learner):
    lesson = LESSONS["create-a-pool-with-a-sender-id"]
    begin_lesson(learner, lesson=lesson)
    before = LessonProgress.objects.get()
    look(learner, lesson.slug, "Create pool")
    look_at_lesson(learner, before, lesson, pages=["Overview"])
    assert LessonProgress.objects.get().reached == 3
    begin_lesson(learner, lesson=lesson)
    look_at_lesson(learner, before, lesson, pages=["Create pool"])
    assert LessonProgress.objects.get().reached == 0


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ('pool named "order-updates" exists', True),
        ('pool named "order-updates" is gone', False),
        ('pool named "Orders" is gone', True),
        ('pool named "europe-notices" has a sender ID in DE', True),
        ('pool named "europe-notices" has sender ID ACME in IT', False),
        ('pool named "order-updates" has 3 identities', True),
        ('pool named "order-updates" has no number +14255550117', False),
        ('pool named "order-updates" has keyword "status"', True),
        ('pool named "order-updates" has tag "Team" = "orders"', True),
        ('pool named "order-updates" has no tag "Team" = "sales"', True),
        ('pool named "newsletter" has message type Promotional', True),
        ('pool named "order-updates" has two-way SMS on', True),
        ('pool named "fraud-alerts" has deletion protection off', False),
        ('pool named "fraud-alerts" has shared routes on', True),
        ('number +14255550117 is in pool "order-updates"', True),
        (f"number {N1} is in no pool", True),
        # Its pool has no name.
        ("number +18665550162 is in no pool", False),
        ('configuration set "marketing" exists', True),
        ('configuration set "order-updates" has default sender ID ACME', True),
        ('configuration set "marketing" has no default sender ID', True),
        ('opt-out list "Default" contains +12065550181', True),
        ("no sender ID ORDERS in DE", True),
        ("the SMS channel is on", True),
        ("a new pool exists", False),
        ('a pool named "Nowhere" has no keyword "TRACK"', False),
    ],
)
def test_each_check_reads_the_account(learner, sentence, holds):
    check = read_check(sentence)
    assert LessonState(learner, [check], since=timezone.now()).holds(check) is holds


def test_messages_are_told_by_what_was_sent_since_whichever_way_it_came(learner):
    """By the API and by the simulator's form, which is a verb of the console's own. A refusal leaves no message."""
    Account.objects.update(status_delay_seconds=3600, account_tier=Tier.PRODUCTION)
    learner = open_practice_account(learner.user, door="console")
    old, to, out, dry = (f"+1206555{n}" for n in ("0141", "0142", "0181", "0144"))
    pool = Pool.objects.for_caller(learner).get(name="order-updates").pool_id
    text = {"origination_identity": pool, "message_body": "Hello"}
    send_text_message(learner, destination_phone_number=old, **text)
    since = timezone.now()
    send_text_message_once(learner, client_token="a", destination_phone_number=to, **text)
    send_text_message(learner, destination_phone_number=dry, dry_run=True, **text)
    with pytest.raises(ConflictException):
        send_text_message_once(learner, client_token="b", destination_phone_number=out, **text)

    def holding(caller: Caller) -> list[str]:
        state = LessonState(caller, checks.values(), since=since)
        return [said for said, check in checks.items() if state.holds(check)]

    sender = Message.objects.get(destination_phone_number=to).origination_phone_number
    sayings = [
        *(f"message to {one} was {what}" for one in (old, to, out, dry) for what in ("sent", "refused")),
        *(f"message to {to} was sent from {one}" for one in (sender, "OTHER", "a new pool")),
        f'message to {to} was sent from pool "order-updates"',
        f"message to {to} was delivered",
    ]
    checks = {said: read_check(said) for said in sayings}
    now = [sayings[2], sayings[5], f"message to {to} was sent from {sender}", sayings[-2]]
    assert holding(learner) == now
    assert LessonState(learner, checks.values(), since=since).due
    Message.objects.update(delivered_timestamp=since)
    assert holding(learner) == [*now, sayings[-1]]


def test_a_number_that_was_released_comes_back(learner):
    before = held(learner, PhoneNumber)
    release_phone_number(learner, phone_number_id=number(learner, N1))
    make_true(learner, read_check(f'pool named "Orders" has number {N1}'))
    assert orders(learner).phone_numbers.get().phone_number == N1
    assert held(learner, PhoneNumber) == PhoneNumber.objects.for_caller(learner).count() == before


def test_there_is_one_practice_account_for_each(learner):
    again = open_practice_account(learner.user, door="console")
    assert again.account == learner.account
    assert learns_here(learner)
    other = open_practice_account(User.objects.create_user("ben"), door="console")
    assert other.account != learner.account
    assert Account.objects.count() == 2
    assert Pool.objects.for_caller(other).count() == Pool.objects.for_caller(learner).count() == 12


def test_an_account_that_was_never_finished_goes_at_the_next_visit(learner, monkeypatch):
    ben, left = User.objects.create_user("ben"), Account.objects.count()
    with monkeypatch.context() as patched:
        # As when the process is killed: nothing after it runs.
        patched.setattr("pools.operations.practice.begin_with", Mock(side_effect=SystemExit))
        patched.setattr(Account, "delete", lambda account: None)
        with pytest.raises(SystemExit):
            open_practice_account(ben, door="console")
    # It may be at work still.
    open_practice_account(learner.user, door="console")
    assert Account.objects.count() == left + 1
    Snapshot.objects.filter(data=b"").update(taken_timestamp=timezone.now() - timedelta(minutes=3))
    own = open_practice_account(ben, door="console").account
    assert set(Account.objects.values_list("pk", flat=True)) == {learner.account.pk, own.pk}


def test_a_lesson_begins_in_no_account_of_others(learner, caller):
    before = Pool.objects.count()
    with pytest.raises(ResourceNotFoundException):
        begin_lesson(caller, lesson=LESSONS["delete-a-pool"])
    assert Pool.objects.count() == before
    assert not LessonProgress.objects.exists()
