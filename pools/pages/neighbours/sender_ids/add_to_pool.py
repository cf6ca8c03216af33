"""Associating a sender ID to a pool from its own page, with why it does not fit the others."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from pools.errors import ServiceError
from pools.models import Pool, SenderId
from pools.models.pools import ACTIVE
from pools.operations.associations import associate_origination_identity
from pools.operations.engine.caller import Caller
from pools.operations.rules.limits import quota
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.aws.saving import flash_saved, here
from pools.pages.kit.dialogs import dialog, must_edit, named
from pools.pages.kit.flash import pool_link
from pools.pages.kit.http import is_fragment, see_other, status_of
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.words import labels, refusals
from pools.pages.neighbours.sender_ids.detail import CHANGE_SENDER_IDS, page_of, sender_id_or_404
from pools.pages.neighbours.tabs import SENDER_IDS
from pools.reference import quotas

TITLE = "Associate to pool"
# Beyond these many, the pool's own page is the way.
LISTED_AT_MOST = 500


class PoolSelect(forms.Select):
    """off: the IDs of pools that can't be chosen."""

    off: Sequence[str] = ()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.off:
            option["attrs"]["disabled"] = True
        return option


class PoolForm(fields.Form):
    # It takes every pool: one that does not fit is the operation's to refuse, by name.
    pool_id = fields.text(
        "AssociateOriginationIdentity", "pool_id", label="Pool", widget=PoolSelect(attrs={"autofocus": True})
    )

    def offer(self, caller: Caller, row: SenderId) -> None:
        fit, unfit = pools_for(caller, row)
        widget = self.fields["pool_id"].widget
        widget.off = [pool.pool_id for pool, _ in unfit]
        widget.choices = [
            ("", "Choose a pool"),
            ("Fits", [(pool.pool_id, pool.label) for pool in fit]),
            ("Doesn't fit", [(pool.pool_id, f"{pool.label}: {why}") for pool, why in unfit]),
        ]


def pools_for(caller: Caller, row: SenderId) -> tuple[list[Pool], list[tuple[Pool, str]]]:
    """Those that it can join, and the others, each with what keeps it out; none that it is in."""
    of_type = Case(When(message_type__in=row.message_types, then=Value(0)), default=Value(1))
    rows = Pool.objects.for_caller(caller).exclude(sender_ids=row).with_member_counts()
    most = quota(caller, quotas.ORIGINATION_IDENTITIES_PER_POOL)
    fit, unfit = [], []
    for pool in rows.order_by(of_type, "name_key", "pool_id")[:LISTED_AT_MOST]:
        if why := why_not_in(pool, row, most):
            unfit.append((pool, why))
        else:
            fit.append(pool)
    return fit, unfit


def why_not_in(pool: Pool, row: SenderId, most: int) -> str:
    if pool.message_type not in row.message_types:
        return f"Its message type is {labels.MESSAGE_TYPES[pool.message_type]}."
    if pool.status != ACTIVE:
        return f"Its status is {labels.status(pool.status)[1]}."
    return f"It is full ({most:,})." if pool.origination_identity_count >= most else ""


@require_http_methods(["GET", "HEAD", "POST"])
def add_to_pool(request: HttpRequest, sender_id: str, iso_country_code: str) -> HttpResponse:
    must_edit(request.caller, CHANGE_SENDER_IDS)
    row = sender_id_or_404(request.caller, sender_id, iso_country_code)
    if request.method != "POST":
        form = PoolForm()
        if typed := carried(request):
            form = PoolForm.showing(typed)
            form.offer(request.caller, row)
            restored(request, form, PoolForm())
        return choosing_pool(request, row, form)
    form = PoolForm(request.POST)
    if not form.is_valid():
        return choosing_pool(request, row, form, status=422)
    pool_id = form.cleaned_data["pool_id"]
    try:
        added = associate_origination_identity(
            request.caller, pool_id=pool_id, origination_identity=sender_id, iso_country_code=iso_country_code
        )
    except ServiceError as error:
        form.add_error("pool_id", refusals.sentence(error))
        return choosing_pool(request, row, form, status=status_of(error))
    link = pool_link(to(request.caller, "pool-detail", pool_id), added.pool.label)
    text = format_html("{} was associated to pool {}{}.", named(row), link, here(request))
    flash_saved(request, text, [("pool", pool_id)])
    there = page_of(request.caller, row)
    return HttpResponseClientRedirect(there) if is_fragment(request) else see_other(there)


def choosing_pool(request: HttpRequest, row: SenderId, form: PoolForm, *, status: int = 200) -> HttpResponse:
    caller, back = request.caller, page_of(request.caller, row)
    form.offer(caller, row)
    offered = form.fields["pool_id"].widget.choices
    context = {
        "id": "dialog-add-to-pool",
        "title": TITLE,
        "action": page_of(caller, row, "sender-id-add-to-pool"),
        "back": back,
        "crumbs": crumbs(caller, *PATHS[SENDER_IDS.url_name], (str(row), back), TITLE),
        "nav_active": SENDER_IDS.nav_active,
        "sender": row,
        "form": form,
        "none_fits": not offered[1][1],
        "create_url": f"{to(caller, 'pool-create')}?type=sender-id&{query_of_sender_id(row)}",
        "most": LISTED_AT_MOST if sum(len(group[1]) for group in offered[1:]) >= LISTED_AT_MOST else 0,
    }
    return dialog(request, "neighbours/sender_ids/add_to_pool.html", context, status=status)


def query_of_sender_id(row: SenderId) -> str:
    return f"sender_id={row.sender_id}&iso_country_code={row.iso_country_code}"
