"""Addresses that are only the beginning of others. Each leads to the page that one would look for there."""

from collections.abc import Callable

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from pools.pages.kit.places import to


def leads_to(
    page: str, model: type[Model] | None = None, *, of_it: bool = False
) -> Callable[..., HttpResponse]:
    """A view that goes on to a page in `request.caller`'s account and Region.

    model: what the address is about, by its ID or name, and must be there; of_it: whether the page is about it, too.
    """

    @require_safe
    def lead(request: HttpRequest, **resource: str) -> HttpResponse:
        if model and not model.objects.for_caller(request.caller).filter(**resource).exists():
            raise Http404
        return HttpResponseRedirect(to(request.caller, page, *(resource.values() if of_it else ())))

    return lead
