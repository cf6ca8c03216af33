"""AWS sync of an account and Region that is local only: the form that tests the connection and links it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pools.errors import ServiceError
from pools.models import Pool, SyncRequest, is_for_learning
from pools.operations.engine.caller import Caller
from pools.operations.syncing.accounts import make_account_and_link
from pools.operations.syncing.asking import ask_to_test
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import refusals
from pools.pages.kit.words.sync_refusals import SYNC
from pools.pages.sync.about_test import grouped
from pools.pages.sync.live import live_answer
from pools.pages.sync.people import must_apply, only_for_administrators, who_applies
from pools.pages.sync.policy import policy_box
from pools.pages.sync.testing import answer_to, goes_on, last_test, snippet, test_context

LINK_TEMPLATE = "sync/link.html"
BY_ITSELF, NAMED = "self", "profile"


class CredentialsForm(fields.Form):
    """Which of the worker's credentials. The profile may be one that only the worker knows of."""

    credentials = fields.ChoiceField([(BY_ITSELF, ""), (NAMED, "")], label="Credentials")
    profile = forms.CharField(label="Profile", required=False, max_length=128)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("credentials") == NAMED and not given.get("profile"):
            self.add_error("profile", "Profile is required.")
        return given

    @property
    def chosen(self) -> str:
        """The name of the profile; "" for what the worker finds by itself."""
        return self.cleaned_data["profile"] if self.cleaned_data["credentials"] == NAMED else ""


def link_page(request: HttpRequest) -> HttpResponse:
    """The form and the answer to its last test; POST asks for one, or for one that links."""
    caller = request.caller
    if request.method == "POST":
        must_apply(caller)
        return create_and_link(request) if request.POST.get("act") == "create" else test_or_link(request)
    test = last_test(caller)
    form = form_after(test)
    if typed := carried(request):
        form = CredentialsForm.showing(typed)
        restored(request, form, form_after(test))
    response = show_link_page(request, form, test)
    return live_answer(request, response, page="link", goes_on=goes_on(test))


def test_or_link(request: HttpRequest) -> HttpResponse:
    form = CredentialsForm(request.POST)
    if not form.is_valid():
        return show_link_page(request, form, None, status=422)
    then_link = request.POST.get("act") == "link"
    try:
        ask_to_test(request.caller, profile=form.chosen, then_link=then_link)
    except ServiceError as error:
        return show_link_page(request, form, None, status=status_of(error), problem=refusals.sentence(error))
    # The focus stays where it was: the answer comes into this page.
    pressed = "link-and-import" if then_link else "test-connection"
    return see_other(f"{to(request.caller, 'aws-sync')}#{pressed}")


def create_and_link(request: HttpRequest) -> HttpResponse:
    """The account whose credentials the last test met, as an account of this console, linked at once."""
    test = last_test(request.caller)
    try:
        asked = make_account_and_link(request.caller, tested=test.pk if test else 0)
    except ServiceError as error:
        flash(request, "error", refusals.sentence(error))
        return see_other(to(request.caller, "aws-sync"))
    flash(request, "success", f"Account {grouped(asked.account_id)} was created.")
    there = Caller(request.caller.user, asked.account, asked.region, request.caller.role)
    return see_other(to(there, "aws-sync"))


def form_after(test: SyncRequest | None) -> CredentialsForm:
    return form_for(test.about.get("profile", "") if test else "")


def form_for(profile: str) -> CredentialsForm:
    return CredentialsForm(initial={"credentials": NAMED if profile else BY_ITSELF, "profile": profile})


def is_named(form: CredentialsForm) -> bool:
    return form["credentials"].value() == NAMED


def show_link_page(
    request: HttpRequest,
    form: CredentialsForm,
    test: SyncRequest | None,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    caller = request.caller
    answer = answer_to(caller, test)
    context = {
        "crumbs": crumbs(caller, "AWS sync"),
        "nav_active": "aws-sync",
        "help_topic": "aws-sync",
        "form": form,
        "is_named": is_named(form),
        "problem": problem,
        "locked": who_can_link(caller),
        "pools": Pool.objects.for_caller(caller).count(),
        "policy": policy_box(request, missing=answer.missing if answer else ""),
        "snippet": snippet(caller),
        "shows_who": True,
        **test_context(test, answer),
    }
    return render(request, LINK_TEMPLATE, context, status=status)


def who_can_link(caller: Caller) -> str:
    """What stands in place of the form, for who can't link; nor can anybody here, where lessons run."""
    if is_for_learning(caller.account):
        return SYNC["PRACTICE_ACCOUNT"]
    if not only_for_administrators(caller):
        return ""
    return f"This account is local only. Who can link it: {who_applies(caller)}."
