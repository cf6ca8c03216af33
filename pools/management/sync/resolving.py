"""All conflicts, or those of some resources, answered with one side."""

from collections.abc import Iterable
from typing import Any

from pools.models import Mirror

# By the cause of a conflict, as sync/judging.py names it: what keeps ours, and what takes AWS's.
CHOICES_OF = {
    "gone in AWS": ("CREATE_AGAIN", "DELETE_HERE"),
    "not kept": ("SEND_AGAIN", "THEIRS"),
}
USUAL = ("OURS", "THEIRS")


def answers_to(mirrors: Iterable[Mirror], *, ours: bool) -> list[dict[str, Any]]:
    """One answer for each field in conflict, as answer_conflicts takes them."""
    return [
        {
            "kind": mirror.kind,
            "key": mirror.key,
            "name": name,
            "part": part,
            "choice": CHOICES_OF.get(cause, USUAL)[0 if ours else 1],
            "saw": remote,
        }
        for mirror in mirrors
        for name, part, status, cause, _, _, remote in mirror.differences
        if status == "conflict"
    ]
