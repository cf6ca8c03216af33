"""What pressing a button of the sync comes to: what the verb refuses is flashed, and what was pressed leads back."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from pools.errors import ResourceNotFoundException, ServiceError
from pools.operations.engine.caller import Caller
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other
from pools.pages.kit.places import to
from pools.pages.kit.words import refusals
from pools.pages.sync.worker_off import QUEUED


def attempted(request: HttpRequest, act: Callable[[], Any], back: str) -> HttpResponse | Any:
    """What the verb returns; where it refuses, the way back with its sentence."""
    try:
        return act()
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
        return see_other(back)


def led_on(request: HttpRequest, state: Linked, found: Any, back: str) -> HttpResponse:
    """What was `attempted` leads back, unless it was refused."""
    if isinstance(found, HttpResponse):
        return found
    say_queued(request, state)
    return see_other(back)


def say_queued(request: HttpRequest, state: Linked) -> None:
    """Buttons stay on without a worker; what was pressed then waits for one."""
    if state.is_worker_off:
        flash(request, "info", QUEUED)


def run_url(caller: Caller, number: int) -> str:
    return to(caller, "sync-run", str(number))
