"""One block of the request: so many numbers of one country and type, and what is to be had there."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pools.operations.number_requests import MOST_AT_ONCE, NumberKind
from pools.pages.kit import country_fields, fields
from pools.pages.kit.words import labels
from pools.pages.neighbours.requesting import words
from pools.reference import countries, phone_numbers

PREFIX = "numbers"
QUANTITY = f"Quantity must be 1 to {MOST_AT_ONCE}."
NO_CAPABILITY = "Choose at least one capability."


class Choice(NamedTuple):
    """reason: why it can't be chosen."""

    value: str
    label: str
    checked: bool
    reason: str = ""
    about: str = ""
    price: str = ""


@cache
def number_countries() -> SafeString:
    """The options: countries that have numbers, and, off, the others, for whoever looks for one."""
    listed = countries.by_name()
    others = [one for one in listed if not phone_numbers.has_numbers(one.iso_country_code)]
    return format_html(
        '<option value="">Choose a country</option>{}'
        '<optgroup label="No numbers to be had. Sender IDs work there." disabled>{}</optgroup>'
        '<optgroup label="No numbers to be had" disabled>{}</optgroup>',
        country_fields.options_of([one for one in listed if phone_numbers.has_numbers(one.iso_country_code)]),
        country_fields.options_of([one for one in others if one.supports_sender_id]),
        country_fields.options_of([one for one in others if not one.supports_sender_id]),
    )


class RowForm(fields.Form):
    iso_country_code = country_fields.CountryField(
        (), label="Country", widget=country_fields.CountrySelect(options=number_countries)
    )
    number_type = fields.ChoiceField(
        [(one, labels.number_type(one)) for one in words.TYPES], label="Number type"
    )
    number_capabilities = forms.MultipleChoiceField(
        choices=list(labels.CAPABILITIES.items()),
        label="Capabilities",
        error_messages={"required": NO_CAPABILITY},
        widget=forms.CheckboxSelectMultiple,
    )
    message_type = fields.message_type(constraint="")
    quantity = fields.whole_number("Quantity", 1, MOST_AT_ONCE)
    quantity.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), QUANTITY)

    def clean_iso_country_code(self) -> str:
        code = self.cleaned_data["iso_country_code"]
        self.must("iso_country_code", words.why_no_country(code))
        return code

    def clean_number_type(self) -> str:
        kind = self.cleaned_data["number_type"]
        self.must("number_type", words.why_no_type(self.country, kind))
        return kind

    def clean_number_capabilities(self) -> list[str]:
        chosen = self.cleaned_data["number_capabilities"]
        for one in chosen:
            self.must("number_capabilities", words.why_no_capability(self.country, one))
        return chosen

    def clean_message_type(self) -> str:
        chosen = self.cleaned_data["message_type"]
        kind = self.cleaned_data.get("number_type", "")
        self.must("message_type", words.why_no_message_type(kind, chosen))
        return chosen

    @property
    def country(self) -> str:
        return self.cleaned_data.get("iso_country_code", "")

    def must(self, name: str, why: str) -> None:
        if why:
            raise forms.ValidationError(why)


class NumberRow:
    """checked: whether it was submitted. locks: whether what is not to be had is off, as a script asks again."""

    def __init__(
        self, index: int, data: QueryDict | None, initial: Mapping[str, Any], *, checked: bool, locks: bool
    ) -> None:
        self.index, self.locks = index, locks
        prefix = f"{PREFIX}-{index}"
        if data is not None and checked:
            self.form = RowForm(data, prefix=prefix)
        else:
            self.form = RowForm(initial=initial | typed_in(data, prefix), prefix=prefix)

    def value(self, name: str) -> str:
        return str(self.form[name].value() or "")

    @property
    def country(self) -> str:
        code = self.value("iso_country_code")
        return code if code in countries.COUNTRIES and phone_numbers.has_numbers(code) else ""

    @property
    def heading_id(self) -> str:
        return f"row-{self.index}-heading"

    @property
    def title(self) -> str:
        return labels.country_name(self.country) if self.country else "Phone numbers"

    @property
    def types(self) -> Sequence[Choice]:
        can = [one for one in words.TYPES if not words.why_no_type(self.country, one)]
        typed = self.value("number_type")
        # A type that is off posts nothing, so one that can be sent is checked in its place.
        chosen = typed if typed in can or not self.locks else next(iter(can), "")
        return [self.type(one, is_chosen=one == chosen) for one in words.TYPES]

    def type(self, number_type: str, *, is_chosen: bool) -> Choice:
        why = words.why_no_type(self.country, number_type)
        locked = why and (self.locks or number_type == "TEN_DLC")
        price = phone_numbers.monthly_leasing_price(self.country, number_type) if self.country else ""
        about = words.ABOUT_TYPES[number_type]
        return Choice(
            number_type, labels.number_type(number_type), is_chosen, why if locked else "", about, price
        )

    @property
    def number_type(self) -> str:
        return next((one.value for one in self.types if one.checked), "")

    @property
    def capabilities(self) -> Sequence[Choice]:
        chosen = self.form["number_capabilities"].value() or []
        found = []
        for one, label in labels.CAPABILITIES.items():
            why = words.why_no_capability(self.country, one) if self.locks else ""
            found.append(Choice(one, label, one in chosen and not why, why))
        return found

    @property
    def message_types(self) -> Sequence[Choice]:
        found, typed = [], self.value("message_type")
        for one, label in labels.MESSAGE_TYPES.items():
            why = words.why_no_message_type(self.number_type, one) if self.locks else ""
            found.append(Choice(one, label, one == typed, why, fields.MESSAGE_TYPE_HELP[one]))
        if any(one.checked and one.reason for one in found):
            found = [one._replace(checked=not one.reason) for one in found]
        return found

    @property
    def price(self) -> Decimal | None:
        """Of one number a month; None until it is known which."""
        chosen = next((one for one in self.types if one.checked and not one.reason), None)
        return Decimal(chosen.price) if chosen and chosen.price else None

    @property
    def quantity(self) -> int:
        text = self.value("quantity").strip()
        return int(text) if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= MOST_AT_ONCE else 0

    @property
    def subtotal(self) -> Decimal:
        return (self.price or Decimal(0)) * self.quantity

    @property
    def wanted(self) -> NumberKind:
        """Of a valid form."""
        return NumberKind(**self.form.cleaned_data)

    @property
    def type_label(self) -> str:
        return labels.number_type(self.number_type)

    @property
    def capability_labels(self) -> str:
        return ", ".join(one.label for one in self.capabilities if one.checked)

    @property
    def message_type_label(self) -> str:
        return next((one.label for one in self.message_types if one.checked), "")


def typed_in(data: QueryDict | None, prefix: str) -> dict[str, Any]:
    """What was typed in the block, unchecked."""
    if data is None:
        return {}
    found: dict[str, Any] = {
        name: data[f"{prefix}-{name}"] for name in RowForm.base_fields if f"{prefix}-{name}" in data
    }
    if "quantity" in found:  # not of a block that was only just added
        # Boxes that are not ticked post nothing.
        found["number_capabilities"] = data.getlist(f"{prefix}-number_capabilities")
    return found
