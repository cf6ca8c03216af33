"""The links to the sections of a configuration set's page: what each has, and what of it needs attention."""

from pools.pages.kit.sections import Section, attention
from pools.pages.neighbours.configuration_sets.form import SetForm


def set_sections(form: SetForm, destinations: int, *, shows_values: bool) -> list[Section]:
    """shows_values: the reader may change nothing, and the summary has the defaults."""
    wrong = attention(form, form.fields)
    counts = {"event-destinations": destinations, "tags": len(form.tags.initial)}
    defaults = () if shows_values else (("settings", "settings-heading", "Defaults"),)
    named = (
        ("summary", "summary-heading", "Summary"),
        ("event-destinations", "event-destinations-heading", "Event destinations"),
        *defaults,
        ("tags", "tags-heading", "Tags"),
    )
    return [Section(*names, counts.get(names[0]), wrong[names[0]]) for names in named]
