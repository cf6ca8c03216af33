"""What a Pool settings form holds that is not saved: counted as form.js counts it, and where each stands."""

import json
from dataclasses import dataclass

from pools.pages.frame.restored import changed_fields, control_of
from pools.pages.kit.rows import Editor, Row
from pools.pages.pools.settings_form import SettingsForm

# The group of the form that comes after the rows of keywords and tags.
LAST = ("opt_out_list_name", "self_managed_opt_outs_enabled")


@dataclass(frozen=True)
class Change:
    """unit: a field's name, or a whole row of an editor. control: the ID of what shows it."""

    unit: str
    control: str
    row: Row | None = None


def unsaved(form: SettingsForm) -> list[Change]:
    """What differs from what the form was rendered with, in the page's order."""
    names = changed_fields(form.switches, form.make_switches(None, checked=True)) if form.is_posted else []
    rows = [change for editor in (form.keywords, form.tags) for change in changed_rows(editor)]
    first, last = ([name for name in names if (name in LAST) is wanted] for wanted in (False, True))
    return [*(change_of(form, name) for name in first), *rows, *(change_of(form, name) for name in last)]


def change_of(form: SettingsForm, name: str) -> Change:
    control = f"id_destination_{form.chosen}" if name == "destination" else control_of(form.switches[name])
    return Change(name, control)


def changed_rows(editor: Editor) -> list[Change]:
    return [Change(f"row {editor.prefix}-{row.index}", editor.control_of(row), row) for row in editor.changed]


def as_json(changes: list[Change]) -> str:
    """As form.js reads it."""
    return json.dumps([change.unit for change in changes])


def focus_first(form: SettingsForm, changes: list[Change]) -> None:
    for change in changes[:1]:
        if change.row:
            change.row.focus = change.row.changed_at
        else:
            form.switches.fields[change.unit].widget.attrs["autofocus"] = True
