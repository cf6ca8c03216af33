"""Set up this account: channel, numbers and a first pool on one page, for an account that has none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.operations.engine.caller import pools_available
from pools.operations.set_up import is_empty, set_up_account
from pools.pages.account.projects import must_administer
from pools.pages.account.set_up_form import MOST_ROWS, SetUpForm
from pools.pages.frame.restored import carried, say_restored
from pools.pages.kit.aws.linked import linked
from pools.pages.kit.aws.saving import flash_saved
from pools.pages.kit.http import fragment, see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons
from pools.refusals import AlreadySetUp

TEMPLATE = "account/set_up.html"
TITLE = "Set up this account"
# The element that says what the account will have.
TOTAL = "set-up-total"
SET_UP = "set up this account"


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    must_administer(request.caller, SET_UP)
    if request.method == "POST":
        return submitted(request)
    if request.htmx.target == TOTAL:
        return draw(request, SetUpForm(request.caller, request.GET))
    form = SetUpForm(request.caller)
    if typed := carried(request):
        form = SetUpForm(request.caller, typed)
        say_restored(request, form.changed)
    return draw(request, form)


def submitted(request: HttpRequest) -> HttpResponse:
    caller, op = request.caller, request.POST.get("op", "")
    if op:
        form = SetUpForm(caller, request.POST)
        form.act(op)
        return draw(request, form)
    form = SetUpForm(caller, request.POST, checked=True)
    if not form.check():
        return draw(request, form, status=422)
    try:
        pool = set_up_account(caller, **form.asked)
    except ServiceError as error:
        if not isinstance(error.about, AlreadySetUp):
            form.blame(error)
        return draw(request, form, status=status_of(error))
    flash_saved(request, "The account is set up.", [("pool", pool.pool_id)])
    return see_other(to(caller, "pool-detail", pool.pool_id))


def draw(request: HttpRequest, form: SetUpForm, *, status: int = 200) -> HttpResponse:
    caller = request.caller
    form.focus_first_error()
    region = labels.region_name(caller.region)
    context = {
        "form": form,
        "is_full": len(form.rows) >= MOST_ROWS,
        "no_pools": "" if pools_available(caller.region) else reasons.no_pools_in(region),
        "is_empty": is_empty(caller),
        "is_linked": linked(request) is not None,
        "region": region,
        "numbers_url": to(caller, "phone-number-list"),
        "pools_url": to(caller, "pool-list"),
        "back": to(caller, "overview"),
        "crumbs": crumbs(caller, "overview", TITLE),
        "nav_active": "overview",
        "help_topic": "set-up",
    }
    if request.htmx.target == TOTAL:
        return fragment(request, TEMPLATE, "total", context)
    return render(request, TEMPLATE, context, status=status)
