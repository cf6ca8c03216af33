"""manage.py demo --reset: the same rows as on every machine; people, and what is theirs, stay."""

import io
import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pools import models
from pools.management.contents import NOUNS, contents
from pools.operations import starting_data
from pools.operations.associations import create_pool_from_sender_id
from pools.operations.engine.caller import caller_for
from pools.reference import demo_data
from tests.help.counts import miscounted
from tests.help.demo import load_demo
from tests.help.factories import AccessKeyFactory, MembershipFactory, MessageFactory, UserFactory
from tests.help.html_forms import fields_of
from tests.help.linked import link_of, mirror_of, run_of, step_of

pytestmark = pytest.mark.django_db
PLACE = [demo_data.ACCOUNT_ID, "us-east-1"]
POOL = "pool-dea075849edf4a55ac941e1645de672a"
UNNAMED = "pool-29ca3aceff33475c9194c2223f51c52a"
NUMBER = "phone-b863a0d8ae6943d49196c2afd38c9a91"
PROJECT = "aefda5a0569a4e5b81bf08ac0a3ac19e"
VERIFIED = "vdn-9ce36d82a3784c96925a963b4dce7a60"
# What has a salt, or the time of a sign-in, or words in an order of the database's choice.
UNLIKE = {"search_text", "password", "encrypted_secret", "date_joined", "last_login"}


@pytest.fixture(autouse=True)
def _demo(db):
    load_demo()


@pytest.fixture
def guest() -> models.User:
    """A person who was let into the demo account."""
    account = models.Account.objects.get()
    user = MembershipFactory(user=UserFactory(username="guest"), account=account, role="EDITOR").user
    AccessKeyFactory(user=user, account=account, access_key_id="AKIAGUEST")
    models.Preference.objects.create(user=user, display_mode="dark")
    return user


def reset(*options: str) -> str:
    out = io.StringIO()
    try:
        call_command("demo", "--reset", *options, stdout=out)
    finally:
        reset.printed = out.getvalue()
    return out.getvalue()


def everything() -> list[str]:
    """All rows of the app, by what they say: without the keys that only join them."""
    found = []
    for model in apps.get_app_config("pools").get_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if not field.primary_key and not field.is_relation and field.name not in UNLIKE
        ]
        rows = model._base_manager.values_list(*columns) if columns else []
        found += [f"{model.__name__} {row}" for row in rows]
    return sorted(found)


def unlike(before: list[str]) -> list[str]:
    """The rows that are not as they were, in both forms."""
    return sorted(set(everything()) ^ set(before))


def new_pool() -> models.Pool:
    caller = caller_for(models.User.objects.get(username="demo"), *PLACE)
    named = {"sender_id": "NEWCOMER", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}
    return create_pool_from_sender_id(caller, **named)


def test_ids_are_what_they_were_in_every_version():
    """Printed handouts and bookmarks have them."""
    pools = dict(models.Pool.objects.filter(region="us-east-1").values_list("name", "pool_id"))
    assert pools["one-time-passwords"] == POOL
    assert pools[""] == UNNAMED
    assert models.PhoneNumber.objects.get(phone_number="+12065550142").phone_number_id == NUMBER
    assert models.Project.objects.get(name="Storefront").project_id == PROJECT
    verified = models.VerifiedDestinationNumber.objects.get(status="VERIFIED")
    assert verified.verified_destination_number_id == VERIFIED


def test_every_row_is_the_same_after_a_reset_and_hours_later(monkeypatch):
    before = everything()
    new_pool()
    models.Pool.objects.filter(name="load-test").delete()
    later = timezone.now().replace(hour=23, minute=59)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    reset("--yes")
    assert unlike(before) == []
    assert miscounted() == []


def test_dates_count_from_today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2031, 3, 4, 1, tzinfo=UTC))
    reset("--yes")
    ages = {f"{row.created_timestamp:%Y-%m-%d}" for row in models.Pool.objects.filter(name="load-test")}
    assert ages == {"2031-02-23"}
    assert not models.Activity.objects.filter(created_timestamp__date="2031-03-04").exists()


