"""Addresses of the pages about sender IDs. They are kept in upper case, so that no word here is one of them."""

from django.urls import path

from pools.models import SenderId
from pools.pages.frame import policies
from pools.pages.frame.beginnings import leads_to
from pools.pages.neighbours.sender_ids import add_to_pool, detail, exporting, release, request
from pools.pages.neighbours.sender_ids import list as sender_ids

urlpatterns = [
    path("", sender_ids.sender_id_list, name="sender-id-list"),
    path("preferences/", sender_ids.sender_id_list_preferences, name="sender-id-list-preferences"),
    path("release/", release.release_sender_ids, name="sender-id-release"),
    path("request/", request.request_page, name="sender-id-request"),
    path("export/", exporting.export_sender_ids, name="sender-id-list-export"),
    path("selection/", sender_ids.sender_id_selection, name="sender-id-selection"),
    path("<str:sender_id>/", leads_to("sender-id-list", SenderId), name="sender-id"),
    path("<str:sender_id>/<str:iso_country_code>/", detail.sender_id_detail, name="sender-id-detail"),
    path(
        "<str:sender_id>/<str:iso_country_code>/settings/", detail.save_sender_id, name="sender-id-settings"
    ),
    path(
        "<str:sender_id>/<str:iso_country_code>/add-to-pool/",
        add_to_pool.add_to_pool,
        name="sender-id-add-to-pool",
    ),
    path("<str:sender_id>/<str:iso_country_code>/policy/", policies.edit_policy, name="sender-id-policy"),
    path(
        "<str:sender_id>/<str:iso_country_code>/policy/remove/",
        policies.remove_policy,
        name="sender-id-policy-remove",
    ),
    path(
        "<str:sender_id>/<str:iso_country_code>/registered/",
        detail.mark_registered,
        name="sender-id-registered",
    ),
]
