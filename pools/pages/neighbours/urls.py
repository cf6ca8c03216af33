"""Addresses of the pages around pools: the overview, phone numbers, sender IDs."""

from django.urls import include, path

from pools.pages.frame import policies
from pools.pages.neighbours import (
    number_detail,
    number_export,
    number_removal,
    number_settings,
    overview,
    phone_numbers,
    quotas,
)
from pools.pages.neighbours.configuration_sets import urls as configuration_sets
from pools.pages.neighbours.moving import page as moving
from pools.pages.neighbours.opt_out_lists import urls as opt_out_lists
from pools.pages.neighbours.requesting import page as requesting
from pools.pages.neighbours.sender_ids import urls as sender_ids
from pools.pages.neighbours.verified_numbers import urls as verified_numbers

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("quotas/", quotas.quotas_page, name="quotas"),
    path("configuration-sets/", include(configuration_sets.urlpatterns)),
    path("phone-numbers/", phone_numbers.phone_number_list, name="phone-number-list"),
    # Before <phone_number_id>, which takes any word for an ID.
    path("phone-numbers/remove/", number_removal.release_numbers, name="phone-number-remove"),
    path("phone-numbers/export/", number_export.export_phone_numbers, name="phone-number-list-export"),
    path("phone-numbers/selection/", phone_numbers.phone_number_selection, name="phone-number-selection"),
    path("phone-numbers/move/", moving.move_numbers, name="phone-number-move"),
    path("phone-numbers/move/undo/", moving.undo_moving, name="phone-number-move-undo"),
    path("phone-numbers/request/", requesting.request_numbers, name="phone-number-request"),
    path(
        "phone-numbers/preferences/",
        phone_numbers.phone_number_list_preferences,
        name="phone-number-list-preferences",
    ),
    path(
        "phone-numbers/<str:phone_number_id>/", number_detail.phone_number_detail, name="phone-number-detail"
    ),
    path(
        "phone-numbers/<str:phone_number_id>/settings/",
        number_settings.save_number,
        name="phone-number-settings",
    ),
    path("phone-numbers/<str:phone_number_id>/policy/", policies.edit_policy, name="phone-number-policy"),
    path(
        "phone-numbers/<str:phone_number_id>/policy/remove/",
        policies.remove_policy,
        name="phone-number-policy-remove",
    ),
    path(
        "phone-numbers/<str:phone_number_id>/registered/",
        number_detail.mark_as_registered,
        name="phone-number-registered",
    ),
    path("sender-ids/", include(sender_ids.urlpatterns)),
    path("verified-numbers/", include(verified_numbers.urlpatterns)),
    path("opt-out-lists/", include(opt_out_lists.urlpatterns)),
]
