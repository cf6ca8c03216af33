"""The links to the sections of Pool detail: what each has, and how much of it needs attention."""

from collections import Counter
from collections.abc import Iterator

from pools.pages.kit.sections import Section
from pools.pages.pools.settings_form import SettingsForm
from pools.pages.pools.unsaved import LAST


def sections(form: SettingsForm, associated: int) -> list[Section]:
    errors = Counter(places_of_errors(form))
    counts = {
        "origination-identities": associated,
        "keywords": len(form.keywords.initial),
        "tags": len(form.tags.initial),
    }
    named = (
        ("summary", "summary-heading", "Summary"),
        ("origination-identities", "identities-heading", "Origination identities"),
        ("pool-settings", "pool-settings-heading", "Pool settings"),
        ("keywords", "keywords-heading", "Keywords"),
        ("tags", "tags-heading", "Tags"),
        ("opt-outs", "opt-outs-heading", "Opt-outs"),
        ("resource-policy", "policy-heading", "Resource policy"),
    )
    return [Section(*names, counts.get(names[0]), errors[names[0]]) for names in named]


def places_of_errors(form: SettingsForm) -> Iterator[str]:
    """The section of each thing that is wrong, or that a conflict asks about."""
    for setting in (*form.switches.errors, *(form.conflict.unanswered if form.conflict else ())):
        yield (
            setting if setting in ("keywords", "tags") else "opt-outs" if setting in LAST else "pool-settings"
        )
    for part, editor in (("keywords", form.keywords), ("tags", form.tags)):
        yield from (part for row in editor.rows for _ in row.errors)
