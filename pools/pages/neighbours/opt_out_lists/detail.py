"""One opt-out list: the numbers on it, who uses it, and its tags."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pools.models import OptOutList
from pools.models.opt_out_lists import DEFAULT, number_counts
from pools.models.opt_out_uses import uses_of
from pools.operations.engine.caller import Caller, Permission
from pools.operations.engine.finding import default_to_read
from pools.pages.kit.aws.alerts import aws_context, marked_tags
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.http import is_fragment
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.policies import policy_section
from pools.pages.kit.sections import Section
from pools.pages.kit.words import reasons
from pools.pages.neighbours.opt_out_lists.delete import users
from pools.pages.neighbours.opt_out_lists.list import KEPT_DEFAULT, NAMES, uses_in_words
from pools.pages.neighbours.opt_out_lists.numbers import NumbersPage, number_rows, numbers_listing

# How many pools and numbers the page names that use the list.
MOST_USERS = 25
CHANGE = "change opt-out lists"


def opt_out_list_or_404(caller: Caller, name: str) -> OptOutList:
    row = OptOutList.objects.for_caller(caller).filter(opt_out_list_name=name).first()
    if row is None and name == DEFAULT:
        row = default_to_read(caller)
    if row is None:
        raise Http404("There is no such opt-out list.")
    return row


@require_safe
def opt_out_list_detail(request: HttpRequest, opt_out_list_name: str) -> HttpResponse:
    row = opt_out_list_or_404(request.caller, opt_out_list_name)
    count = number_counts([row]).get(row.pk, 0)
    page = NumbersPage(request, row, count)
    listing = numbers_listing(request, page)
    if page.asks_for_choices:
        return page.choices(listing)
    may_not = reasons.why_not(request.caller, Permission.CHANGE_RESOURCES, CHANGE)
    extra = {
        "rows": number_rows(request.caller, listing, may=not may_not),
        "may": not may_not,
        "may_not": may_not,
        "numbers": count,
        "add_url": to(request.caller, "opted-out-number-add", opt_out_list_name),
        "remove_url": to(request.caller, "opted-out-number-remove", opt_out_list_name),
        "check_url": listing.address(to(request.caller, "opted-out-number-selection", opt_out_list_name)),
    }
    # What asks for the table alone, as a search does with each letter, is told no more.
    if not is_fragment(request):
        extra |= about(request, row, count, may_not)
    return page.answer("neighbours/opt_out_lists/detail.html", listing, **extra)


def about(request: HttpRequest, row: OptOutList, numbers: int, may_not: str) -> dict[str, Any]:
    caller, name = request.caller, row.opt_out_list_name
    uses, named = uses_of(caller, [name])[name], users(caller, name, MOST_USERS)
    aws = aws_context(request, "opt-out-list", name, request.path)
    tags = marked_tags(row.tag_rows, aws)
    return {
        "row": row,
        "sections": sections(numbers, sum(uses), len(tags)),
        "uses": uses_in_words(uses),
        "used": sum(uses),
        "users": named,
        "more_users": sum(uses) - len(named),
        "tags": tags,
        "edit_tags_url": "" if may_not else to(caller, "opt-out-list-tags", name),
        "import_url": to(caller, "opt-out-list-import", name),
        "export_url": to(caller, "opt-out-list-export", name),
        "delete_url": f"{to(caller, 'opt-out-list-delete')}?id={name}",
        "not_deletable": may_not or (KEPT_DEFAULT if name == DEFAULT else ""),
        "only_here": is_linked(caller),
        **policy_section(caller, row, to(caller, "opt-out-list-detail", name)),
        "crumbs": crumbs(caller, "overview", "opt-out-list-list", name),
        "nav_active": NAMES.nav_active,
        "help_topic": NAMES.help_topic,
        **aws,
    }


def sections(numbers: int, users: int, tags: int) -> list[Section]:
    return [
        Section("summary", "summary-heading", "Summary"),
        Section("numbers", "opted-out-numbers-heading", "Opted-out numbers", numbers),
        Section("users", "users-heading", "Used by", users),
        Section("tags", "tags-heading", "Tags", tags),
        Section("resource-policy", "policy-heading", "Resource policy"),
    ]
