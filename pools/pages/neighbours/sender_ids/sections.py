"""The links to the sections of a sender ID's page: what each has, and how much of it needs attention."""

from pools.pages.kit.sections import Section, attention
from pools.pages.neighbours.sender_ids.form import SenderIdSettingsForm


def sender_id_sections(form: SenderIdSettingsForm, pools: int, *, shows_values: bool) -> list[Section]:
    """shows_values: the reader may change nothing, and the summary has the one setting."""
    wrong = attention(form, form.fields)
    counts = {"pools": pools, "tags": len(form.tags.initial)}
    settings = () if shows_values else (("settings", "settings-heading", "Sender ID settings"),)
    named = (
        ("summary", "summary-heading", "Summary"),
        ("pools", "pools-heading", "Pools"),
        *settings,
        ("tags", "tags-heading", "Tags"),
        ("resource-policy", "policy-heading", "Resource policy"),
    )
    return [Section(*names, counts.get(names[0]), wrong[names[0]]) for names in named]
