"""Editing and removing the policy of a pool, a phone number, a sender ID or an opt-out list, each in a dialog."""

from typing import Any, NamedTuple

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ResourceNotFoundException, ServiceError
from pools.operations.engine.resources import arn_of
from pools.operations.resource_policies import delete_resource_policy
from pools.operations.resource_policy_settings import save_resource_policy
from pools.pages.frame.resources import RESOURCES
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.dialogs import dialog, must_edit, named
from pools.pages.kit.flash import flash
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.policies import CHANGE_POLICIES, STARTS, mistake_in, policy_of, start_of
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.kit.words import refusals
from pools.refusals import Overtaken

MOVED = "Somebody changed this policy meanwhile, so nothing was saved. Save again to keep what you see here."
NOT_EMPTY = "Clear the policy first: a start would take the place of what you typed."


class PolicyForm(fields.Form):
    policy = fields.text(
        "PutResourcePolicy", "policy", label="Policy", multiline=True, count=True, strip=True
    )
    # A policy is as long as code is, from the start.
    del policy.widget.attrs["data-grow"]
    policy.widget.attrs |= {
        "rows": 12,
        "data-code": "",
        "spellcheck": "false",
        "autocapitalize": "off",
        "autofocus": True,
    }

    def clean_policy(self) -> str:
        text = self.cleaned_data["policy"]
        # As it was typed: lines count from the first one, though it is empty.
        if mistake := mistake_in(self["policy"].data):
            self.add_error("policy", mistake)
        return text


class Owner(NamedTuple):
    """Whose policy it is. page: its own address. path: down to it, for breadcrumbs."""

    row: Model
    noun: str
    page: str
    path: tuple[Any, ...]
    nav_active: str


def owner_or_404(request: HttpRequest, arguments: dict[str, str]) -> Owner:
    what = next(one for one in RESOURCES if one.key in arguments)
    row = what.model.objects.for_caller(request.caller).filter(**what.named(arguments)).first()
    if row is None:
        raise Http404(f"There is no such {what.noun}.")
    page = to(request.caller, what.page, *arguments.values())
    nav_active = "opt-out-lists" if what.noun == "opt-out list" else "phone-numbers"
    return Owner(row, what.noun, page, (*PATHS[what.list], (named(row), page)), nav_active)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_policy(request: HttpRequest, **arguments: str) -> HttpResponse:
    must_edit(request.caller, CHANGE_POLICIES)
    owner = owner_or_404(request, arguments)
    drawn = policy_of(request.caller, owner.row)
    if request.method != "POST":
        form = PolicyForm.showing({}, policy=drawn)
        if typed := carried(request):
            form = PolicyForm.showing(typed)
            restored(request, form, PolicyForm.showing({}, policy=drawn))
        return editing(request, owner, form, drawn)
    # What the form was drawn with, so that what others changed since is not written over unseen.
    seen = unsealed(salt(owner), request.POST.get("drawn", ""))
    drawn = seen["policy"] if seen else drawn
    op, _, name = request.POST.get("op", "").partition(":")
    if op == "start" and name in STARTS:
        return started(request, owner, name, drawn)
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return editing(request, owner, form, drawn, status=422)
    return saved(request, owner, form, drawn)


def started(request: HttpRequest, owner: Owner, name: str, drawn: str) -> HttpResponse:
    if not request.POST.get("policy", "").strip():
        data = QueryDict(mutable=True)
        data["policy"] = start_of(name, owner.row)
        return editing(request, owner, PolicyForm.showing(data), drawn)
    form = PolicyForm(request.POST)
    form.is_valid()
    form.errors.pop("policy", None)
    form.add_error("policy", NOT_EMPTY)
    return editing(request, owner, form, drawn, status=422)


def saved(request: HttpRequest, owner: Owner, form: PolicyForm, drawn: str) -> HttpResponse:
    text = form.cleaned_data["policy"]
    try:
        changed = save_resource_policy(
            request.caller, resource_arn=arn_of(owner.row), initial=drawn, posted=text
        )
    except ServiceError as error:
        if isinstance(error.about, Overtaken):
            now = policy_of(request.caller, owner.row)
            return editing(request, owner, form, now, problem=MOVED, current=now, status=409)
        if form.blame(error, {"Policy": "policy"}) or not error.fields:
            form.add_error("policy", refusals.sentence(error))
        return editing(request, owner, form, drawn, status=status_of(error))
    flash(request, *("success", "Policy was saved.") if changed else ("info", "No changes were made."))
    return to_owner(request, owner)


def to_owner(request: HttpRequest, owner: Owner) -> HttpResponse:
    return HttpResponseClientRedirect(owner.page) if is_fragment(request) else see_other(owner.page)


def salt(owner: Owner) -> str:
    return f"policy of {arn_of(owner.row)}"


def editing(
    request: HttpRequest, owner: Owner, form: PolicyForm, drawn: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = frame_of(request, owner, "Edit policy", "policy/") | {
        "id": "dialog-edit-policy",
        "form": form,
        "drawn": sealed(salt(owner), {"policy": drawn}),
        "starts": [(name, text) for name, (text, _) in STARTS.items()],
    }
    return dialog(request, "frame/edit_policy.html", context | more, status=status)


def frame_of(request: HttpRequest, owner: Owner, title: str, address: str) -> dict[str, Any]:
    return {
        "title": title,
        "action": f"{owner.page}{address}",
        "back": owner.page,
        "crumbs": crumbs(request.caller, *owner.path, title),
        "nav_active": owner.nav_active,
        "noun": owner.noun,
        "label": named(owner.row),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def remove_policy(request: HttpRequest, **arguments: str) -> HttpResponse:
    """Asks first. One that is gone already is as it was wanted."""
    must_edit(request.caller, CHANGE_POLICIES)
    owner = owner_or_404(request, arguments)
    if request.method != "POST":
        return removing(request, owner)
    try:
        delete_resource_policy(request.caller, resource_arn=arn_of(owner.row))
    except ResourceNotFoundException:
        flash(request, "info", "There is no policy any more.")
    except ServiceError as error:
        return removing(request, owner, problem=refusals.sentence(error), status=status_of(error))
    else:
        flash(request, "success", "Policy was removed.")
    return to_owner(request, owner)


def removing(request: HttpRequest, owner: Owner, *, status: int = 200, problem: str = "") -> HttpResponse:
    context = frame_of(request, owner, "Remove policy", "policy/remove/") | {
        "id": "dialog-remove-policy",
        "problem": problem,
    }
    return dialog(request, "frame/remove_policy.html", context, status=status)
