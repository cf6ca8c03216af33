"""Pool detail, Pool settings: saving the form, and its buttons that add and remove rows without script."""

import re
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import Pool
from pools.models.pools import SHARED_SETTINGS
from pools.operations.pool_settings import PoolSettings, save_pool_settings
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.conflict import choices_in, with_conflict
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash, pool_link
from pools.pages.kit.http import (
    announce,
    current_page,
    focus,
    is_fragment,
    see_other,
    status_of,
    with_flashes,
)
from pools.pages.kit.nul import query_of
from pools.pages.pools.detail import detail_context, page_context, settings_context
from pools.pages.pools.identity_list import ListState
from pools.pages.pools.identity_section import identities_context, pool_or_404, pool_url
from pools.pages.pools.settings_form import SettingsForm
from pools.pages.pools.summary import TEMPLATE, settings_now, with_summary
from pools.refusals import Overtaken

OP = re.compile(r"(add|remove|undo)_(keyword|tag)(?::([0-9]{1,4}))?")
FIRST_CHOICE = "#pool-settings [data-choice=open] input"
UNCHANGED = "No changes were made to pool {}."


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, pool_id: str) -> HttpResponse:
    """POST saves the form, or adds and removes its rows. GET, after a refused post, leads to the page."""
    pool = pool_or_404(request, pool_id)
    if request.method != "POST":
        return see_other(f"{pool_url(request, pool)}#pool-settings")
    must_edit(request.caller, "change pools")
    op = request.POST.get("op", "")
    if match := OP.fullmatch(op):
        return rows_changed(request, pool, *match.groups())
    form = SettingsForm(request.caller, pool, data=request.POST)
    if not form.is_valid:
        return form_response(request, pool, form, status=422)
    try:
        changed = save_pool_settings(
            request.caller,
            pool_id=pool.pool_id,
            initial=form.base,
            posted=form.posted,
            choices=choices_in(form),
        )
    except ResourceNotFoundException as error:
        if error.resource_type == "pool":
            raise Http404("There is no such pool.") from error
        return settings_refused(request, pool, form, error)
    except ServiceError as error:
        return settings_refused(request, pool, form, error)
    return saved(request, pool, form, changed)


# After a sign-in in between, the form with all that was typed stands on the pool's page.
save.comes_from = "pool-detail"


def rows_changed(request: HttpRequest, pool: Pool, verb: str, noun: str, index: str | None) -> HttpResponse:
    """The form with one row more or less, and all that was typed; nothing is checked or saved yet."""
    form = SettingsForm(request.caller, pool, data=request.POST, checked=False)
    editor = form.keywords if noun == "keyword" else form.tags
    getattr(editor, verb)(int(index or 0))
    return form_response(request, pool, form)


def settings_refused(
    request: HttpRequest, pool: Pool, form: SettingsForm, error: ServiceError
) -> HttpResponse:
    if isinstance(error.about, Overtaken):
        # Read before the operation locked it; the conflict is with what stands now.
        pool.refresh_from_db()
        form = with_conflict(
            form,
            error.about,
            lambda data: SettingsForm(request.caller, pool, data=data, checked=False),
        )
    else:
        form.blame(error)
    return form_response(request, pool, form, status=status_of(error))


def form_response(request: HttpRequest, pool: Pool, form: SettingsForm, *, status: int = 200) -> HttpResponse:
    """The form with what was typed: as a part for htmx, on its page otherwise."""
    if not is_fragment(request):
        return render(request, TEMPLATE, detail_context(request, pool, form), status=status)
    context = settings_context(request, pool, form)
    response = with_flashes(request, render(request, "pools/settings.html", context, status=status))
    response.write(render_to_string(f"{TEMPLATE}#titled", context, request=request))
    if form.conflict:
        # It shows what others have saved, of which the form now speaks.
        response = with_summary(request, response, pool, form.choices)
        text = render_to_string("kit/settings/conflict.html#spoken", {"conflict": form.conflict})
        return focus(announce(response, " ".join(text.split()), level="assertive"), FIRST_CHOICE)
    if form.alert:
        return focus(announce(response, form.alert, level="assertive"), "#settings-alert")
    # form.js looks for fields that need attention after a 422 only.
    return focus(response, "#pool-settings [aria-invalid=true]") if status in (409, 503) else response


def saved(request: HttpRequest, pool: Pool, form: SettingsForm, changed: int) -> HttpResponse:
    pool = pool_or_404(request, pool.pool_id)
    link = pool_link(pool_url(request, pool), pool.label)
    if changed:
        text = format_html("Settings for pool {} were saved{}.", link, here(request))
        flash_saved(request, text, [("pool", pool.pool_id)], ours=settings_now(pool))
    else:
        flash(request, "info", format_html(UNCHANGED, link))
    if not is_fragment(request):
        return see_other(pool_url(request, pool))
    fresh = SettingsForm(request.caller, pool)
    context = page_context(request, pool) | settings_context(request, pool, fresh)
    response = render(request, "pools/settings.html", context)
    response = with_summary(request, response, pool, fresh.choices)
    # The name may be another one now, and other identities may fit the pool.
    response.write(render_to_string(f"{TEMPLATE}#renamed", context | {"oob": True}, request=request))
    # Only then, as it takes the selection of whoever has ticked rows there.
    if matching(form.initial_settings) != matching(fresh.initial_settings):
        # This form has an address of its own; the list's state stands in that of the page.
        state = ListState.of(query_of(current_page(request).query))
        context = identities_context(request, pool, state) | {"oob": True}
        response.write(render_to_string("pools/identities.html", context, request=request))
    return focus(with_flashes(request, response), "#pool-settings-heading")


def with_protection(request: HttpRequest, response: HttpResponse, pool: Pool) -> HttpResponse:
    """Append summary and switch as they are saved now. The form, shown before that, may hold unsaved changes."""
    form = SettingsForm(request.caller, pool)
    response = with_summary(request, response, pool, form.choices)
    base = form.unseal(request.POST.get("drawn", ""))
    if base is None:
        return response
    # Only this one counts as seen anew: what else somebody changed is still a conflict.
    now = replace(base, deletion_protection_enabled=pool.deletion_protection_enabled)
    form.sealed = form.seal(now)
    for part in ("pools/settings.html#sealed", "pools/settings/protection.html"):
        response.write(render_to_string(part, {"form": form, "oob": True}, request=request))
    return response


def matching(settings: PoolSettings) -> tuple:
    """What an identity must have in common with the pool."""
    return (*(getattr(settings, name) for name in SHARED_SETTINGS), settings.keywords)
