"""Pages that move: a part of them asks for the page again, and the script puts in place what has changed.

Whole pages are sent, so what works with script is what a reload shows without.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_htmx.http import HTMX_STOP_POLLING, HttpResponseClientRefresh

# The header that such a part sends, with what the page showed when it was drawn.
LIVE = "X-Live"


@dataclass(frozen=True)
class Live:
    """What sync/live.html draws. now, slow, urgent: what is read out: at once, every ten seconds, before all else.

    goes_on: whether the page asks for itself again; the words of its last answer are read out as well.
    """

    page: str
    now: str = ""
    slow: str = ""
    urgent: str = ""
    seconds: int = 1
    goes_on: bool = True

    @property
    def at(self) -> str:
        return f"{timezone.localtime():%H:%M:%S}"


def live_answer(request: HttpRequest, response: HttpResponse, *, page: str, goes_on: bool) -> HttpResponse:
    """page: which page this is by now. One that has become another is loaded anew; the last answer ends the asking."""
    shown = request.headers.get(LIVE)
    if not shown:
        return response
    if shown != page:
        return HttpResponseClientRefresh()
    if not goes_on and response.status_code == 200:
        response.status_code = HTMX_STOP_POLLING
    return response
