"""Link settings: which AWS account this is, whether the connection works, and how AWS is read."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.operations.syncing.asking import ask_to_test
from pools.operations.syncing.links import CHECKS, SHARES, set_link
from pools.pages.kit import fields
from pools.pages.kit.aws.linked import Linked
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import refusals
from pools.pages.sync.facts import EVERY, account_fact, connection
from pools.pages.sync.link import CredentialsForm, form_for, is_named
from pools.pages.sync.live import live_answer
from pools.pages.sync.people import linked_or_404, must_apply, only_for_administrators
from pools.pages.sync.policy import policy_box
from pools.pages.sync.testing import goes_on, last_test, snippet, test_context
from pools.pages.sync.troubled import answer_now, is_of_others

LOOK_UP = "manage.py sync look-up Default --account {account_id} --region {region}"


class ReadingForm(fields.Form):
    check_every = forms.TypedChoiceField(
        choices=[
            (seconds, EVERY.get(seconds, "Off").removeprefix("Every ").capitalize()) for seconds in CHECKS
        ],
        label="Check AWS every",
        coerce=int,
    )
    share = forms.TypedChoiceField(
        choices=[(share, f"{share} %") for share in SHARES], label="Share of AWS's request rate", coerce=int
    )


@require_http_methods(["GET", "HEAD", "POST"])
def link_settings(request: HttpRequest) -> HttpResponse:
    state = linked_or_404(request)
    if request.method == "POST":
        must_apply(request.caller)
        return save(request, state)
    return settings_page(request, state)


def save(request: HttpRequest, state: Linked) -> HttpResponse:
    """act: which of the page's two forms it is: "link", the credentials, which are tested first; else the reading."""
    if request.POST.get("act") in ("test", "link"):
        return change_credentials(request, state)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return settings_page(request, state, reading=form, status=422)
    try:
        set_link(request.caller, **form.cleaned_data)
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
    else:
        flash(request, "success", "Link settings were saved.")
    return see_other(to(request.caller, "sync-link"))


def change_credentials(request: HttpRequest, state: Linked) -> HttpResponse:
    form = CredentialsForm(request.POST)
    if not form.is_valid():
        return settings_page(request, state, credentials=form, status=422)
    try:
        then_link = request.POST["act"] == "link"
        ask_to_test(request.caller, profile=form.chosen, then_link=then_link)
    except ServiceError as error:
        problem = refusals.sentence(error)
        return settings_page(request, state, credentials=form, status=status_of(error), problem=problem)
    return see_other(f"{to(request.caller, 'sync-link')}#test-connection")


def settings_page(
    request: HttpRequest,
    state: Linked,
    *,
    status: int = 200,
    reading: ReadingForm | None = None,
    credentials: CredentialsForm | None = None,
    problem: str = "",
) -> HttpResponse:
    caller, test = request.caller, last_test(request.caller)
    answer, is_other = answer_now(caller, state, test), is_of_others(state, test)
    form = credentials or form_for(state.link.profile)
    context = {
        "crumbs": crumbs(caller, ("AWS sync", to(caller, "aws-sync")), "Link settings"),
        "nav_active": "aws-sync",
        "help_topic": "aws-sync",
        "link": state.link,
        "account": account_fact(caller),
        "connection": connection(state),
        "form": form,
        "is_named": is_named(form),
        "problem": problem,
        "reading": reading
        or ReadingForm(initial={"check_every": state.link.check_every, "share": state.link.share}),
        "locked": only_for_administrators(caller),
        "look_up": LOOK_UP.format(account_id=caller.account.account_id, region=caller.region),
        "policy": policy_box(request, missing=answer.missing if answer else ""),
        "unlink_url": to(caller, "sync-unlink"),
        "snippet": snippet(caller),
        # Else they stand above already, with what else is known of the connection.
        "shows_who": is_other,
        **test_context(test, answer),
    }
    response = render(request, "sync/link_settings.html", context, status=status)
    return live_answer(request, response, page="link", goes_on=goes_on(test))
