"""The form of Set up this account: a project, rows of numbers and a first pool."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from pools.errors import ServiceError
from pools.models.identities import SMS
from pools.operations.engine.caller import Caller
from pools.operations.number_requests import MOST_AT_ONCE, NumberKind
from pools.operations.pools import channel_enabled
from pools.operations.set_up import OFFERED_TYPES
from pools.pages.account.projects import ProjectForm
from pools.pages.frame.restored import changed_fields, control_of
from pools.pages.kit import fields
from pools.pages.kit.numbers import number_in
from pools.pages.kit.words import labels, refusals
from pools.reference import countries, phone_numbers

UNITED_STATES = "US"
MOST_ROWS = 10
FIRST_ROW = {"iso_country_code": UNITED_STATES, "number_type": "SIMULATOR", "quantity": "1"}
# In every other country there is one type.
NEXT_ROW = {"iso_country_code": "", "number_type": "LONG_CODE", "quantity": "1"}
ROW = re.compile(r"numbers-(\d{1,4})-quantity")
MEMBER = re.compile(r"Numbers\[(\d+)\]\.(\w+)")
ROW_FIELDS = {"NumberType": "number_type", "Quantity": "quantity"}


def country_choices() -> list[tuple[str, str]]:
    found = [one for one in countries.by_name() if phone_numbers.has_numbers(one.iso_country_code)]
    return [("", "Choose a country"), *((one.iso_country_code, one.label) for one in found)]


class NumbersForm(fields.Form):
    """One row: so many numbers of a kind."""

    iso_country_code = fields.ChoiceField(country_choices(), label="Country", widget=forms.Select)
    number_type = fields.ChoiceField(
        [(one, labels.NUMBER_TYPES[one]) for one in OFFERED_TYPES], label="Type", widget=forms.Select
    )
    quantity = fields.whole_number("Quantity", 1, MOST_AT_ONCE)


class PoolForm(fields.Form):
    pool_name = fields.pool_name()
    message_type = fields.message_type()
    deletion_protection_enabled = forms.BooleanField(label="Turn on deletion protection", required=False)


class SetUpForm:
    """All of the page's fields. data: what was posted; checked=False only shows it."""

    def __init__(
        self, caller: Caller, data: Mapping[str, str] | None = None, *, checked: bool = False
    ) -> None:
        self.caller, self.is_posted, self.problem = caller, data is not None, ""
        self.channel_on = channel_enabled(caller)
        first = {"name": caller.account.name}
        pool = {"message_type": "TRANSACTIONAL", "deletion_protection_enabled": True}
        if data is None:
            self.project, self.pool = ProjectForm(initial=first), PoolForm(initial=pool)
            self.rows = [NumbersForm(initial=FIRST_ROW, prefix="numbers-0")]
            return
        if checked:
            self.project, self.pool = ProjectForm(data), PoolForm(data)
        else:
            # A box that is not ticked posts nothing.
            self.project = ProjectForm.showing(data)
            self.pool = PoolForm(initial={name: data.get(name, "") for name in PoolForm.base_fields})
        self.rows = [
            NumbersForm(data, prefix=prefix) if checked else row_showing(data, prefix)
            for prefix in prefixes(data)
        ]

    @property
    def asks_for_project(self) -> bool:
        return not self.channel_on and not self.held_project

    @property
    def held_project(self) -> str:
        """The name of the project that gets the channel, where the account has one already."""
        projects = self.caller.account.projects.order_by("created_timestamp", "pk")
        return projects.values_list("name", flat=True).first() or ""

    def act(self, op: str) -> None:
        """Without script, and with it: one row more, or less."""
        verb, _, place = op.partition(":")
        if verb == "add" and len(self.rows) < MOST_ROWS:
            self.rows.append(NumbersForm(initial=NEXT_ROW, prefix=f"numbers-{len(self.rows)}"))
            focused(self.rows[-1], "iso_country_code")
        elif verb == "remove" and len(self.rows) > 1 and (index := number_in(place, digits=2)) is not None:
            kept = [row for n, row in enumerate(self.rows) if n != index]
            self.rows = [
                NumbersForm(initial=row.initial, prefix=f"numbers-{n}") for n, row in enumerate(kept)
            ]
            focused(self.rows[min(index, len(kept) - 1)], "iso_country_code")

    def check(self) -> bool:
        """Each part is checked, so that all errors show at once."""
        parts = [*self.rows, self.pool, *([self.project] if self.asks_for_project else [])]
        errors = [part.errors for part in parts]
        return not any(errors)

    @property
    def asked(self) -> dict[str, Any]:
        """What set_up_account takes, of a form that is valid."""
        pool = dict(self.pool.cleaned_data)
        kind = {"number_capabilities": [SMS], "message_type": pool.pop("message_type")}
        rows = [NumberKind(**row.cleaned_data, **kind) for row in self.rows]
        name = self.project.cleaned_data["name"] if self.asks_for_project else ""
        return {"numbers": rows, "project_name": name, **pool}

    def blame(self, error: ServiceError) -> None:
        """Say a refusal where it belongs: at the field, else above the button."""
        rest = []
        for field in error.fields:
            found = MEMBER.fullmatch(field.name)
            if found and found[2] in ROW_FIELDS and int(found[1]) < len(self.rows):
                row, name = self.rows[int(found[1])], ROW_FIELDS[found[2]]
                row.add_error(name, fields.message(field, row.fields[name].label))
            else:
                rest.append(field)
        self.problem = refusals.sentence(error) if rest or not error.fields else ""

    @property
    def has_errors(self) -> bool:
        return bool(self.problem or any(part.errors for part in (*self.rows, self.pool, self.project)))

    def focus_first_error(self) -> None:
        """Without script the browser puts the focus there; with it form.js does."""
        wrong = [(part, name) for part in (self.project, *self.rows, self.pool) for name in part.errors]
        for part, name in wrong[:1]:
            focused(part, name)

    @property
    def changed(self) -> list[str]:
        """The IDs of the controls that show something else than the empty form does."""
        before = SetUpForm(self.caller)
        firsts = [*before.rows, *(NumbersForm(initial=NEXT_ROW) for _ in self.rows[1:])]
        pairs = [
            (self.project, before.project),
            *zip(self.rows, firsts, strict=True),
            (self.pool, before.pool),
        ]
        return [control_of(part[name]) for part, first in pairs for name in changed_fields(part, first)]

    @property
    def total(self) -> str:
        """What the account has then: "1 project, 3 numbers, 1 pool"."""
        projects = max(self.caller.account.projects.count(), 1)
        quantities = (number_in(str(row["quantity"].value() or "").strip(), digits=2) for row in self.rows)
        numbers = sum(one for one in quantities if one)
        return f"{labels.plural(projects, 'project')}, {labels.plural(numbers, 'number')}, 1 pool"


def prefixes(data: Mapping[str, str]) -> list[str]:
    """Those of the rows that were sent, in their order; one at least."""
    places = sorted(int(found[1]) for name in data if (found := ROW.fullmatch(name)))
    return [f"numbers-{place}" for place in places[:MOST_ROWS]] or ["numbers-0"]


def row_showing(data: Mapping[str, str], prefix: str) -> NumbersForm:
    typed = {name: data.get(f"{prefix}-{name}", "") for name in NumbersForm.base_fields}
    return NumbersForm(initial=typed, prefix=prefix)


def focused(form: fields.Form, name: str) -> None:
    form.fields[name].widget.attrs["autofocus"] = True
