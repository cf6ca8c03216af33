"""The steps on the page of a plan or a run: a page of them, what is blocked, and what people are asked."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from pools.models import StepStatus, SyncRun, SyncStep
from pools.pages.kit.aws.naming import names_of_refs
from pools.pages.kit.aws.values import Ref
from pools.pages.kit.paging import ReadRows, page_of_rows
from pools.pages.kit.places import to
from pools.pages.sync.states import steps_numbered
from pools.pages.sync.step_rows import SHOWS, blocked_rows, share_of, step_rows
from pools.pages.sync.step_titles import NamedRefs, label_of
from pools.templatetags.console import exactly

STEPS_A_PAGE = 100
# The place of what is blocked on the page, and the parameter of the address for a page of it.
BLOCKED = "blocked"
OF_PLANS, OF_RUNS = ("create", "change", "destroy"), ("failed", "waiting", "done")


def steps_context(
    request: HttpRequest,
    run: SyncRun,
    steps: list[SyncStep],
    sent: list[SyncStep],
    ticked: Collection[int],
    *,
    is_plan: bool,
) -> dict[str, Any]:
    show = request.GET.get("show", "")
    shares = OF_PLANS if is_plan else OF_RUNS
    counts = {name: sum(name in share_of(step) for step in sent) for name in shares}
    show = show if show in shares else ""
    matching = [step for step in sent if not show or show in share_of(step)]
    page = page_of_rows(request, ReadRows(matching), STEPS_A_PAGE)
    rows = run.steps.filter(is_blocked=True).order_by("position")
    blocked = page_of_rows(request, rows, name=BLOCKED, anchor=f"#{BLOCKED}")
    segments = [{"text": "All", "count": len(sent), "href": request.path, "active": not show}]
    segments += [
        {"text": SHOWS[name], "count": number, "href": f"{request.path}?show={name}", "active": show == name}
        for name, number in counts.items()
        if number or is_plan
    ]
    return {
        "rows": step_rows(request.caller, run, page.rows, steps, ticked),
        "page": page,
        "segments": segments,
        "counts": counts,
        "legend": [
            (glyph, counts.get(share, 0), share)
            for glyph, share in (("+", "create"), ("~", "change"), ("-", "destroy"))
            if counts.get(share)
        ],
        "number": len(sent),
        "blocked": blocked_rows(request.caller, run, blocked.rows),
        "blocked_page": blocked,
        "questions": questions_of(request, run, steps),
    }


def questions_of(request: HttpRequest, run: SyncRun, steps: list[SyncStep]) -> list[dict[str, Any]]:
    """Each lost answer: the pools that may be the new one, and which steps wait for it."""
    asked = [step for step in steps if step.status == StepStatus.ASKED and not step.chosen]
    refs = {member_ref(key) for step in asked for one in step.candidates for key in one["members"]}
    names = names_of_refs(request.caller, run.link, refs)
    found = []
    for step in asked:
        waiting = [other.position for other in steps if step.step_id in other.needs]
        found.append(
            {
                "position": step.position,
                "candidates": [candidate_of(one, names) for one in step.candidates],
                "waiting": waits_in_words(waiting),
                "url": to(request.caller, "sync-step-answer", str(run.number), str(step.position)),
            }
        )
    return found


def candidate_of(one: Mapping[str, Any], names: NamedRefs) -> dict[str, Any]:
    """As people know its moment and its members."""
    created = exactly(datetime.fromisoformat(one["created"])) if one["created"] else ""
    return {
        **one,
        "created": created,
        "members": [label_of(names, member_ref(key)) for key in one["members"]],
    }


def member_ref(key: str) -> Ref:
    return ("phone-number" if key.startswith("phone-") else "sender-id", key)


def waits_in_words(positions: list[int]) -> str:
    if not positions:
        return ""
    return f"{steps_numbered(positions)} wait{'s' if len(positions) == 1 else ''} for this."
