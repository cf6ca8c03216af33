"""One sender ID."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pools.models import SenderId
from pools.pages.kit.aws.alerts import aws_context, marked_tags
from pools.pages.kit.places import crumbs
from pools.pages.neighbours.sender_ids.list import sender_id_rows


@require_safe
def sender_id_detail(request: HttpRequest, sender_id: str, iso_country_code: str) -> HttpResponse:
    """One sender ID to read, with the pools that send as it."""
    caller = request.caller
    named = {"sender_id": sender_id, "iso_country_code": iso_country_code}
    sender = SenderId.objects.for_caller(caller).filter(**named).first()
    if sender is None:
        raise Http404("There is no such sender ID.")
    aws = aws_context(request, "sender-id", f"{sender_id}/{iso_country_code}", request.path)
    return render(
        request,
        "neighbours/sender_id_detail.html",
        {
            "row": sender_id_rows(caller, [sender])[0],
            "tags": marked_tags(sender.tag_rows, aws),
            "crumbs": crumbs(caller, "overview", "phone-number-list", "sender-id-list", str(sender)),
            "nav_active": "phone-numbers",
            "help_topic": "sender-id",
            **aws,
        },
    )
