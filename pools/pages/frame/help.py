"""Help topics: what a page's Info link shows in the help panel, and the same text as a page of its own."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pools.pages.kit.http import is_fragment

# The only topics there are: a topic comes from the address, so it never becomes a template's name unchecked.
TITLES = {
    "overview": "SMS and voice",
    "projects": "Projects",
    "sms-settings": "SMS and voice settings",
    "phone-numbers": "Phone numbers",
    "sender-id": "Sender IDs",
    "pools": "Pools",
    "create-pool": "Create pool",
    "numbers-available": "Numbers available for association",
    "origination-identities": "Origination identities",
    "two-way-sms": "Two-way SMS",
    "deletion-protection": "Deletion protection",
    "shared-routes": "Shared routes",
    "keywords": "Keywords",
    "tags": "Tags",
    "opt-outs": "Opt-outs",
    "access-keys": "Access keys",
    "test-settings": "Test settings",
}


@require_safe
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """The topic for the help panel when htmx asks, else as a page."""
    if topic not in TITLES:
        raise Http404(topic)
    template = f"frame/help/{topic}.html"
    context = {"topic": topic, "title": TITLES[topic]}
    if is_fragment(request):
        return render(request, template, context)
    crumbs = [{"text": settings.CONSOLE_SERVICE_NAME, "href": reverse("root")}, {"text": TITLES[topic]}]
    return render(request, "frame/help/page.html", context | {"template": template, "crumbs": crumbs})
