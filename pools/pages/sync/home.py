"""AWS sync: the form that links, or how the link stands with what is to be done next."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from pools.pages.sync.link import link_page


@require_http_methods(["GET", "HEAD", "POST"])
def aws_sync(request: HttpRequest) -> HttpResponse:
    return link_page(request)
