"""What is to be changed together: named one by one, as a list is filtered, or kept since it was selected there."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django_htmx.http import HttpResponseClientRedirect

from pools.operations.engine.resources import BY_NAME
from pools.operations.rules.edits import fingerprint
from pools.pages.edits.editable import Editable
from pools.pages.kit.http import is_fragment, see_other
from pools.pages.kit.places import to
from pools.pages.kit.selecting import MOST, must_have_been, say_gone

KEPT = "edited"  # of the session: what was selected last, where that is too long for an address
LONGEST_QUERY = 2_000


def opened(request: HttpRequest, editable: Editable) -> HttpResponse:
    """To the page's own address with what is selected, which may be too long for one: the session keeps it then."""
    ids = list(dict.fromkeys(request.POST.getlist("id")))[: MOST + 1]
    query = urlencode({"id": ids}, doseq=True)
    if len(query) > LONGEST_QUERY:
        token = fingerprint(ids)
        request.session[KEPT] = {token: ids}
        query = f"selection={token}"
    url = f"{to(request.caller, editable.url_name)}?{query}"
    return HttpResponseClientRedirect(url) if is_fragment(request) else see_other(url)


def selected(request: HttpRequest, editable: Editable, data: QueryDict) -> list[str]:
    """The IDs that the request names: one by one, or as its list is filtered, or by what the session keeps."""
    if request.method != "POST" and "all" in data:
        return editable.ids_as_listed(request)
    if request.method != "POST" and "selection" in data:
        return request.session.get(KEPT, {}).get(data["selection"], [])
    return data.getlist("id")


def wanted_or_404(request: HttpRequest, editable: Editable, data: QueryDict) -> list[str]:
    """Those of the IDs that are there. 404 for what never was: whose it may be stays unsaid."""
    wanted = list(dict.fromkeys(selected(request, editable, data)))[: MOST + 1]
    kind = BY_NAME[editable.resource_type]
    there = existing(request, editable, wanted)
    gone = [one for one in wanted if one not in there]
    must_have_been(request.caller, gone, GONE_BY[kind.name], editable.names.noun)
    say_gone(request, len(gone), editable.names.noun)
    return [one for one in wanted if one in there]


GONE_BY = {"pool": "DeletePool", "phone-number": "ReleasePhoneNumber", "sender-id": "ReleaseSenderId"}


def existing(request: HttpRequest, editable: Editable, ids: Sequence[str]) -> set[str]:
    kind = BY_NAME[editable.resource_type]
    rows = kind.model.objects.for_caller(request.caller)
    first = [kind.split(one)[0] for one in ids if "/" in one or len(kind.ids) == 1]
    found = rows.filter(**{f"{kind.ids[0]}__in": first}).values_list(*kind.ids)
    return {"/".join(row) for row in found}
