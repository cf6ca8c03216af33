"""The least that a page of these rows can cost: the same frame, the same rows and columns as text, one query."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from pools.models import Pool

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
    rows = Pool.objects.for_caller(request.caller).with_member_counts()
    if request.GET.get("message_type"):
        rows = rows.filter(message_type=request.GET["message_type"])
    if request.GET.get("q"):
        rows = rows.search(request.GET["q"])
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
