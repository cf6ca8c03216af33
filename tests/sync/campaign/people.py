"""An Administrator of the campaign's console: links, plans, applies all that is ready, answers what is asked."""

import random
import re
import time
from typing import Any

from tests.sync.campaign.ledger import EXISTS, Ledger
from tests.sync.campaign.processes import Console

APPLY = "APPLY"
IN_HAND = ("QUEUED", "RUNNING", "WAITING", "PAUSED")
OF_GONE = ("DELETE_HERE", "CREATE_AGAIN")
# For so long AWS's answers may be from the past: what both may change is not changed just before a plan is applied.
STALE = 6.0  # seconds


class Administrator:
    def __init__(self, console: Console, ledger: Ledger, rng: random.Random) -> None:
        self.console, self.ledger, self.rng = console, ledger, rng
        self.calm_from = 0.0
        self.plans = self.answers = self.applied = self.given_up = 0
        self.seen: dict[str, Any] = {"link": None}

    def tick(self) -> dict[str, Any]:
        """Do what there is to do now. Returns how all stands."""
        self.seen = seen = self.console.look()
        if seen["link"] is None:
            if not seen["requests"]:
                self.console.ask("ask_to_test", then_link=True)
            return seen
        newest = max((run["number"] for run in seen["runs"] if run["kind"] == APPLY), default=0)
        for run in seen["runs"]:
            self.see_to(run, is_last=run["number"] == newest)
        if seen["link"]["imported"]:
            if seen["conflicts"] and not seen["requests"]:
                self.answer(seen["conflicts"])
            # A plan goes before what reads: one after the other, with nothing in it, would leave no time for that.
            is_wanted = seen["pending"] or seen["dirty"]
            if is_wanted and not any(run["kind"] == APPLY for run in seen["runs"]):
                self.console.ask("make_plan")
                self.plans += 1
            if self.rng.random() < 0.1:
                self.console.ask("refresh_from_aws")
        return seen

    @property
    def is_applying(self) -> bool:
        """Whether a request may be on its way to AWS that people have asked for."""
        return applies(self.console.look())

    @property
    def was_applying(self) -> bool:
        """The same, as it was last seen."""
        return applies(self.seen)

    def see_to(self, run: dict[str, Any], *, is_last: bool) -> None:
        number, status = run["number"], run["status"]
        if run["kind"] != APPLY:
            if status == "PAUSED":
                self.console.ask("continue_reading", number=number)
        elif status == "READY":
            if not is_last:
                self.console.ask("discard_plan", number=number)
            elif time.monotonic() > self.calm_from:
                wish = {"number": number, "ticked": run["destroys"], "confirm": "apply"}
                answer = self.console.ask("apply_plan", **wish)
                self.applied += "refused" not in answer
                if "NOTHING_TO_SEND" in answer.get("refused", ""):
                    self.console.ask("discard_plan", number=number)
        elif run["asked"]:
            for position, candidates, name in run["asked"]:
                self.choose(number, position, candidates, name)
        elif status == "PAUSED":
            self.console.ask("continue_run", number=number)

    def choose(self, number: int, position: int, candidates: list[dict[str, Any]], name: str) -> None:
        """The one that bears the name; people see the tags of each."""
        chosen = next((one["key"] for one in candidates if one["tags"].get("Name") == name), "-")
        self.console.ask("answer_lost_step", number=number, position=position, chosen=chosen)
        self.answers += 1

    def answer(self, conflicts: list[list[Any]]) -> None:
        answers = []
        for kind, key, local_key, differences in conflicts:
            resource = self.name_of(kind, key, local_key)
            for name, part, status, cause, _base, _local, remote in differences:
                if status != "conflict":
                    continue
                choice = self.rng.choice(self.choices(cause))
                wish = {"kind": kind, "key": key, "name": name, "part": part}
                answers.append(wish | {"choice": choice, "saw": remote})
                self.ledger.answer(resource, field_of(name, part), choice)
        if answers:
            self.console.ask("answer_conflicts", answers=answers)
            self.answers += len(answers)

    def choices(self, cause: str) -> tuple[str, ...]:
        if cause == "gone in AWS":
            return OF_GONE
        return ("SEND_AGAIN", "THEIRS") if cause == "not kept" else ("OURS", "THEIRS")

    def name_of(self, kind: str, key: str, local_key: str) -> str:
        names = self.ledger.names
        return names.get(key) or names.get(local_key) or f"{kind}/{key}"

    def discard(self, pending: list[list[Any]]) -> None:
        """What AWS refuses for good, people give up."""
        self.console.ask("discard_here", resources=[[kind, key] for kind, key, *_ in pending])
        self.given_up += len(pending)
        for kind, key, local_key, *_ in pending:
            self.ledger.answer(self.name_of(kind, key, local_key), "", "DISCARD")


def applies(seen: dict[str, Any]) -> bool:
    return any(run["kind"] == APPLY and run["status"] in IN_HAND for run in seen.get("runs", ()))


def field_of(name: str, part: str) -> str:
    """As help/both_sides.py calls it."""
    if not name:
        return EXISTS
    return f"{name}/{part}" if part else re.sub("(^|_)([a-z])", lambda found: found[2].upper(), name)
