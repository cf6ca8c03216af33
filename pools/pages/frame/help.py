"""Help topics: what a page's Info link shows in the help panel, and the same text as a page of its own."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pools.operations.pool_settings import CONSOLE_KEYWORD_LENGTH
from pools.operations.projects import PROJECT_NAME
from pools.pages.kit.http import is_fragment
from pools.reference import quotas
from pools.shapes import limits, tag_limits

# The only topics there are: a topic comes from the address, so it never becomes a template's name unchecked.
TITLES = {
    "overview": "SMS and voice",
    "quotas": "Quotas",
    "set-up": "Set up this account",
    "projects": "Projects",
    "sms-settings": "SMS and voice settings",
    "phone-numbers": "Phone numbers",
    "request-phone-number": "Request phone number",
    "move-to-pool": "Move to pool",
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
    "compare": "Compare",
    "edit-many": "Edit many at once",
    "opt-outs": "Opt-outs",
    "opt-out-lists": "Opt-out lists",
    "verified-numbers": "Verified numbers",
    "configuration-sets": "Configuration sets",
    "simulator": "Message simulator",
    "coverage": "Coverage",
    "messages": "Messages",
    "access-keys": "Access keys",
    "test-settings": "Test settings",
    "aws-sync": "AWS sync",
    "lessons": "Lessons",
    "practice-data": "Practice data",
    "classes": "Classes",
}


# The numbers that topics tell.
LIMITS = {
    "keyword_length": CONSOLE_KEYWORD_LENGTH,
    "keywords": quotas.default(quotas.KEYWORDS_PER_POOL),
    "pools": quotas.default(quotas.POOLS_PER_ACCOUNT),
    "identities": quotas.default(quotas.ORIGINATION_IDENTITIES_PER_POOL),
    "numbers": quotas.default(quotas.PHONE_NUMBERS_PER_ACCOUNT),
    "lists": quotas.default(quotas.OPT_OUT_LISTS_PER_ACCOUNT),
    "configuration_sets": quotas.default(quotas.CONFIGURATION_SETS_PER_ACCOUNT),
    "verified_numbers": quotas.default(quotas.VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT),
    "tags": quotas.default(quotas.TAGS_PER_RESOURCE),
    "tag_key": tag_limits("Key")["max"],
    "tag_value": tag_limits("Value")["max"],
    "project_name": PROJECT_NAME["max"],
    "sender_id": limits("RequestSenderId", "sender_id")["max"],
}


@require_safe
def help_topics(request: HttpRequest) -> HttpResponse:
    """All topics, by their titles."""
    topics = sorted(((title, reverse("help-topic", args=[topic])) for topic, title in TITLES.items()))
    crumbs = [{"text": settings.CONSOLE_SERVICE_NAME, "href": reverse("root")}, {"text": "Help"}]
    return render(request, "frame/help_topics.html", {"topics": topics, "crumbs": crumbs})


@require_safe
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """The topic for the help panel when htmx asks, else as a page."""
    if topic not in TITLES:
        raise Http404(topic)
    template = f"frame/help/{topic}.html"
    context = {"topic": topic, "title": TITLES[topic], "limits": LIMITS}
    if is_fragment(request):
        return render(request, template, context)
    above = [(settings.CONSOLE_SERVICE_NAME, "root"), ("Help", "help")]
    crumbs = [*({"text": text, "href": reverse(page)} for text, page in above), {"text": TITLES[topic]}]
    return render(request, "frame/help/page.html", context | {"template": template, "crumbs": crumbs})