def test_what_many_pools_are_filled_with_is_the_same_too(capsys):
    call_command("demo", "--pools", "40", stdout=io.StringIO())
    first = everything()
    reset("--yes", "--pools", "40")
    assert unlike(first) == []


def test_filling_up_again_passes_over_numbers_that_deleted_pools_left():
    call_command("demo", "--pools", "40", stdout=io.StringIO())
    gone = models.Pool.objects.filter(name__startswith="pool ").order_by("pk")[:3].values("pk")
    models.Pool.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()
    models.PhoneNumber.objects.filter(phone_number="+19990000030").delete()
    call_command("demo", "--pools", "42", stdout=io.StringIO())
    assert models.Pool.objects.filter(region="us-east-1").count() == 42
    assert miscounted() == []


def test_people_keep_roles_keys_preferences_and_sessions(guest):
    editors, others = Client(headers={"Host": "localhost"}), Client()
    editors.force_login(models.User.objects.get(username="editor"))
    others.force_login(guest)
    reset("--yes")
    roles = dict(models.Membership.objects.values_list("user__username", "role"))
    assert roles == {"demo": "ADMINISTRATOR", "editor": "EDITOR", "viewer": "VIEWER", "guest": "EDITOR"}
    keys = set(models.AccessKey.objects.values_list("access_key_id", flat=True))
    assert keys == {"AKIAGUEST", demo_data.ACCESS_KEY_ID}
    assert models.Preference.display_mode_of(guest) == "dark"
    for client in (editors, others):
        assert client.get(reverse("pool-list", args=PLACE)).status_code == 200


def test_a_link_to_aws_stays_with_all_that_is_known_of_aws():
    caller = caller_for(models.User.objects.get(username="demo"), *PLACE)
    link = link_of(caller)
    mirror_of(link, POOL)
    step_of(run_of(link, models.RunStatus.DONE), "CreatePool")
    before = everything_linked()
    reset("--yes")
    assert everything_linked() == before
    assert not models.DirtyKey.objects.exists()


def everything_linked() -> list:
    tables = (models.AwsLink, models.Mirror, models.SyncRun, models.SyncStep)
    return [list(table.objects.values()) for table in tables]


def test_keys_that_the_demos_own_sign_ins_made_go():
    AccessKeyFactory(user=models.User.objects.get(username="editor"), account=models.Account.objects.get())
    reset("--yes")
    assert models.AccessKey.objects.get().access_key_id == demo_data.ACCESS_KEY_ID


def test_a_form_that_is_half_filled_meanwhile_is_saved_afterwards(guest):
    client = Client()
    client.force_login(guest)
    pool = models.Pool.objects.get(name="order-updates").pool_id
    url = reverse("pool-detail", args=[*PLACE, pool])
    form = fields_of(client.get(url), "settings-form")
    reset("--yes")
    form |= {"deletion_protection_enabled": "on"}
    answer = client.post(reverse("pool-settings", args=[*PLACE, pool]), form)
    assert (answer.status_code, answer["Location"]) == (303, url)
    assert models.Pool.objects.get(pool_id=pool).deletion_protection_enabled


def test_a_pool_that_is_half_made_meanwhile_is_made_afterwards(guest):
    client = Client()
    client.force_login(guest)
    url = reverse("pool-create", args=PLACE)
    number = models.PhoneNumber.objects.get(phone_number="+12065550171").phone_number_id
    form = fields_of(client.get(url), "create-pool-form") | {"type": "phone-number"}
    reset("--yes")
    answer = client.post(url, form | {"origination_identity": number, "pool_name": "half-made"})
    assert answer.status_code == 303, answer.content.decode()
    assert models.Pool.objects.filter(name="half-made").exists()


def test_of_what_is_gone_the_page_says_so(guest):
    client = Client()
    client.force_login(guest)
    pool = new_pool()
    url = reverse("pool-detail", args=[*PLACE, pool.pool_id])
    form = fields_of(client.get(url), "settings-form")
    reset("--yes")
    answer = client.post(reverse("pool-settings", args=[*PLACE, pool.pool_id]), form)
    assert answer.status_code == 404
    assert "Sign in" not in answer.content.decode()


