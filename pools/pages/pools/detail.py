"""Pool detail: the page and the parts of it that htmx asks for by their own."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.views.decorators.http import require_safe
from django_htmx.http import HTMX_STOP_POLLING, reswap

from pools.models import Pool
from pools.models.pools import ACTIVE
from pools.operations.engine.caller import Permission
from pools.pages.frame.command import Command
from pools.pages.frame.restored import carried, say_restored
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.commands.calls import Call
from pools.pages.kit.flash import CREATED, flash, pool_link
from pools.pages.kit.http import announce, current_page, focus, is_fragment, with_flashes
from pools.pages.kit.nul import query_of
from pools.pages.kit.places import TO_POOLS, crumbs, to
from pools.pages.kit.policies import policy_section
from pools.pages.kit.words import labels, reasons
from pools.pages.pools.identity_list import ListState
from pools.pages.pools.identity_section import identities_context, pool_or_404, pool_url, section
from pools.pages.pools.sections import sections
from pools.pages.pools.settings_form import SettingsForm
from pools.pages.pools.summary import TEMPLATE, pool_in_aws, summary_context, summary_of, with_summary
from pools.pages.pools.unsaved import as_json, focus_first, unsaved


@require_safe
def pool_detail(request: HttpRequest, pool_id: str) -> HttpResponse:
    """The page. To htmx, the part that it wants to replace."""
    target = request.htmx.target if is_fragment(request) else ""
    try:
        pool = pool_or_404(request, pool_id)
    except Http404:
        if target == "summary":
            return summary_of_gone(request, pool_id)
        raise
    if target in ("origination-identities", "identities-results"):
        return section(request, pool)
    if target == "summary":
        return summary(request, pool)
    if target == "aws-alert":
        return compared(request, pool)
    # The switch is off until the pool has a number, and asks for itself when its members change.
    if target == "two-way-toggle":
        form = SettingsForm(request.caller, pool)
        return render(request, "pools/settings/two_way.html#switch", settings_context(request, pool, form))
    if target == "pool-settings":
        return settings_anew(request, pool)
    prefetch_related_objects([pool], "keywords")  # for the form and for what may join
    data = carried(request)
    # The fields of another form may come back to this page too; only this one's have `drawn`.
    form = SettingsForm(request.caller, pool, data=data if data and "drawn" in data else None, checked=False)
    if form.is_posted:
        changes = unsaved(form)
        focus_first(form, changes)
        say_restored(request, [change.control for change in changes])
    return render(request, TEMPLATE, detail_context(request, pool, form))


def settings_anew(request: HttpRequest, pool: Pool) -> HttpResponse:
    """The settings form as it is saved, in place of what was typed."""
    context = page_context(request, pool) | settings_context(
        request, pool, SettingsForm(request.caller, pool)
    )
    response = render(request, "pools/settings.html", context)
    response.write(render_to_string(f"{TEMPLATE}#titled", context, request=request))
    return focus(announce(response, "Changes were discarded."), "#pool-settings-heading")


def summary(request: HttpRequest, pool: Pool) -> HttpResponse:
    """The answer to the summary of a pool whose status passes; the last one turns on what was off until then."""
    context = summary_context(request, pool)
    if context["summary"]["is_passing"]:
        return render(request, "pools/summary.html", context)
    response = render(request, "pools/summary.html", context, status=HTMX_STOP_POLLING)
    # What is typed into the form stays: of it, only the button is drawn again.
    form = SettingsForm(request.caller, pool)
    context = page_context(request, pool) | settings_context(request, pool, form) | {"oob": True}
    state = ListState.of(query_of(current_page(request).query))
    context |= identities_context(request, pool, state)
    response.write(render_to_string(f"{TEMPLATE}#settled", context, request=request))
    text = f"Pool {pool.label} is {labels.STATUSES[pool.status].lower()}."
    if pool.status == ACTIVE:
        link = pool_link(pool_url(request, pool), pool.label)
        flash_saved(request, format_html(CREATED, link, here(request)), [("pool", pool.pool_id)])
    return announce(with_flashes(request, response), text)


def compared(request: HttpRequest, pool: Pool) -> HttpResponse:
    """The answer to the alert about AWS of a pool that was changed; with the summary, once both sides are compared."""
    context = summary_context(request, pool)
    response = render(request, "kit/aws/alert.html", context)
    if "aws" not in context or context["aws"].is_changed:
        return response
    return with_summary(request, response, pool)


def summary_of_gone(request: HttpRequest, pool_id: str) -> HttpResponse:
    """The last answer to the summary of a pool that was being deleted: the page stays, and says so."""
    rows = Pool.objects.gone(request.caller).filter(pool_id=pool_id)
    label = next((pool.label for pool in rows), pool_id)
    flash(
        request, "info", f"Pool {label} was deleted.", action=("View pools", to(request.caller, "pool-list"))
    )
    return reswap(with_flashes(request, HttpResponse(status=HTMX_STOP_POLLING)), "none")


def detail_context(request: HttpRequest, pool: Pool, form: SettingsForm) -> dict[str, Any]:
    """All that the whole page draws."""
    parts = summary_of(request, pool) | identities_context(request, pool)
    associated = parts["identities"]["listed"].there.associated
    more = {"sections": sections(form, associated)}
    more |= policy_section(request.caller, pool, pool_url(request, pool))
    more |= {"command": command(request, pool)}
    return page_context(request, pool) | parts | settings_context(request, pool, form) | more


def command(request: HttpRequest, pool: Pool) -> Command:
    """The calls that answer with what the page shows."""
    calls = [
        Call("DescribePools", {"PoolIds": [pool.pool_id]}),
        Call("ListPoolOriginationIdentities", {"PoolId": pool.pool_id}),
        Call("DescribeKeywords", {"OriginationIdentity": pool.pool_id}),
        Call("ListTagsForResource", {"ResourceArn": pool.pool_arn}),
    ]
    about = "Describes the pool: its settings, origination identities, keywords and tags."
    return Command(request, pool_url(request, pool), calls, about)


def page_context(request: HttpRequest, pool: Pool) -> dict[str, Any]:
    return {
        "crumbs": crumbs(request.caller, *TO_POOLS, pool.label),
        "help_topic": "pools",
        "nav_active": "phone-numbers",
        "compare_url": f"{to(request.caller, 'compare')}?id={pool.pool_id}",
        "delete_url": f"{to(request.caller, 'pool-delete')}?id={pool.pool_id}",
    }


def settings_context(request: HttpRequest, pool: Pool, form: SettingsForm) -> dict[str, Any]:
    """What pools/settings.html draws."""
    changes, aws = unsaved(form), pool_in_aws(request, pool)
    if aws:
        form.mark_rows(aws["aws"].keywords, aws["aws"].tags)
    locked = reasons.why_not(request.caller, Permission.CHANGE_RESOURCES, "change and delete pools")
    return {
        "unsaved": changes,
        "unsaved_json": as_json(changes),
        "pool": pool,
        "form": form,
        "choices": form.choices,
        "locked": locked,
        # In words, why neither saving nor deleting is possible now.
        "not_now": locked or ("" if pool.status == ACTIVE else reasons.POOL_ACTIVE),
        "no_phone_number": reasons.NO_PHONE_NUMBER,
        "detail_url": pool_url(request, pool),
        "settings_url": pool_url(request, pool, "pool-settings"),
        **aws,
    }
