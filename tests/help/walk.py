"""Every address of the console, and an account that has something at each: for tests that must miss none.

Nothing is listed by hand but a good value for each argument of a path (`World.values`), so a new address is walked as
soon as it exists; so are the forms and parameters that tests.help.parameters finds there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from pools.models import Account, AwsChange, Membership, OptOutList, PhoneNumber, Pool, Role, Snapshot
from pools.operations import classes, practice
from pools.operations.engine.account_rows import held_by, pack
from pools.operations.engine.caller import Caller
from pools.operations.engine.resources import arn_of
from pools.operations.engine.secret_box import seal
from tests.conftest import sign_in, signed_in
from tests.help import factories
from tests.help.copies import Copies
from tests.help.stored import stored
from tests.help.sync_walk import RUNS, walked

FORMS: dict[str, Any] = {}
FURNITURE = Copies(numbered=(Account, AwsChange))
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
SECRET = "Zebra"  # begins every name of the other account, and stands nowhere else
# What whoever has a learner's link sees: its code, the class, and the learner.
OF_A_LINK = ("k7m2-x9fq-3hwt", "Monday", "Ana Ruiz")
# What can be done only elsewhere: the link is made in a Region that has none, and an account is set up in one that is
# empty; of a run, by what becomes of it.
ELSEWHERE = {
    "aws-sync": {"region": "eu-west-1"},
    "set-up": {"region": "eu-central-1"},
    "sync-run-stop": {"number": RUNS["running"]},
    "sync-run-cancel": {"number": RUNS["reading"]},
    "sync-run-continue": {"number": RUNS["paused"]},
    "sync-step-retry": {"number": RUNS["failed"]},
    "sync-step-leave-out": {"number": RUNS["failed"]},
    "sync-step-answer": {"number": RUNS["asked"]},
}


@dataclass(frozen=True)
class Address:
    name: str
    route: str

    @property
    def arguments(self) -> list[str]:
        return ARGUMENT.findall(self.route)

    def path(self, values: dict[str, str], **instead: str) -> str:
        """instead: what stands for an argument, wherever it is."""
        values = values | ELSEWHERE.get(self.name, {}) | instead
        return "/" + ARGUMENT.sub(lambda match: quote(values[match[1]], safe=""), self.route)

    def paths(self, values: dict[str, str]) -> list[str]:
        """All that there are of it: a run's page has other forms for each thing that can become of it."""
        routes = [self.route]
        if self.name == "sync-run":
            routes = [self.route.replace("<int:number>", number) for number in RUNS.values()]
        # Without its name it is nowhere else.
        here = [replace(self, name="", route=route).path(values) for route in routes]
        return list(dict.fromkeys([self.path(values), *here]))

    def matches(self, path: str, values: dict[str, str]) -> bool:
        return path == self.path(values)


def addresses(patterns: Any = None, before: str = "") -> Iterator[Address]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        assert isinstance(entry.pattern, RoutePattern), (
            f"{entry} has no plain route: teach this walk to read it"
        )
        route = f"{before}{entry.pattern._route}"
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, route)
        else:
            yield Address(entry.name, route)


ADDRESSES = sorted(addresses(), key=lambda one: one.name)
each_address = pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.name)


@dataclass
class World:
    """An account with something of everything, and another one whose every name begins with SECRET."""

    caller: Caller
    values: dict[str, str]
    others: dict[str, str]
    elsewhere: dict[str, str]
    identities: list[str]
    others_identities: list[str]
    # The Parameters of each address, found once for all tests with the same world.
    forms: dict[str, Any] = field(default_factory=lambda: FORMS)

    @property
    def place(self) -> tuple[str, str]:
        return self.values["account_id"], self.values["region"]

    def client(self, who: str, **kwargs: Any) -> Client:
        """A browser of an administrator, editor, viewer, a stranger, somebody of the other account, or nobody."""
        client = Client(**kwargs)
        if who == "nobody":
            return client
        if who == "administrator":
            sign_in(client, self.caller.user)
            return client
        user = factories.UserFactory()
        if who == "other":
            Membership.objects.create(
                user=user, account_id=self.others["account_id"], role=Role.ADMINISTRATOR
            )
        elif who != "stranger":
            Membership.objects.create(user=user, account=self.caller.account, role=who.upper())
        sign_in(client, user)
        return client


ROLES = ("administrator", "editor", "viewer", "stranger", "other", "nobody")


