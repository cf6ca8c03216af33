"""Pool detail, Summary: what it shows, and how answers about other parts of the page bring it along."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django_htmx.http import trigger_client_event

from pools.models import Activity, Pool
from pools.models.fast_reads.pool_forms import SettingsChoices, settings_choices
from pools.models.pools import ACTIVE, SETTINGS
from pools.pages.kit.aws.alerts import aws_context
from pools.pages.kit.places import texting, to
from pools.pages.kit.words.labels import MESSAGE_TYPES, STATUS_KINDS, STATUSES
from pools.pages.kit.words.reasons import POOL_ACTIVE

TEMPLATE = "pools/detail.html"


def summary_context(request: HttpRequest, pool: Pool) -> dict[str, Any]:
    """What the partial `summary` draws."""
    return summary_of(request, pool) | pool_in_aws(request, pool)


def summary_of(request: HttpRequest, pool: Pool) -> dict[str, Any]:
    """The same without AWS."""
    changes = Activity.objects.for_caller(request.caller).changes_of("pool", pool.pool_id)
    change = changes.values_list("created_timestamp", "user__username").first()
    updated, updated_by = change or (pool.created_timestamp, None)
    return {
        "pool": pool,
        "summary": {
            "status_kind": STATUS_KINDS.get(pool.status, "in-progress"),
            "status": STATUSES[pool.status],
            "is_passing": pool.status != ACTIVE,
            "text_url": texting(request.caller, pool),
            "why_not_text": "" if pool.status == ACTIVE else POOL_ACTIVE,
            "message_type": MESSAGE_TYPES.get(pool.message_type, pool.message_type),
            "topic": pool.two_way_channel_arn.rpartition(":")[2],
            "updated": updated,
            "updated_by": updated_by,
        },
    }


def pool_in_aws(request: HttpRequest, pool: Pool) -> dict[str, Any]:
    """How it stands with AWS, as it is saved by now."""
    url = to(request.caller, "pool-detail", pool.pool_id)
    return aws_context(request, "pool", pool.pool_id, url, ours=settings_now(pool))


def settings_now(pool: Pool) -> dict[str, Any]:
    return {name: getattr(pool, name) for name in SETTINGS}


def with_summary(
    request: HttpRequest, response: HttpResponse, pool: Pool, choices: SettingsChoices | None = None
) -> HttpResponse:
    """Append the summary, and what the settings form says of the pool's members, to an htmx answer.

    What is typed into the form stays. A control that waits for a member listens for `membersChanged`.
    """
    context = summary_context(request, pool)
    # The note on shared routes stands in the form, but depends on the members' countries.
    context |= {"oob": True, "choices": choices or settings_choices(request.caller, pool)}
    response.write(render_to_string(f"{TEMPLATE}#after_change", context, request=request))
    return trigger_client_event(response, "membersChanged", {}, after="settle")
