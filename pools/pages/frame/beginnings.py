"""Addresses that are only the beginning of others. Each leads to the page that one would look for there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from pools.pages.kit.places import to


def leads_to(
    page: str,
    model: type[Model] | None = None,
    *,
    of_it: bool = False,
    parts: Mapping[str, str] = MappingProxyType({}),
) -> Callable[..., HttpResponse]:
    """A view that goes on to a page in `request.caller`'s account and Region.

    model: what the address is about, by its ID or name, and must be there; of_it: whether the page is about it, too.
    parts: what else the address names, which the page is not about, and by which lookup it is found.
    """

    @require_safe
    def lead(request: HttpRequest, **resource: str) -> HttpResponse:
        wanted = {parts.get(name, name): value for name, value in resource.items()}
        if model and not model.objects.for_caller(request.caller).filter(**wanted).exists():
            raise Http404
        of_page = [value for name, value in resource.items() if of_it and name not in parts]
        return HttpResponseRedirect(to(request.caller, page, *of_page))

    return lead


def or_leads_to(
    page: str, detail: Callable[..., HttpResponse], **resource: str
) -> Callable[..., HttpResponse]:
    """The page of what is called like a beginning, where there is one, else a view that goes on to `page`."""

    @require_safe
    def lead(request: HttpRequest) -> HttpResponse:
        try:
            return detail(request, **resource)
        except Http404:
            return HttpResponseRedirect(to(request.caller, page))

    return lead
