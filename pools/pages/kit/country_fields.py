"""A form's countries: drawn once, and taken by their codes."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from pools.pages.kit import fields
from pools.reference import countries


class CountrySelect(forms.Select):
    """Draws the countries once, not for each page: two hundred options cost more than the rest of a form.

    options: draws them, where they are not those of a sender ID.
    """

    def __init__(self, *args: Any, options: Callable[[], SafeString] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawn_options = options or country_options

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = self.drawn_options()
        chosen = format_html('value="{}"', value or "")
        if value in countries.COUNTRIES:
            options = mark_safe(options.replace(chosen, f"{chosen} selected", 1))  # noqa: S308 - a country's code
        own = flatatt(self.build_attrs(self.attrs, attrs) | {"name": name})
        return format_html("<select{}>{}</select>", own, options)


@cache
def country_options() -> SafeString:
    """The options: countries that take any sender ID, those that want it registered, and those that have none.

    The last are there, off, for whoever looks for one. CSS sees by data-registration which those between are.
    """
    listed = countries.by_name()
    free = [c for c in listed if c.supports_sender_id and not c.requires_registration]
    bound = [c for c in listed if c.requires_registration]
    without = [c for c in listed if not c.supports_sender_id]
    return format_html(
        '<option value="">Choose a country</option>{}<optgroup label="Registration required">{}</optgroup>'
        '<optgroup label="Sender IDs aren\'t supported" disabled>{}</optgroup>',
        options_of(free),
        options_of(bound, " data-registration"),
        options_of(without),
    )


def options_of(listed: Sequence[countries.Country], mark: str = "") -> SafeString:
    rows = ((c.iso_country_code, mark, c.label) for c in listed)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


class CountryField(fields.ChoiceField):
    """Takes every country: one that has no sender IDs is the operation's to refuse, by name."""

    def valid_value(self, value: str) -> bool:
        return value in countries.COUNTRIES


def sender_id_country(**kwargs: Any) -> fields.ChoiceField:
    """The country of a sender ID; those that want it registered, or have none, are a group each."""
    # No choices, as each form would copy all of them: CountrySelect has the options and CountryField the countries.
    return CountryField((), **{"label": "Country", "widget": CountrySelect()} | kwargs)
