"""Every form that leads to an address, and whatever the address reads: for tests that must miss none."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client

from tests.conftest import HTMX
from tests.help.walk import ADDRESSES, Address, World, undone

# What to type where a page leaves a text empty, so that its form goes through.
TYPED = {
    "sender_id": "SHOP",
    "iso_country_code": "GB",
    "name": "Shop",
    "pool_name": "Shop",
    "opt_out_list_name": "shop",
    "numbers": "+12065550156",
    "configuration_set_name": "shop",
    "event_destination_name": "shop",
    "log_group_arn": "arn:aws:logs:us-east-1:111122223333:log-group:shop",
    "log_role_arn": "arn:aws:iam::111122223333:role/shop",
    "destination_phone_number": "+12065550158",
    "pasted": "+12065550157",
    "tags-9-key": "team",
}
# What is selected where nothing else can be.
NAMED = {
    "sender-id-edit": "{sender_id}/{iso_country_code}",
    "sender-id-release": "{sender_id}/{iso_country_code}",
    "verified-number-delete": "{verified_destination_number_id}",
}
SHAPE = re.compile(r"[0-9]+")
EVERY = ""  # no address's name


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


def parameters_of(address: Address, world: World, monkeypatch: pytest.MonkeyPatch) -> Parameters:
    """Looked for when a test first asks: most ask for some addresses only."""
    if EVERY not in world.forms:
        world.forms[EVERY] = every_form(world, monkeypatch)
    if address.name not in world.forms:
        path = address.path(world.values)
        forms = [form for form in world.forms[EVERY] if form.path == path]
        world.forms[address.name] = find(world, path, forms, monkeypatch)
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
        (reads.names if form.method == "post" else query).update(form.names)
    return Parameters(alike(query), alike(reads.names), posts)


def alike(names: set[str]) -> list[str]:
    """The names; of those that differ in their numbers only, as the rows of an editor do, the last one."""
    return sorted({SHAPE.sub("#", name): name for name in sorted(names - {"csrfmiddlewaretoken"})}.values())


def every_form(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Form]:
    """The forms of every page that an administrator can open, the questions about something selected too."""
    client, found = world.client("administrator"), []
    for address in ADDRESSES:
        names = ("pool_id", "phone_number_id", "opt_out_list_name", "configuration_set_name")
        named = [world.identities[0], "+12065550155", *(world.values[name] for name in names)]
        if address.name in NAMED:
            named = [NAMED[address.name].format(**world.values)]
        for path in address.paths(world.values):
            with monkeypatch.context() as patch:
                reads = Reads(patch)
                found += forms_at(client, path)
            # Of all others, a selection makes no other page.
            if "id" in reads.names:
                found += [form for one in named for form in forms_at(client, path, id=one)]
    return found + forms_at(Client(), "/sign-in/")


def forms_at(client: Client, path: str, **query: str) -> list[Form]:
    response = undone(lambda: client.get(path, query))
    is_page = response.status_code == 200 and "html" in response.get("Content-Type", "")
    return forms_of(response, path) if is_page else []
