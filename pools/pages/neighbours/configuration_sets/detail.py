"""One configuration set: its defaults and tags, which are saved together."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from pools.errors import ResourceNotFoundException, ServiceError
from pools.models import ConfigurationSet
from pools.operations.configuration_set_settings import (
    DEFAULTS,
    configuration_set_settings_of,
    save_configuration_set_settings,
)
from pools.operations.engine.caller import Caller, Permission
from pools.pages.frame.command import Command
from pools.pages.frame.restored import carried, say_restored
from pools.pages.kit.aws.alerts import aws_context, marked_tags
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.commands.calls import Call
from pools.pages.kit.conflict import choices_in, row_act, with_conflict
from pools.pages.kit.dialogs import must_edit
from pools.pages.kit.flash import flash, pool_link
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words import labels, reasons
from pools.pages.neighbours.configuration_sets.destinations import destinations_context, set_or_404
from pools.pages.neighbours.configuration_sets.form import SetForm, note_on
from pools.pages.neighbours.configuration_sets.list import SETS
from pools.pages.neighbours.configuration_sets.sections import set_sections
from pools.refusals import Overtaken

TEMPLATE = "neighbours/configuration_sets/detail.html"
CHANGE_SETS = "change and delete configuration sets"


@require_safe
def configuration_set_detail(request: HttpRequest, configuration_set_name: str) -> HttpResponse:
    row = set_or_404(request.caller, configuration_set_name)
    typed = carried(request)
    # The fields of another form may come back to this page, too; only this one's have `drawn`.
    data = typed if typed and "drawn" in typed else None
    form = form_of_set(request.caller, row, data, checked=False)
    if form.is_posted:
        say_restored(request, form.changed)
    return set_page(request, row, form)


def form_of_set(caller: Caller, row: ConfigurationSet, data: QueryDict | None, *, checked: bool) -> SetForm:
    current = configuration_set_settings_of(row)
    return SetForm(caller, current, row.configuration_set_name, data=data, checked=checked)


@require_http_methods(["GET", "HEAD", "POST"])
def save_settings(request: HttpRequest, configuration_set_name: str) -> HttpResponse:
    """POST saves the form, or adds and removes its rows. GET, after a refused post, leads to the page."""
    row = set_or_404(request.caller, configuration_set_name)
    there = to(request.caller, "configuration-set-detail", configuration_set_name)
    if request.method != "POST":
        return see_other(f"{there}#settings")
    must_edit(request.caller, CHANGE_SETS)
    op, index = row_act(request.POST)
    form = form_of_set(request.caller, row, request.POST, checked=not op)
    if op:
        form.tags.act(op, index)
        return set_page(request, row, form)
    if not form.check():
        return set_page(request, row, form, status=422)
    try:
        changed = save_configuration_set_settings(
            request.caller,
            configuration_set_name=configuration_set_name,
            initial=form.base,
            posted=form.posted,
            choices=choices_in(form),
        )
    except ResourceNotFoundException as error:
        raise Http404("There is no such configuration set.") from error
    except ServiceError as error:
        return set_refused(request, row, form, error)
    link = pool_link(there, row.label)
    if changed:
        text = format_html("Settings for configuration set {} were saved{}.", link, here(request))
        saved = set_or_404(request.caller, configuration_set_name)
        flash_saved(request, text, [("configuration-set", row.label)], ours=defaults_now(saved))
    else:
        flash(request, "info", format_html("No changes were made to configuration set {}.", link))
    return see_other(there)


# After a sign-in in between, the form with all that was typed stands on the set's page.
save_settings.comes_from = "configuration-set-detail"


def set_refused(
    request: HttpRequest, row: ConfigurationSet, form: SetForm, error: ServiceError
) -> HttpResponse:
    if isinstance(error.about, Overtaken):
        # Read before the operation locked it.
        row.refresh_from_db()
        form = with_conflict(
            form, error.about, lambda data: form_of_set(request.caller, row, data, checked=False)
        )
    else:
        form.blame(error)
    return set_page(request, row, form, status=status_of(error))


def described_set(request: HttpRequest, row: ConfigurationSet, there: str) -> Command:
    """The calls that answer with what the page shows."""
    calls = [
        Call("DescribeConfigurationSets", {"ConfigurationSetNames": [row.configuration_set_name]}),
        Call("ListTagsForResource", {"ResourceArn": row.configuration_set_arn}),
    ]
    about = "Describes the configuration set: its defaults, event destinations and tags."
    return Command(request, there, calls, about)


def set_page(
    request: HttpRequest, row: ConfigurationSet, form: SetForm, *, status: int = 200
) -> HttpResponse:
    caller, name = request.caller, row.configuration_set_name
    there = to(caller, "configuration-set-detail", name)
    aws = aws_context(request, "configuration-set", name, there, ours=defaults_now(row))
    for one in form.tags.rows:
        one.in_aws = aws["aws"].tags.get(one.key, "") if aws else ""
    locked = reasons.why_not(caller, Permission.CHANGE_RESOURCES, CHANGE_SETS)
    destinations = destinations_context(caller, row)
    context = {
        "row": row,
        "form": form,
        "sections": set_sections(form, len(destinations["destinations"]), shows_values=bool(locked)),
        "message_type": labels.MESSAGE_TYPES.get(row.default_message_type, ""),
        "note": note_on(caller, row.default_sender_id) if form.is_posted else form.note,
        "locked_settings": locked,
        "tags": marked_tags(row.tag_rows, aws) if locked else (),
        "is_linked": is_linked(caller),
        "detail_url": there,
        "settings_url": to(caller, "configuration-set-settings", name),
        "note_url": to(caller, "configuration-set-note"),
        "delete_url": f"{to(caller, 'configuration-set-delete')}?id={name}",
        "crumbs": crumbs(caller, *PATHS[SETS.url_name], name),
        "nav_active": SETS.nav_active,
        "help_topic": SETS.help_topic,
        "command": described_set(request, row, there),
        **destinations,
        **aws,
    }
    return render(request, TEMPLATE, context, status=status)


def defaults_now(row: ConfigurationSet) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DEFAULTS}
