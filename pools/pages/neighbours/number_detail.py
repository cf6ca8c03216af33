"""One phone number, with the settings that apply to it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import PhoneNumber, Standing
from pools.models.identities import ACTIVE
from pools.models.text import in_order
from pools.operations.engine.caller import Caller, Permission
from pools.operations.keywords import has_us_toll_free
from pools.operations.registration import mark_phone_number_as_registered
from pools.pages.frame.command import Command
from pools.pages.frame.restored import carried, say_restored
from pools.pages.kit.aws.alerts import aws_context, marked_tags
from pools.pages.kit.commands.calls import Call
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other
from pools.pages.kit.places import crumbs, texting, to
from pools.pages.kit.policies import policy_section
from pools.pages.kit.way_back import with_back
from pools.pages.kit.words import labels, reasons, refusals
from pools.pages.neighbours.fitting import fitting
from pools.pages.neighbours.number_form import NumberForm
from pools.pages.neighbours.number_sections import number_sections
from pools.pages.neighbours.phone_numbers import phone_number_row
from pools.reference.keywords import CARRIER_MANAGED

MARK_AS_REGISTERED = "mark a number as registered"
CHANGE_NUMBERS = "change phone numbers"


@require_safe
def phone_number_detail(request: HttpRequest, phone_number_id: str) -> HttpResponse:
    """One number with its settings. While it is in a pool, the pool's settings and keywords are what applies."""
    number = phone_number_or_404(request.caller, phone_number_id)
    typed = carried(request)
    # The fields of another form may come back to this page, too; only this one's have `drawn`.
    data = typed if typed and "drawn" in typed else None
    form = NumberForm(request.caller, number, data=data, checked=False)
    if form.is_posted:
        say_restored(request, form.changed)
    return number_page(request, number, form)


def number_page(
    request: HttpRequest, number: PhoneNumber, form: NumberForm, *, status: int = 200
) -> HttpResponse:
    caller = request.caller
    pool_url = to(caller, "pool-detail", number.pool.pool_id) if number.pool else ""
    there = to(caller, "phone-number-detail", number.phone_number_id)
    aws = number_in_aws(request, number, pool_url)
    if aws:
        form.mark_rows(aws["aws"].keywords, aws["aws"].tags)
    may_not = reasons.why_not(caller, Permission.CHANGE_RESOURCES, CHANGE_NUMBERS)
    keywords = keywords_of(number, aws["aws"].keywords if aws else {})
    context = {
        "number": number,
        "form": form,
        "choices": form.choices,
        "fitting": fitting(request, number),
        "row": phone_number_row(number),
        "applies": number.settings,
        "pool_url": pool_url,
        "detail_url": there,
        **acts_on(request, number),
        # In words, why the settings can't be changed now; the tags of a number that is changing can.
        "not_now": "" if number.status == ACTIVE or form.only_tags else reasons.NUMBER_ACTIVE,
        "locked": may_not,
        "why_not_move": may_not or ("" if number.status == ACTIVE else reasons.NUMBER_ACTIVE),
        "keywords": keywords,
        "sections": number_sections(form, len(keywords), shows_values=bool(may_not or form.only_tags)),
        "tags": marked_tags(number.tag_rows, aws) if may_not else (),
        **policy_section(caller, number, there),
        "crumbs": crumbs(caller, "overview", "phone-number-list", number.label),
        "nav_active": "phone-numbers",
        "help_topic": "phone-numbers",
        "command": described_number(request, number),
        "reason": reasons.why_not(caller, Permission.CHANGE_RESOURCES, MARK_AS_REGISTERED),
        **aws,
    }
    return render(request, "neighbours/phone_number_detail.html", context, status=status)


def described_number(request: HttpRequest, number: PhoneNumber) -> Command:
    """The calls that answer with what the page shows."""
    key = number.phone_number_id
    calls = [
        Call("DescribePhoneNumbers", {"PhoneNumberIds": [key]}),
        Call("DescribeKeywords", {"OriginationIdentity": key}),
        Call("ListTagsForResource", {"ResourceArn": number.phone_number_arn}),
    ]
    about = "Describes the phone number: its settings, keywords and tags."
    return Command(request, to(request.caller, "phone-number-detail", key), calls, about)


def acts_on(request: HttpRequest, number: PhoneNumber) -> dict[str, str]:
    """The addresses of what can be done to the number."""
    caller, key = request.caller, number.phone_number_id
    move = f"{to(caller, 'phone-number-move')}?id={key}"
    return {
        "settings_url": with_back(request.GET, to(caller, "phone-number-settings", key)),
        "registered_url": to(caller, "phone-number-registered", key),
        "compare_url": f"{to(caller, 'compare')}?id={key}",
        "remove_url": f"{to(caller, 'phone-number-remove')}?id={key}",
        "move_url": move,
        "copy_url": f"{move}&do=copy",
        "text_url": texting(caller, number),
        "why_not_text": "" if number.status == ACTIVE else reasons.NUMBER_ACTIVE,
    }


def number_in_aws(request: HttpRequest, number: PhoneNumber, pool_url: str) -> dict[str, Any]:
    """pool_url: of the pool that it is in. There, or in the list, is a number that AWS knows."""
    known = f"{to(request.caller, 'phone-number-list')}?aws={Standing.IN_SYNC}"
    replace_at = f"{pool_url}?ids=available#origination-identities" if pool_url else known
    there = to(request.caller, "phone-number-detail", number.phone_number_id)
    return aws_context(request, "phone-number", number.phone_number_id, there, replace_at=replace_at)


def phone_number_or_404(caller: Caller, phone_number_id: str) -> PhoneNumber:
    rows = PhoneNumber.objects.for_caller(caller).select_related("pool")
    number = rows.filter(phone_number_id=phone_number_id).first()
    if number is None:
        raise Http404("There is no such phone number.")
    return number


@require_POST
def mark_as_registered(request: HttpRequest, phone_number_id: str) -> HttpResponse:
    """Say what AWS would say once it has registered the number. Done twice, it is done once."""
    must_edit(request.caller, MARK_AS_REGISTERED)
    number = phone_number_or_404(request.caller, phone_number_id)
    try:
        mark_phone_number_as_registered(request.caller, phone_number_id=phone_number_id)
    except ResourceNotFoundException as error:
        raise Http404 from error
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
    else:
        flash(request, "success", f"{number.label} was marked as registered.")
    return see_other(to(request.caller, "phone-number-detail", phone_number_id))


mark_as_registered.comes_from = "phone-number-detail"


def keywords_of(number: PhoneNumber, in_aws: Mapping[str, str]) -> list[dict[str, Any]]:
    """The keywords that apply. Where a US toll-free number is concerned, carriers answer STOP and UNSTOP.

    in_aws: what AWS has in place of some.
    """
    carrier = CARRIER_MANAGED if has_us_toll_free(number.settings) else ()
    return [
        {
            "keyword": row.keyword,
            "message": row.keyword_message,
            "action": labels.KEYWORD_ACTIONS.get(row.keyword_action, row.keyword_action),
            "carrier": row.keyword in carrier,
            "in_aws": in_aws.get(row.keyword, ""),
        }
        for row in in_order(number.settings.keywords.all(), "keyword")
    ]