@pytest.fixture
def world(caller, other_caller, monkeypatch) -> World:
    # What a practice account begins with takes seconds to load, and no walk looks at it.
    monkeypatch.setattr(practice, "begin_with", lambda caller: None)
    monkeypatch.setattr(classes, "begin_with", lambda caller: None)
    Membership.objects.filter(user=caller.user).update(role=Role.ADMINISTRATOR)
    other_caller.account.name = f"{SECRET} Ltd"
    other_caller.account.save()
    made = FURNITURE.make(furnish_all, caller.account, other_caller.account)
    (values, identities), (others, others_identities), (elsewhere, _) = made
    return World(caller, values, others, elsewhere, identities, others_identities)


def furnish_all(ours: Account, theirs: Account) -> list[tuple[dict[str, str], list[str]]]:
    furnished = [
        furnish(ours, "us-east-1", "Ours"),
        furnish(theirs, "us-east-1", SECRET),
        furnish(ours, "eu-west-1", f"{SECRET} Ireland"),
    ]
    keep_snapshots_of(ours, "Ours")
    keep_snapshots_of(theirs, SECRET)
    return furnished


def keep_snapshots_of(account: Account, name: str) -> None:
    """Of what the account holds, so that nothing is lost by restoring one, and of another setting."""
    held = held_by([account])[account.pk]
    held["account"]["status_delay_seconds"] = 5
    for snapshot in (f"{name} snapshot", f"snapshot {account.account_id}", Snapshot.START):
        factories.SnapshotFactory(account=account, name=snapshot, data=pack(held))


def furnish(account: Account, region: str, name: str) -> tuple[dict[str, str], list[str]]:
    """A pool with members, tags and keywords; identities that are free; a list, a topic, a project and a key.

    Their IDs are always the same, so that what one test finds on the pages is true for the others too.
    """
    place = {"account": account, "region": region}
    made = f"{account.account_id}-{region}"
    numbers, waiting = numbers_of(place, made)
    senders = [
        factories.SenderIdFactory(**place, sender_id=f"{name[:5].upper()}{n}", iso_country_code="GB")
        for n in range(2)
    ]
    pool = furnish_pool(place, made, name)
    for number in numbers[:2]:
        pool.phone_numbers.add(number)
    factories.PoolSenderIdFactory(pool=pool, sender_id=senders[0])
    furnish_list(place, made, name)
    furnish_set(place, made, name)
    for one in (pool, waiting, senders[1], OptOutList.objects.get(**place, opt_out_list_name=f"list-{made}")):
        factories.ResourcePolicyFactory(**place, resource_arn=arn_of(one))
    factories.VerifiedDestinationNumberFactory(
        **place,
        verified_destination_number_id=f"vdn-{made}",
        created_timestamp=timezone.now() - timedelta(days=2),
    )
    run = factories.EditRunFactory(**place, run_id=f"run-{made}")
    factories.EditRunItemFactory(run=run, resource_id=pool.pool_id, label=f"{name} pool")
    factories.MessageFactory(**place, message_id=f"message-{made}", message_body=f"{name} says hello.")
    topic = f"arn:aws:sns:{region}:{account.account_id}:{name.split()[0]}Topic"
    factories.SnsTopicFactory(**place, topic_arn=topic)
    # A project is in every Region, so that its name is no secret in the others.
    project_name = f"{name} project" if region == "us-east-1" else "Ours in Ireland"
    project = factories.ProjectFactory(account=account, name=project_name, project_id=f"project-{made}"[:32])
    # A key is in every Region, too.
    key_id = f"AKIA{account.account_id}"
    if region == "us-east-1":
        furnish_once(place, name, key_id)
        walked(Caller(None, account, region, Role.ADMINISTRATOR), pool.pool_id, numbers[2].phone_number_id)
    values = {
        "access_key_id": key_id,
        "account_id": account.account_id,
        "region": region,
        "pool_id": pool.pool_id,
        "phone_number_id": waiting.phone_number_id,
        "sender_id": senders[1].sender_id,
        "iso_country_code": senders[1].iso_country_code,
        "configuration_set_name": f"set-{made}",
        "event_destination_name": f"events-{made}",
        "project_id": project.project_id,
        "opt_out_list_name": f"list-{made}",
        "import_id": f"import-{made}",
        "verified_destination_number_id": f"vdn-{made}",
        "run_id": f"run-{made}",
        "message_id": f"message-{made}",
        "class_id": f"class{account.account_id[:4]}",
        "seat": "1",
        "code": OF_A_LINK[0],
        "snapshot": f"snapshot {account.account_id}",
        "topic": "pools",
        "lesson": "delete-a-pool",
        "number": RUNS["ready"],
        "position": "1",
        "form": "terraform",
    }
    names = [number.phone_number_id for number in numbers]
    return values, [*names, *(f"{one.sender_id}/{one.iso_country_code}" for one in senders)]


