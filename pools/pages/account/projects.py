"""All projects, and making one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url, replace_url

from pools.errors import ServiceError
from pools.models import Project
from pools.operations.engine.caller import Caller, Permission
from pools.operations.projects import PROJECT_NAME, create_project
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.dialogs import dialog
from pools.pages.kit.empty.facts import none_there, nothing_matches
from pools.pages.kit.empty.lists import PROJECTS, Adding
from pools.pages.kit.empty.states import Empty
from pools.pages.kit.flash import flash
from pools.pages.kit.http import announce, fragment, is_fragment, see_other, status_of
from pools.pages.kit.listing import Column, Listing, by, by_text
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons, refusals

COLUMNS = (
    Column("name", "Project name", by("name_key", "-created_timestamp", "-pk")),
    Column("project_id", "Project ID", by("project_id")),
    Column("sms_channel_enabled", "SMS and voice channel", by("sms_channel_enabled", "name_key", "-pk")),
    Column("created_timestamp", "Created", by("created_timestamp", "-pk")),
)
NAME_CONSTRAINT = (
    f"Project name can have up to {PROJECT_NAME['max']} characters. Valid characters are letters, numbers, spaces, "
    f"and {labels.together(', . @ _ = + -')}"
)
# What only an Administrator can do there.
CREATE = "create a project"


class ProjectForm(fields.Form):
    name = fields.text_of(PROJECT_NAME, label="Project name", strip=True, constraint=NAME_CONSTRAINT)
    name.widget.attrs["autofocus"] = True


def only_administrators(caller: Caller, act: str) -> str:
    """Why the caller may not change projects and SMS settings; nothing if they may."""
    return reasons.why_not(caller, Permission.CHANGE_ACCOUNT, act)


def must_administer(caller: Caller, act: str) -> None:
    if reason := only_administrators(caller, act):
        raise PermissionDenied(reason)


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    rows = Project.objects.for_caller(caller)
    listing = Listing(
        request.path,
        request.GET,
        rows,
        columns=COLUMNS,
        default_sort="created_timestamp",
        search=by_text(caller),
    )
    if not listing.is_canonical and not is_fragment(request):
        return HttpResponseRedirect(listing.here)
    context = {
        "listing": listing,
        "crumbs": crumbs(caller, "All projects"),
        "nav_active": "projects",
        "help_topic": "projects",
        "create_url": to(caller, "project-create"),
        "reason": only_administrators(caller, CREATE),
        "empty": None if listing.rows else no_projects(request, listing),
    }
    response = fragment(request, "account/project_list.html", "projects", context)
    return announced(request, response, listing) if is_fragment(request) else response


def no_projects(request: HttpRequest, listing: Listing) -> Empty:
    if listing.is_narrowed:
        return nothing_matches(request, PROJECTS, listing)
    return none_there(request, PROJECTS, Adding(to(request.caller, "project-create")))


def announced(request: HttpRequest, response: HttpResponse, listing: Listing) -> HttpResponse:
    """The fragment with its address and what changed; typing replaces the address, choosing adds one."""
    trigger = request.htmx.trigger or ""
    if trigger.startswith("sort-"):
        text = f"Projects sorted by {listing.sorted_by}."
    elif trigger.startswith("page-"):
        text = f"Showing {listing.shown} projects"
    else:
        text = listing.found
    # So Back leaves out the letters, and goes through the choices one by one.
    change = replace_url if trigger == "projects-search" else push_url
    return announce(change(response, listing.here), text)


@require_http_methods(["GET", "HEAD", "POST"])
def project_create(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    must_administer(caller, CREATE)
    if request.method != "POST":
        form = ProjectForm()
        if typed := carried(request):
            form = ProjectForm.showing(typed)
            restored(request, form, ProjectForm())
        return create_dialog(request, form)
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return create_dialog(request, form, status=422)
    try:
        project = create_project(caller, **form.cleaned_data)
    except ServiceError as error:
        return create_dialog(request, form, problem=refusals.sentence(error), status=status_of(error))
    edit = to(caller, "sms-settings-edit", project.project_id)
    flash(
        request,
        "success",
        f"Project {project.name} was created.",
        action=("Turn on the SMS and voice channel", edit),
    )
    there = to(caller, "project-list")
    # The answer to a dialog's form goes into the dialog; the list behind it needs a page.
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def create_dialog(
    request: HttpRequest, form: ProjectForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "id": "dialog-create-project",
        "title": "Create a project",
        "action": to(request.caller, "project-create"),
        "back": to(request.caller, "project-list"),
        "crumbs": crumbs(request.caller, "project-list", "Create a project"),
        "nav_active": "projects",
        "form": form,
        "problem": problem,
    }
    return dialog(request, "account/project_create.html", context, status=status)
