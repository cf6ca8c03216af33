"""The least that these rows can cost.

A page: the same frame, the same rows and columns as text, one query. An answer of the API: the same queries and the
same rows as JSON, without a signature, a check or a rule.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from pools.models import Pool
from pools.models.fast_reads.callers import signing_key
from pools.models.searching import searched
from tests.bench import messages

SIZE = 50
COLUMNS = (
    "Pool ID",
    "Pool name",
    "Status",
    "Message type",
    "Origination identities",
    "Two-way SMS",
    "Deletion protection",
    "Shared routes",
    "Created",
)


def chosen(request: HttpRequest):
    """The rows that the console's list shows for the same parameters."""
    rows = Pool.objects.for_caller(request.caller)
    if request.GET.get("q"):
        rows = searched(rows, request.caller, request.GET["q"])
    if request.GET.get("message_type"):
        rows = rows.filter(message_type=request.GET["message_type"])
    rows = rows.with_member_counts()
    order = (
        ("created_timestamp", "pk") if request.GET.get("page") == "last" else ("-created_timestamp", "-pk")
    )
    return rows.order_by(*order)[:SIZE]


def pool_list(request: HttpRequest) -> HttpResponse:
    rows = [
        (
            pool.pool_id,
            pool.name,
            pool.status,
            pool.message_type,
            pool.origination_identity_count,
            pool.two_way_enabled,
            pool.deletion_protection_enabled,
            pool.shared_routes_enabled,
            pool.created_timestamp,
        )
        for pool in chosen(request)
    ]
    crumbs = [{"text": "Amazon Pinpoint", "href": "/"}, {"text": "Pools"}]
    return render(request, "bench/floor.html", {"rows": rows, "columns": COLUMNS, "crumbs": crumbs})


def bare(request: HttpRequest) -> HttpResponse:
    """The frame with nothing in it: what Pool detail and Create pool stand on."""
    crumbs = [{"text": "Amazon Pinpoint", "href": "/"}, {"text": "Pools"}]
    return render(request, "bench/floor.html", {"rows": (), "columns": (), "crumbs": crumbs})


urls = [path("pools/", pool_list, name="floor-list"), path("bare/", bare, name="floor-bare")]


class ApiFloor:
    """Answers what boto3 posts to /floor/ before any other part of Django does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/floor/"):
            return self.get_response(request)
        asked = json.loads(request.read())
        key, _ = signing_key("AKIAIOSFODNN7EXAMPLE")
        if "MessageBody" in asked:
            sent = messages.floor(asked, key.account)
            return HttpResponse(sent, content_type="application/x-amz-json-1.0")
        rows = Pool.objects.for_caller(SimpleNamespace(account=key.account, region="us-east-1"))
        if "PoolIds" in asked:
            rows = rows.filter(pool_id__in=asked["PoolIds"])
        rows = rows.order_by("created_timestamp", "pk")[: asked.get("MaxResults", 100) + 1]
        found = {"Pools": [as_json(pool) for pool in rows]}
        return HttpResponse(json.dumps(found), content_type="application/x-amz-json-1.0")


def as_json(pool: Pool) -> dict:
    return {
        "PoolArn": pool.pool_arn,
        "PoolId": pool.pool_id,
        "Status": pool.status,
        "MessageType": pool.message_type,
        "TwoWayEnabled": pool.two_way_enabled,
        "SelfManagedOptOutsEnabled": pool.self_managed_opt_outs_enabled,
        "OptOutListName": pool.opt_out_list_name,
        "SharedRoutesEnabled": pool.shared_routes_enabled,
        "DeletionProtectionEnabled": pool.deletion_protection_enabled,
        "CreatedTimestamp": pool.created_timestamp.timestamp(),
    }
