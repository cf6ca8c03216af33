"""Every address of the console, whatever forms lead to it and whatever it reads: for tests that must miss none.

Nothing is listed by hand but a good value for each argument of a path (`World.values`), so a new address, form or
parameter is walked as soon as it exists.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from pools.models import Membership, Role
from pools.operations.engine.caller import Caller
from tests.conftest import HTMX, signed_in
from tests.help import factories
from tests.help.stored import stored

FORMS: dict[str, "Parameters"] = {}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
SECRET = "Zebra"  # begins every name of the other account, and stands nowhere else


@dataclass(frozen=True)
class Address:
    name: str
    route: str

    @property
    def arguments(self) -> list[str]:
        return ARGUMENT.findall(self.route)

    def path(self, values: dict[str, str]) -> str:
        return "/" + ARGUMENT.sub(lambda match: quote(values[match[1]], safe=""), self.route)

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
    # What the addresses read and what the forms hold, found once for all tests with the same world.
    forms: dict[str, "Parameters"] = field(default_factory=lambda: FORMS)

    def client(self, who: str, **kwargs: Any) -> Client:
        """A browser of an administrator, editor, viewer, a stranger, somebody of the other account, or nobody."""
        client = Client(**kwargs)
        if who == "nobody":
            return client
        if who == "administrator":
            client.force_login(self.caller.user)
            return client
        user = factories.UserFactory()
        if who == "other":
            Membership.objects.create(
                user=user, account_id=self.others["account_id"], role=Role.ADMINISTRATOR
            )
        elif who != "stranger":
            Membership.objects.create(user=user, account=self.caller.account, role=who.upper())
        client.force_login(user)
        return client


ROLES = ("administrator", "editor", "viewer", "stranger", "other", "nobody")


@pytest.fixture
def world(caller, other_caller) -> World:
    Membership.objects.filter(user=caller.user).update(role=Role.ADMINISTRATOR)
    values, identities = furnish(caller.account, "us-east-1", "Ours")
    other_caller.account.name = f"{SECRET} Ltd"
    other_caller.account.save()
    others, others_identities = furnish(other_caller.account, "us-east-1", SECRET)
    elsewhere, _ = furnish(caller.account, "eu-west-1", f"{SECRET} Ireland")
    return World(caller, values, others, elsewhere, identities, others_identities)


def furnish(account: Any, region: str, name: str) -> tuple[dict[str, str], list[str]]:
    """A pool with members, tags and keywords; identities that are free; a list, a topic, a project and a key.

    Their IDs are always the same, so that what one test finds on the pages is true for the others too.
    """
    place = {"account": account, "region": region}
    made = f"{account.account_id}-{region}"
    numbers = [
        factories.PhoneNumberFactory(
            **place, phone_number=f"+1206555{100 + n:04}", phone_number_id=f"phone-{made}-{n}"
        )
        for n in range(3)
    ]
    senders = [
        factories.SenderIdFactory(**place, sender_id=f"{name[:5].upper()}{n}", iso_country_code="GB")
        for n in range(2)
    ]
    pool = factories.PoolFactory(**place, name=f"{name} pool", pool_id=f"pool-{made}")
    factories.TagFactory(pool=pool, key="Name", value=f"{name} pool")
    factories.TagFactory(pool=pool, key=f"{name} key", value=f"{name} value")
    factories.KeywordFactory(pool=pool, keyword=f"{name.upper()[:20]}", keyword_message=f"{name} says hello")
    waiting = factories.PhoneNumberFactory(
        **place, phone_number="+12065550103", phone_number_id=f"phone-{made}-3", pending=True
    )
    for number in numbers[:2]:
        pool.phone_numbers.add(number)
    factories.PoolSenderIdFactory(pool=pool, sender_id=senders[0])
    factories.OptOutListFactory(**place, opt_out_list_name=f"{name.split()[0]}List")
    topic = f"arn:aws:sns:{region}:{account.account_id}:{name.split()[0]}Topic"
    factories.SnsTopicFactory(**place, topic_arn=topic)
    # A project is in every Region, so that its name is no secret in the others.
    project_name = f"{name} project" if region == "us-east-1" else "Ours in Ireland"
    project = factories.ProjectFactory(account=account, name=project_name, project_id=f"project-{made}"[:32])
    # A key is in every Region, too.
    key_id = f"AKIA{account.account_id}"
    if region == "us-east-1":
        user = factories.UserFactory(username=f"{name} programmer")
        factories.AccessKeyFactory(account=account, user=user, access_key_id=key_id, is_active=False)
        factories.VerifiedDestinationNumberFactory(**place, verification_code="123456")
    values = {
        "access_key_id": key_id,
        "account_id": account.account_id,
        "region": region,
        "pool_id": pool.pool_id,
        "phone_number_id": waiting.phone_number_id,
        "sender_id": senders[1].sender_id,
        "iso_country_code": senders[1].iso_country_code,
        "project_id": project.project_id,
        "topic": "pools",
    }
    names = [number.phone_number_id for number in numbers]
    return values, [*names, *(f"{one.sender_id}/{one.iso_country_code}" for one in senders)]


# Forms

# What to type where a page leaves a text empty, so that its form goes through.
TYPED = {
    "sender_id": "SHOP",
    "iso_country_code": "GB",
    "name": "Shop",
    "pool_name": "Shop",
    "tags-9-key": "team",
}
SHAPE = re.compile(r"[0-9]+")


@dataclass
class Form:
    """One form of a page: the names of all its controls, and a value for those that a browser would send."""

    method: str
    path: str
    names: set[str] = field(default_factory=set)
    filled: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def add(self, given: dict[str, str]) -> None:
        kind = given.get("type")
        usual = "on" if kind == "checkbox" else ""
        name, value = given["name"], given.get("data-confirm") or given.get("value", usual)
        self.names.add(name)
        if kind == "radio" or "data-row" in given:
            self.choices.setdefault(name, []).append(value)
        if kind in ("submit", "button") or name == "csrfmiddlewaretoken":
            return
        if "checked" in given:
            self.filled[name] = value
        elif kind not in ("checkbox", "radio") or "data-row" in given:
            self.filled.setdefault(name, value or TYPED.get(name, ""))

    @property
    def variants(self) -> list[dict[str, str]]:
        """As the page has it, and with the last of every choice."""
        other = {name: values[-1] for name, values in self.choices.items()}
        return [self.filled, self.filled | other] if other else [self.filled]


class FormReader(HTMLParser):
    """All forms of a page. A button with an address of its own makes its form one more."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.depth, self.open, self.area = path, 0, None, None
        self.select: dict[str, str] | None = None
        self.by_id: dict[str, Form] = {}
        self.forms: list[Form] = []
        self.away: list[tuple[Form | str, dict[str, str]]] = []
        self.outside: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        self.depth += tag == "template"
        if self.depth:
            return
        if tag == "form":
            self.open = Form(given.get("method", "get").lower(), self.at(given.get("action", "")))
            self.forms.append(self.open)
            self.by_id[given.get("id", "")] = self.open
        elif tag == "option" and self.select and ("selected" in given or "value" not in self.select):
            self.select["value"] = given.get("value", "")
        elif tag in ("input", "select", "textarea", "button"):
            self.control(tag, given)

    def control(self, tag: str, given: dict[str, str]) -> None:
        owner = given.get("form") or self.open
        if "formaction" in given:
            self.away.append((owner, given))
        if tag == "button":
            given["type"] = "submit"
        if tag == "select":
            self.select = given
        elif tag == "textarea":
            self.area = given
        if owner and given.get("name"):
            self.outside.append((owner, given))

    def at(self, action: str) -> str:
        return urlsplit(urljoin(self.path, action)).path

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area["value"] = self.area.get("value", "") + data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.open = None
        elif tag == "template":
            self.depth -= 1

    def finish(self) -> list[Form]:
        for owner, given in self.outside:
            if form := self.owner(owner):
                form.add(given)
        for owner, given in self.away:
            if form := self.owner(owner):
                method = given.get("formmethod", form.method).lower()
                self.forms.append(replace(form, method=method, path=self.at(given["formaction"])))
        return self.forms

    def owner(self, named: Form | str) -> Form | None:
        return self.by_id.get(named) if isinstance(named, str) else named


