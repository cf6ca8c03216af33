"""How far a run is, in words and as a page shows it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pools import clock
from pools.models import EditRun, EditRunItem
from pools.operations.edit_runs import may_undo
from pools.operations.engine.caller import Caller, Permission
from pools.operations.rules.edits import Setting
from pools.pages.edits.editable import of_run
from pools.pages.edits.preview import A_PAGE, tallies
from pools.pages.edits.words import (
    OUTCOMES,
    Outcome,
    outcome_in_words,
    pool_names,
    setting_in_words,
    value_in_words,
    verb_of,
)
from pools.pages.kit.paging import page_number
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words.labels import plural

Status = EditRun.Status
ALIVE = 10  # seconds without an item, after which nobody goes on with a run
GOES_ON = {Status.RUNNING, Status.STOPPED}
LEFT = {Status.RUNNING: Outcome.WAITING, Status.UNDOING: Outcome.DONE}


class Progress:
    """One run for one request. pace: seconds that an item takes, where the request has measured it."""

    pace: float = 0

    def __init__(self, caller: Caller, run: EditRun, counts: Mapping[str, int] | None = None) -> None:
        """counts: how many of its items have each outcome, where that is known already."""
        self.caller, self.run, self.editable, self.known = caller, run, of_run(run), counts
        self.noun = self.editable.names.noun
        self.verb = verb_of(run.resource_type, run.setting)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        return self.known or self.run.counts()

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_moving(self) -> bool:
        return self.run.status in LEFT

    @property
    def left(self) -> int:
        """How many are still to be dealt with, or would be if it went on."""
        return self.counts[LEFT.get(self.run.status, Outcome.WAITING)]

    @property
    def changed(self) -> int:
        """How many it has changed that can be taken back."""
        return self.counts[Outcome.DONE]

    @property
    def reached(self) -> int:
        return self.total - self.left

    @property
    def quarter(self) -> int:
        return 4 * self.reached // self.total if self.total else 4

    def is_driven(self, *, goes: bool) -> bool:
        """Whether somebody's window goes on with it: this one, or another one just now."""
        age = (clock.real_now() - self.run.moved_timestamp).total_seconds()
        return self.is_moving and (goes or age < ALIVE)

    @property
    def status(self) -> str:
        """The kind of its status indicator."""
        if self.run.status == Status.DONE:
            return "positive" if self.changed == self.total else "warning"
        return "in-progress" if self.is_driven(goes=False) else "stopped"

    @property
    def title(self) -> str:
        what = plural(self.total, self.noun)
        if self.run.status == Status.DONE:
            return (
                f"{plural(self.changed, self.noun)} {'was' if self.changed == 1 else 'were'} {self.verb.done}"
            )
        if self.run.status == Status.UNDOING:
            return f"Undoing the change of {what}"
        return (
            f"The change of {what} was undone"
            if self.run.status == Status.UNDONE
            else f"{self.verb.going} {what}"
        )

    def said(self, *, goes: bool) -> str:
        """In a sentence or two."""
        if self.run.status == Status.DONE:
            return f"{self.changed:,} of {self.total:,} done."
        if self.run.status == Status.UNDONE:
            undone = self.counts[Outcome.UNDONE]
            return f"{undone:,} {'is as it was' if undone == 1 else 'are as they were'} before."
        if self.is_driven(goes=goes):
            return f"{self.reached:,} of {self.total:,}{self.seconds_left}."
        if self.run.status == Status.UNDOING:
            return f"Stopped. {self.left:,} {'is' if self.left == 1 else 'are'} left to take back."
        unchanged = f"{self.left:,} {'is' if self.left == 1 else 'are'} unchanged."
        return f"Stopped after {self.reached:,} of {self.total:,}. {unchanged}"

    @property
    def seconds_left(self) -> str:
        """Nothing where nobody has measured: what was done before a pause says little about what comes."""
        return f", about {max(1, round(self.pace * self.left)):,} s left" if self.pace and self.left else ""

    @property
    def undo_text(self) -> str:
        return "Undo all" if self.run.status == Status.DONE else f"Undo the {self.changed:,}"

    @property
    def ids_again(self) -> list[str]:
        """Those of which something else can be changed."""
        if self.run.setting == Setting.RELEASE:
            return []
        return list(self.run.items.order_by("pk").values_list("resource_id", flat=True))

    def rows(self, query: Mapping[str, str]) -> tuple[str, int, int, list[dict[str, Any]]]:
        """The outcome that is listed, the page, how many pages there are, and its rows."""
        chosen = query.get("outcome", "")
        chosen = chosen if chosen in self.counts else ""
        count = self.counts[chosen] if chosen else self.total
        pages = max(1, -(-count // A_PAGE))
        page = min(page_number(query.get("page", "")) or pages, pages)
        found = self.run.items.filter(outcome=chosen) if chosen else self.run.items.all()
        items = found.order_by("pk")[(page - 1) * A_PAGE : page * A_PAGE]
        names = pool_names(self.caller, [item.after for item in items])
        return chosen, page, pages, [self.row(item, names) for item in items]

    def row(self, item: EditRunItem, pools: Mapping[str, str]) -> dict[str, Any]:
        is_gone = self.run.setting == Setting.RELEASE and item.outcome == Outcome.DONE
        return {
            "item": item,
            "url": "" if is_gone else self.editable.url_of(self.caller, item.resource_id),
            "before": value_in_words(item.before, pools),
            "after": value_in_words(item.after, pools),
            "outcome": OUTCOMES[item.outcome],
            "why": outcome_in_words(item),
        }

    def context(self, query: Mapping[str, str], *, goes: bool) -> dict[str, Any]:
        run, names = self.run, self.editable.names
        driven = self.is_driven(goes=goes)
        edits = self.caller.may(Permission.CHANGE_RESOURCES)
        outcome, page, pages, rows = self.rows(query)
        undo = not driven and run.status != Status.UNDONE and self.changed and may_undo(self.caller, run)
        here = to(self.caller, "edit-run", run.run_id)
        return {
            "run": run,
            "progress": self,
            "title": self.title,
            "said": self.said(goes=goes),
            "setting": setting_in_words(run.resource_type, run.setting),
            "url": here,
            "driven": driven,
            # Whoever may not change anything only watches.
            "goes": driven and goes and edits,
            "watches": driven and not (goes and edits),
            "can_continue": edits and not driven and run.status in GOES_ON and self.left,
            "can_retry": edits and not driven and not self.is_moving and self.counts[Outcome.REFUSED],
            "undo": self.undo_text if edits and undo else "",
            "again": [] if driven or not edits else self.ids_again,
            "edit_url": to(self.caller, self.editable.url_name),
            "export_url": to(self.caller, "edit-run-export", run.run_id),
            "tallies": tallies("All", OUTCOMES, self.counts),
            "outcome": outcome,
            "page": page,
            "pages": pages,
            "kept": f"outcome={outcome}&" if outcome else "",
            "rows": rows,
            "noun": self.noun,
            "back": to(self.caller, names.url_name),
            "back_text": f"Go to {names.text}",
            "crumbs": crumbs(self.caller, *PATHS["edit-runs"], self.title),
            "nav_active": names.nav_active,
            "help_topic": "edit-many",
        }
