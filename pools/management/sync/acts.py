"""What each verb of `manage.py sync` does, and what it has to tell: a document, or lines, and an exit code."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError

from pools.errors import ConflictException
from pools.management.sync import standing
from pools.management.sync.place import SyncPlace, find_mirrors, find_wished
from pools.management.sync.resolving import answers_to
from pools.management.sync.running import (
    end_lines,
    has_question,
    plan_lines,
    reading_line,
    result_lines,
    wait_for_run,
)
from pools.management.sync.words import QUESTION, refusal_sentence, trouble_sentence
from pools.management.sync.working import answered
from pools.models import AwsLink, RunKind, RunStatus, SyncRun
from pools.models.mirrors import CONFLICT_STANDINGS
from pools.operations.syncing.asking import answer_conflicts, ask_to_test
from pools.operations.syncing.documents import plan_document, run_document
from pools.operations.syncing.links import unlink_from_aws
from pools.operations.syncing.plans import apply_plan, make_plan
from pools.operations.syncing.refusing import NOTHING_TO_SEND
from pools.operations.syncing.runs import continue_reading, refresh_from_aws


@dataclass(frozen=True)
class Done:
    document: dict[str, Any]
    lines: Iterable[str]
    code: int = standing.SAME


@dataclass(frozen=True)
class Wish:
    """What `apply` is asked for. number: of a plan that was made before, None for a new one."""

    resources: Sequence[str]
    number: int | None
    allow_destroy: bool
    quiet: bool


def link(place: SyncPlace, profile: str, *, quiet: bool) -> Done:
    before = AwsLink.with_unlinked.for_caller(place.caller()).first()
    last_number = before.last_run_number if before else 0
    request = ask_to_test(place.caller(), profile=profile, then_link=True)
    said = answered(request).answer
    if said.get("trouble") or not said.get("linked"):
        sentence = trouble_sentence(said, place.account.pk, place.region, profile)
        return Done({"linked": False, "test": said, "error": sentence}, [sentence], standing.FAILED)
    new = place.link().runs.filter(number__gt=last_number, kind=RunKind.IMPORT)
    run = new.order_by("number").first()
    if run is None:
        return Done({"linked": True, "test": said}, ["Linked. It was linked before, so nothing was read."])
    return told_reading(wait_for_run(run, quiet=quiet), {"linked": True, "test": said})


def unlink(place: SyncPlace) -> Done:
    unlink_from_aws(place.caller(), confirm="unlink")
    return Done({"linked": False}, ["Unlinked. Nothing was changed in AWS."])


def refresh(place: SyncPlace, *, quiet: bool) -> Done:
    """One that was canceled or killed is gone on with."""
    last = place.link().runs.readings().order_by("-number").first()
    if last and last.status in (RunStatus.STOPPED, RunStatus.PAUSED, RunStatus.FAILED):
        run = continue_reading(place.caller(), number=last.number)
    else:
        run = refresh_from_aws(place.caller())
    return told_reading(wait_for_run(run, quiet=quiet), {})


def told_reading(run: SyncRun, more: dict[str, Any]) -> Done:
    is_done = run.status == RunStatus.DONE
    lines = [reading_line(run)] if is_done else end_lines(run)
    return Done(more | run_document(run), lines, standing.SAME if is_done else standing.FAILED)


def status(place: SyncPlace) -> Done:
    document = standing.status_document(place.link())
    return Done(document, standing.status_lines(document), standing.status_code(document))


def plan(place: SyncPlace, resources: Sequence[str], *, quiet: bool) -> Done:
    run = planned(place, resources, quiet=quiet)
    document = plan_document(run)
    lines = plan_lines(document) if run.status == RunStatus.READY else end_lines(run)
    return Done(document, lines, code_of_plan(run, document))


def planned(place: SyncPlace, resources: Sequence[str], *, quiet: bool) -> SyncRun:
    only = find_wished(place.link(), resources) if resources else None
    return wait_for_run(make_plan(place.caller(), only=only), quiet=quiet)


def code_of_plan(run: SyncRun, document: dict[str, Any]) -> int:
    if run.status not in (RunStatus.READY, RunStatus.NOTHING):
        return standing.FAILED
    if run.link.mirrors.filter(standing__in=CONFLICT_STANDINGS).exists():
        return standing.CONFLICTS
    return standing.DIFFERENCES if document["steps"] or document["blocked"] else standing.SAME


def apply(place: SyncPlace, wish: Wish, confirm: Callable[[list[str]], None]) -> Done:
    """confirm: is given the plan's lines, and raises where nobody agrees to them."""
    if wish.number is None:
        run = planned(place, wish.resources, quiet=wish.quiet)
    else:
        run = wait_for_run(made_before(place, wish.number), quiet=wish.quiet)
    if run.queued_timestamp:
        return told_run(run)
    document = plan_document(run)
    if run.status != RunStatus.READY:
        is_nothing = run.status == RunStatus.NOTHING
        return Done(document, end_lines(run), standing.SAME if is_nothing else standing.FAILED)
    confirm(list(plan_lines(document)))
    destroying = [step["position"] for step in document["steps"] if step["destroys"]]
    ticked = destroying if wish.allow_destroy else []
    try:
        run = apply_plan(place.caller(), number=run.number, ticked=ticked, confirm="apply" if ticked else "")
    except ConflictException as refused:
        # What is left destroys, and nobody has allowed that: no failure, for who calls this every hour.
        if refused.about.why != NOTHING_TO_SEND:
            raise
        said = refusal_sentence(refused, place.account.pk, place.region)
        return Done(document, [said], standing.DIFFERENCES)
    return told_run(wait_for_run(run, quiet=wish.quiet))


def told_run(run: SyncRun) -> Done:
    document = plan_document(run)
    left = [step for step in document["steps"] if step["not_sent"]]
    if has_question(run):
        return Done(document, [*result_lines(document), QUESTION.format(run.number)], standing.CONFLICTS)
    code = standing.FAILED
    if run.status in (RunStatus.DONE, RunStatus.WAITING):
        code = standing.DIFFERENCES if left or run.status == RunStatus.WAITING else standing.SAME
    return Done(document, [*result_lines(document), *end_lines(run)], code)


def made_before(place: SyncPlace, number: int) -> SyncRun:
    run = place.link().runs.plans().filter(number=number).first()
    if run is None:
        raise CommandError(f"There is no plan {number}.")
    return run


def resolve(place: SyncPlace, resources: Sequence[str], *, ours: bool) -> Done:
    mirrors = (
        find_mirrors(place.link(), resources)
        if resources
        else place.link().mirrors.filter(standing__in=CONFLICT_STANDINGS).order_by("kind", "key")
    )
    answers = answers_to(mirrors, ours=ours)
    if not answers:
        return Done({"answered": 0, "moved": [], "refused": []}, ["There is no conflict."])
    said = answered(answer_conflicts(place.caller(), answers=answers)).answer
    moved, refused = said.get("moved", []), said.get("refused", [])
    count = len(answers) - len(moved) - len(refused)
    lines = [f"{count} answered.", *refused]
    if moved:
        lines.append(f"{len(moved)} changed again in AWS meanwhile: look at them with manage.py sync status.")
    document = {"answered": count, "moved": moved, "refused": refused}
    code = standing.FAILED if refused else standing.CONFLICTS if moved else standing.SAME
    return Done(document, lines, code)