def forms_of(response: HttpResponse, path: str) -> list[Form]:
    reader = FormReader(path)
    reader.feed(response.content.decode())
    reader.close()
    return reader.finish()


# Parameters


class Reads:
    """Records which names are asked for in anything that was sent, also where nothing was."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        for method in ("__getitem__", "getlist", "__contains__"):
            monkeypatch.setattr(QueryDict, method, self.noting(getattr(QueryDict, method)))

    def noting(self, method: Callable) -> Callable:
        def noted(data: QueryDict, name: Any, *args: Any) -> Any:
            if isinstance(name, str):
                self.names.add(name)
            return method(data, name, *args)

        return noted


@dataclass
class Parameters:
    """What an address reads from a query and from a form, and good values for a form."""

    query: list[str]
    form: list[str]
    filled: list[dict[str, str]]


def undone(act: Callable[[], HttpResponse]) -> HttpResponse:
    """What an act answers; what it wrote is taken back."""
    with transaction.atomic():
        response = act()
        transaction.set_rollback(True)
    return response


def parameters_of(address: Address, world: World, monkeypatch: pytest.MonkeyPatch) -> Parameters:
    if not world.forms:
        forms = every_form(world)
        for one in ADDRESSES:
            path = one.path(world.values)
            world.forms[one.name] = find(
                world, path, [form for form in forms if form.path == path], monkeypatch
            )
    return world.forms[address.name]


def find(world: World, path: str, forms: list[Form], monkeypatch: pytest.MonkeyPatch) -> Parameters:
    client = world.client("administrator")
    posting = {frozenset(form.names): form for form in forms if form.method == "post"}.values()
    posts = [{}, *(data for form in posting for data in form.variants)]
    with monkeypatch.context() as patch:
        reads = Reads(patch)
        for headers in ({}, HTMX):
            undone(lambda headers=headers: client.get(path, headers=headers))
        query, reads.names = reads.names, set()
        for data in posts:
            undone(lambda data=data: client.post(path, data))
    for form in forms:
        (reads.names if form in posting else query).update(form.names)
    return Parameters(alike(query), alike(reads.names), posts)


def alike(names: set[str]) -> list[str]:
    """The names; of those that differ in their numbers only, as the rows of an editor do, the last one."""
    return sorted({SHAPE.sub("#", name): name for name in sorted(names - {"csrfmiddlewaretoken"})}.values())


def every_form(world: World) -> list[Form]:
    """The forms of every page that an administrator can open, the questions about something selected too."""
    client, found = world.client("administrator"), []
    for address in ADDRESSES:
        path = address.path(world.values)
        for query in ({}, {"id": world.values["pool_id"]}, {"id": world.identities[0]}):
            response = undone(lambda path=path, query=query: client.get(path, query))
            if response.status_code == 200 and "html" in response.get("Content-Type", ""):
                found += forms_of(response, path)
    signed_out = undone(lambda: Client().get("/sign-in/"))
    return found + forms_of(signed_out, "/sign-in/")


# The log, what is remembered for a day, and who signed in last.
PASSING = frozenset({"Activity", "ClientToken", "User"})


def kept() -> dict[str, list[Any]]:
    """All that says something of an account, to see that nothing has changed."""
    return stored(without=PASSING)


__all__ = ["ADDRESSES", "ROLES", "SECRET", "Address", "World", "each_address", "signed_in", "undone", "world"]
