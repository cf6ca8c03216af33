"""The form of Request phone number: blocks of numbers wanted, what holds for all of them, and what is wrong."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from pools.errors import ServiceError, ServiceQuotaExceededException
from pools.models import OptOutList, PhoneNumber, Pool
from pools.models.opt_out_lists import DEFAULT
from pools.models.pools import ACTIVE
from pools.models.text import natural_key
from pools.operations.engine.caller import Caller
from pools.operations.number_requests import MOST_AT_ONCE, request_phone_numbers
from pools.operations.quotas import quotas_of, used_of
from pools.operations.rules.matching import keyword_set, mismatches
from pools.operations.rules.membership import default_keywords
from pools.pages.frame.restored import changed_fields, control_of
from pools.pages.kit import fields
from pools.pages.kit.form_tokens import form_token, new_form_token
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.words import labels, refusals
from pools.pages.kit.words.mismatches import difference, not_matching
from pools.pages.neighbours.moving.question import MOST_TARGETS
from pools.pages.neighbours.requesting.row import PREFIX, NumberRow
from pools.pages.neighbours.requesting.words import none_left
from pools.reference import quotas
from pools.refusals import Mismatch, NoneOffered, OverQuota, TokenUsed

MOST_ROWS = 10
# Each number's own token is longer by its place.
LONGEST_TOKEN = 56
PLACE_OF_ROW = re.compile(rf"{PREFIX}-(\d{{1,3}})-\w+")
# What of a pool no choice in this form can make a new number fit.
FIXED = {"two_way", "self_managed_opt_outs_enabled", "keywords"}
MEMBERS = {"OptOutListName": "opt_out_list_name", "PoolId": "pool_id"}


class PoolOption(NamedTuple):
    pool: Pool
    reason: str = ""


class CommonForm(fields.Form):
    opt_out_list_name = fields.ChoiceField((), label="Opt-out list", widget=forms.Select)
    pool_id = fields.ChoiceField((), label="Pool", widget=forms.Select, required=False)
    deletion_protection_enabled = forms.BooleanField(label="Turn on deletion protection", required=False)


class Draft:
    """checked: the form was submitted. locks: a script reads the answer, and asks again when a choice changes."""

    def __init__(
        self, caller: Caller, data: QueryDict | None, *, checked: bool = False, locks: bool = False
    ) -> None:
        self.caller, self.data, self.alert, self.checked = caller, data, "", checked
        initial = {
            "number_type": "LONG_CODE",
            "number_capabilities": ["SMS"],
            "message_type": caller.account.default_message_type,
            "quantity": 1,
        }
        self.rows = [NumberRow(index, data, initial, checked=checked, locks=locks) for index in indexes(data)]
        self.common = self.common_form(data)
        self.tags = Tags({}, data, owner="phone number")
        self.request_token = form_token((data or {}).get("request_token", ""), longest=LONGEST_TOKEN)

    def common_form(self, data: QueryDict | None) -> CommonForm:
        if data is not None and self.checked:
            form = CommonForm(data)
        else:
            form = CommonForm.showing(data or {}, opt_out_list_name=DEFAULT)
        form.fields["opt_out_list_name"].choices = [(one, one) for one in self.opt_out_lists]
        form.fields["pool_id"].choices = [("", "None"), *((p.pool_id, p.label) for p, _ in self.pools)]
        return form

    @cached_property
    def opt_out_lists(self) -> list[str]:
        names = OptOutList.objects.for_caller(self.caller).values_list("opt_out_list_name", flat=True)
        return sorted({DEFAULT, *names}, key=lambda name: (name != DEFAULT, natural_key(name)))

    @cached_property
    def pools(self) -> list[PoolOption]:
        """Those that new numbers could join first; a pool that is full says so when they are requested."""
        rows = (
            Pool.objects.for_caller(self.caller).order_by("name_key", "pool_id").prefetch_related("keywords")
        )
        found = [PoolOption(pool, why_never(pool)) for pool in rows[:MOST_TARGETS]]
        return sorted(found, key=lambda one: bool(one.reason))

    @cached_property
    def room(self) -> int:
        """How many numbers more the quota has room for."""
        used = used_of(self.caller, quotas.PHONE_NUMBERS_PER_ACCOUNT) or 0
        return max(0, self.quota - used)

    @cached_property
    def quota(self) -> int:
        return quotas_of(self.caller)[quotas.PHONE_NUMBERS_PER_ACCOUNT]

    @property
    def room_text(self) -> str:
        return f"Up to {MOST_AT_ONCE}. Your quota has room for {self.room:,} more."

    @property
    def pool_label(self) -> str:
        chosen = self.common["pool_id"].value()
        return next((pool.label for pool, _ in self.pools if pool.pool_id == chosen), "None")

    @property
    def quantity(self) -> int:
        return sum(row.quantity for row in self.rows)

    @property
    def total(self) -> Decimal:
        return sum((row.subtotal for row in self.rows), Decimal(0))

    @property
    def can_add(self) -> bool:
        return len(self.rows) < MOST_ROWS

    @property
    def opens_additional(self) -> bool:
        common = self.common
        is_set = common["opt_out_list_name"].value() != DEFAULT or common["pool_id"].value()
        return bool(
            is_set or common["deletion_protection_enabled"].value() or self.tags.rows or common.errors
        )

    @property
    def has_errors(self) -> bool:
        forms_wrong = self.checked and any(row.form.errors for row in self.rows)
        wrong = forms_wrong or (self.checked and self.common.errors)
        return bool(wrong or self.alert or any(row.errors for row in self.tags.rows))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the second step carries of the first."""
        left_out = ("csrfmiddlewaretoken", "op", "request_token")
        data = self.data or QueryDict()
        return [(name, value) for name, values in data.lists() if name not in left_out for value in values]

    @property
    def changed(self) -> list[str]:
        """The IDs of the controls that show something else than an empty form."""
        empty = Draft(self.caller, None)
        blank = empty.rows[0]
        controls = [
            row.form[name].id_for_label or f"{row.form[name].html_name}-{row.value(name)}"
            for row in self.rows
            for name in changed_fields(row.form, blank.form)
        ]
        controls += [control_of(self.common[one]) for one in changed_fields(self.common, empty.common)]
        return [*controls, *map(self.tags.control_of, self.tags.changed)]

    def check(self) -> bool:
        """All parts, so that all that is wrong is said at once."""
        fine = [row.form.is_valid() for row in self.rows]
        fine += [self.common.is_valid(), self.tags.check()]
        if self.tags.is_over:
            self.alert = self.tags.limit_text
        return all(fine) and self.check_pool()

    def check_room(self) -> bool:
        """Of a form that is right otherwise; the operation counts once more, under the account's lock."""
        so_far = 0
        for row in self.rows:
            so_far += row.quantity
            if so_far > self.room:
                row.form.add_error("quantity", self.no_room)
                return False
        return True

    @property
    def no_room(self) -> str:
        region = labels.region_name(self.caller.region)
        number = f"Only {self.room:,} more fit" if self.room != 1 else "Only 1 more fits"
        return f"{number if self.room else 'No more fit'} the quota of {self.quota:,} in {region}."

    def check_pool(self) -> bool:
        pool = next((p for p, _ in self.pools if p.pool_id == self.common.cleaned_data["pool_id"]), None)
        if pool is None:
            return True
        found: dict[str, Mismatch] = {}
        for row in self.rows:
            found |= {one.setting: one for one in self.misfits(pool, row)}
        if found:
            self.common.add_error("pool_id", not_matching("A new number", list(found.values())))
        return not found

    def misfits(self, pool: Pool, row: NumberRow) -> Sequence[Mismatch]:
        wanted = row.wanted
        number = PhoneNumber(
            message_type=wanted.message_type,
            number_capabilities=list(wanted.number_capabilities),
            opt_out_list_name=self.common.cleaned_data["opt_out_list_name"],
        )
        return mismatches(pool, keyword_set(pool.keywords.all()), number, NEW_KEYWORDS)

    def request(self) -> list[Any]:
        """Raises what the operation raises."""
        common = self.common.cleaned_data
        return request_phone_numbers(
            self.caller,
            wanted=[row.wanted for row in self.rows],
            request_token=self.request_token,
            opt_out_list_name=common["opt_out_list_name"],
            pool_id=common["pool_id"] or None,
            deletion_protection_enabled=common["deletion_protection_enabled"],
            tags=self.tags.values(),
        )

    def refuse(self, error: ServiceError) -> None:
        """Put a refusal where its cause was typed, else above the buttons."""
        row = self.rows[int(error.row.key)] if error.row else self.rows[0]
        if isinstance(error.about, NoneOffered):
            row.form.add_error("number_type", none_left(row.country, row.number_type))
        elif is_about_numbers(error):
            # Somebody else requested some meanwhile.
            vars(self).pop("room", None)
            row.form.add_error("quantity", self.no_room)
        elif isinstance(error.about, TokenUsed):
            self.request_token = new_form_token()
            self.alert = (
                "This form has requested numbers before, with other values. Send it again to request more."
            )
        elif error.resource_type == "pool" or isinstance(error, ServiceQuotaExceededException):
            self.common.add_error("pool_id", refusals.sentence(error))
        elif self.common.blame(error, MEMBERS) or not error.fields:
            self.alert = refusals.sentence(error)


def indexes(data: QueryDict | None) -> list[int]:
    """Of the blocks that the form has; one at least."""
    found = {int(match[1]) for name in data or () if (match := PLACE_OF_ROW.fullmatch(name))}
    return sorted(found)[:MOST_ROWS] or [0]


def why_never(pool: Pool) -> str:
    """Why no number that is new can join the pool, whatever is chosen for it."""
    if pool.status != ACTIVE:
        return f"{labels.status(pool.status)[1]}."
    number = PhoneNumber(
        message_type=pool.message_type, number_capabilities=["SMS"], opt_out_list_name=pool.opt_out_list_name
    )
    found = mismatches(pool, keyword_set(pool.keywords.all()), number, NEW_KEYWORDS)
    return "; ".join(map(difference, (one for one in found if one.setting in FIXED)))


def is_about_numbers(error: ServiceError) -> bool:
    return isinstance(error.about, OverQuota) and error.about.name == quotas.PHONE_NUMBERS_PER_ACCOUNT


NEW_KEYWORDS = keyword_set(default_keywords())
