"""Addresses of the pages about verified numbers. Their IDs begin with `vdn-`, so that no word here is one of them."""

from django.urls import path

from pools.models import VerifiedDestinationNumber
from pools.pages.frame.beginnings import leads_to
from pools.pages.neighbours.verified_numbers import add, delete, verify
from pools.pages.neighbours.verified_numbers import list as numbers

urlpatterns = [
    path("", numbers.verified_number_list, name="verified-number-list"),
    path("add/", add.add_destination, name="verified-number-add"),
    path("delete/", delete.delete_numbers, name="verified-number-delete"),
    path(
        "<str:verified_destination_number_id>/",
        leads_to("verified-number-list", VerifiedDestinationNumber),
        name="verified-number",
    ),
    path("<str:verified_destination_number_id>/verify/", verify.verify_number, name="verified-number-verify"),
]
