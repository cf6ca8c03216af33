"""Edits: every change of many in this account and Region, with who made it and what came of it; newest first."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pools.models import EditRun
from pools.models.edit_runs import outcomes_of
from pools.pages.edits.progress import Progress
from pools.pages.edits.words import setting_in_words
from pools.pages.kit.paging import page_of_rows
from pools.pages.kit.places import PATHS, TITLES, crumbs, to
from pools.pages.kit.words.labels import plural

NAME = "edit-runs"


@require_safe
def edit_runs(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    runs = EditRun.objects.for_caller(caller).select_related("started_by")
    page = page_of_rows(request, runs.order_by("-created_timestamp", "-pk"))
    counts = outcomes_of(page.rows)
    *above, _ = PATHS[NAME]
    context = {
        "rows": [row_of(request, run, counts[run.pk]) for run in page.rows],
        "page": page,
        "crumbs": crumbs(caller, *above, TITLES[NAME]),
        "nav_active": "phone-numbers",
        "help_topic": "edit-many",
    }
    return render(request, "edits/runs.html", context)


def row_of(request: HttpRequest, run: EditRun, counts: Mapping[str, int]) -> dict[str, Any]:
    progress = Progress(request.caller, run, counts)
    return {
        "run": run,
        "url": to(request.caller, "edit-run", run.run_id),
        "what": setting_in_words(run.resource_type, run.setting),
        "of": plural(progress.total, progress.noun),
        "status": progress.status,
        "said": progress.said(goes=False),
    }
