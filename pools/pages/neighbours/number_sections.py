"""The links to the sections of a phone number's page: what each has, and how much of it needs attention."""

from pools.pages.kit.sections import Section, attention
from pools.pages.neighbours.number_form import NumberForm


def number_sections(form: NumberForm, keywords: int, *, shows_values: bool) -> list[Section]:
    """shows_values: the settings that apply are text, as the pool decides them or the reader may change nothing."""
    wrong = attention(form, form.switches)
    counts = {"keywords": keywords, "tags": len(form.tags.initial)}
    settings = ("two-way-sms", "two-way-heading", "Two-way SMS")
    named = (
        ("summary", "summary-heading", "Summary"),
        settings if shows_values else ("settings", "settings-heading", "Number settings"),
        ("keywords", "keywords-heading", "Keywords"),
        ("tags", "tags-heading", "Tags"),
        ("resource-policy", "policy-heading", "Resource policy"),
    )
    return [Section(*names, counts.get(names[0]), wrong[names[0]]) for names in named]