def furnish_list(place: dict[str, Any], made: str, name: str) -> None:
    """A list by its name, one by its ID with a number and a file that was read, and the one that all have."""
    factories.OptOutListFactory(**place, opt_out_list_name=f"{name.split()[0]}List")
    listed = factories.OptOutListFactory(**place, opt_out_list_name=f"list-{made}")
    factories.OptedOutNumberFactory(opt_out_list=listed, opted_out_number="+12065550155")
    factories.OptOutImportFactory(opt_out_list=listed, import_id=f"import-{made}")
    # Else the first who asks for it makes its row.
    factories.OptOutListFactory(**place, opt_out_list_name="Default")


def furnish_set(place: dict[str, Any], made: str, name: str) -> None:
    """A configuration set by its name, and one by its ID with two event destinations."""
    factories.ConfigurationSetFactory(**place, configuration_set_name=f"{name.split()[0]}Set")
    row = factories.ConfigurationSetFactory(**place, configuration_set_name=f"set-{made}")
    for one in (f"{name.split()[0]}Events", f"events-{made}"):
        factories.EventDestinationFactory(configuration_set=row, event_destination_name=one)


def numbers_of(place: dict[str, Any], made: str) -> tuple[list[PhoneNumber], PhoneNumber]:
    """Three that can be used, and one that is pending."""
    numbers = [
        factories.PhoneNumberFactory(
            **place, phone_number=f"+1206555{100 + n:04}", phone_number_id=f"phone-{made}-{n}", pending=n == 3
        )
        for n in range(4)
    ]
    return numbers[:3], numbers[3]


def furnish_pool(place: dict[str, Any], made: str, name: str) -> Pool:
    pool = factories.PoolFactory(**place, name=f"{name} pool", pool_id=f"pool-{made}")
    factories.TagFactory(pool=pool, key="Name", value=f"{name} pool")
    factories.TagFactory(pool=pool, key=f"{name} key", value=f"{name} value")
    factories.KeywordFactory(pool=pool, keyword=f"{name.upper()[:20]}", keyword_message=f"{name} says hello")
    return pool


def furnish_once(place: dict[str, Any], name: str, key_id: str) -> None:
    """What an account has once, in whatever Region."""
    user = factories.UserFactory(username=f"{name} programmer")
    factories.AccessKeyFactory(account=place["account"], user=user, access_key_id=key_id, is_active=False)
    factories.VerifiedDestinationNumberFactory(**place, verification_code="123456")
    furnish_class(place["account"], name)


def furnish_class(account: Account, name: str) -> None:
    """With a learner, whose link is known; of the other account's nobody has it."""
    code, *names = ("secret", f"{name} class", f"{name} learner") if name == SECRET else OF_A_LINK
    class_id = f"class{account.account_id[:4]}"
    row = factories.ClassFactory(account=account, name=names[0], class_id=class_id)
    seat = factories.SeatFactory(
        of_class=row,
        account_id=f"8{account.account_id[1:]}",
        number=1,
        name=names[1],
        join_digest=classes.digest_of(code),
        sealed_sign_in=seal(f"password {code}"),
    )
    learners = seat.learner.account
    held = held_by([learners])[learners.pk]
    held["account"]["status_delay_seconds"] = 5
    factories.SnapshotFactory(
        account=learners,
        name=f"snapshot {account.account_id}",
        taken_by=factories.UserFactory(username=f"{name} trainer"),
        data=pack(held),
    )


def undone(act: Callable[[], HttpResponse]) -> HttpResponse:
    """What an act answers; what it wrote is taken back."""
    with transaction.atomic():
        response = act()
        transaction.set_rollback(True)
    return response


# The log, what is remembered for a day, and who signed in last.
PASSING = frozenset({"Activity", "ClientToken", "User"})


def kept() -> dict[str, list[Any]]:
    """All that says something of an account, to see that nothing has changed."""
    return stored(without=PASSING)


__all__ = ["ADDRESSES", "ROLES", "SECRET", "Address", "World", "each_address", "signed_in", "undone", "world"]