def test_it_says_what_goes_and_stays_and_then_what_it_did(guest):
    before = contents(models.Account.objects.get())
    new_pool()
    out = reset("--yes")
    assert "goes: 15 pools, 23 phone numbers, 15 sender IDs" in out
    assert "stays: 1 role of people and 1 access key of theirs" in out
    did = out.splitlines()[-1]
    assert did.startswith("The demo account 111122223333 was put back. It had 15 pools")
    assert did.endswith(f"; it has {before}.")


def test_all_that_people_know_by_sight_is_counted():
    MessageFactory.create_batch(2)
    text = contents(models.Account.objects.get())
    for model, (_, many) in NOUNS.items():
        number = model.objects.count()
        assert re.search(rf"\b{number:,} {many}", text), text


@pytest.mark.parametrize("typed", ["y", "Yes"])
def test_at_a_terminal_it_asks(terminal, typed):
    pool, prompts = new_pool(), terminal(typed)
    reset()
    assert prompts == ["Go on? [y/N] "]
    assert not models.Pool.objects.filter(pk=pool.pk).exists()


@pytest.mark.parametrize("typed", ["", "n", "no", "yeah"])
def test_any_other_answer_leaves_all_as_it_is(terminal, typed):
    pool = new_pool()
    terminal(typed)
    with pytest.raises(CommandError, match=r"\ANothing was changed\.\Z"):
        reset()
    assert models.Pool.objects.filter(pk=pool.pk).exists()


@pytest.mark.parametrize("closed", [False, True])
def test_without_a_terminal_it_refuses_and_says_how(monkeypatch, closed):
    monkeypatch.setattr("sys.stdin", None if closed else io.StringIO("y\n"))
    pool = new_pool()
    with pytest.raises(CommandError, match=r"no terminal to ask .* Nothing was changed; --yes goes on"):
        reset()
    assert "goes: 15 pools" in reset.printed
    assert models.Pool.objects.filter(pk=pool.pk).exists()


def test_where_there_is_no_demo_none_is_loaded():
    models.Account.objects.all().delete()
    models.User.objects.all().delete()
    for options in ((), ("--yes",), ("--yes", "--sign-ins"), ("--pools", "3")):
        with pytest.raises(CommandError, match=r"isn't there\. To load it: manage\.py demo \("):
            reset(*options)
    assert not models.User.objects.exists()


def test_a_reset_that_fails_midway_leaves_all_as_it_is(monkeypatch):
    before = everything()
    monkeypatch.setattr(starting_data, "load_sending", lambda caller: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reset("--yes")
    assert unlike(before) == []


def test_a_sign_in_with_a_password_of_its_own_stays_a_persons(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery staple\n"))
    call_command("user", "password", "demo", "--password-stdin", stdout=io.StringIO())
    out = reset("--yes")
    user = models.User.objects.get(username="demo")
    assert (user.is_demo, user.check_password("correct horse battery staple")) == (False, True)
    # Everybody knows its secret, and of a person's keys none is bound to this computer.
    assert not models.AccessKey.objects.exists()
    assert "demo has a password of its own" in out
    reset("--yes", "--sign-ins")
    user.refresh_from_db()
    assert (user.is_demo, user.check_password("demo")) == (True, True)
    assert models.AccessKey.objects.get().access_key_id == demo_data.ACCESS_KEY_ID


def test_somebody_who_has_a_name_of_the_demos_is_not_taken_over():
    models.Account.objects.all().delete()
    models.User.objects.all().delete()
    mine = UserFactory(username="editor")
    hashed = mine.password
    out = io.StringIO()
    call_command("demo", stdout=out)
    mine.refresh_from_db()
    assert (mine.password, mine.is_demo, mine.memberships.count()) == (hashed, False, 0)
    assert "editor has a password of its own, so that stays as it is: --reset --sign-ins" in out.getvalue()


@pytest.mark.parametrize("number", ["0", "-1", "many", "1000001", "1.5", "٣"])
def test_a_number_of_pools_that_is_none_is_refused(number):
    with pytest.raises(CommandError, match="is no whole number from 1 to 1000000"):
        call_command("demo", f"--pools={number}")
