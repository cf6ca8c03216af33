"""Addresses of the pages about configuration sets. A set may have any word for its name: `-/` is before two of them."""

from django.urls import path

from pools.models import ConfigurationSet
from pools.pages.frame.beginnings import leads_to, or_leads_to
from pools.pages.neighbours.configuration_sets import create, delete, destinations, detail, exporting
from pools.pages.neighbours.configuration_sets import list as sets

urlpatterns = [
    path("", sets.configuration_set_list, name="configuration-set-list"),
    path(
        "-/",
        or_leads_to("configuration-set-list", detail.configuration_set_detail, configuration_set_name="-"),
        name="configuration-set-acts",
    ),
    path("-/create/", create.create_set, name="configuration-set-create"),
    path("-/delete/", delete.delete_configuration_sets, name="configuration-set-delete"),
    path("-/note/", create.note, name="configuration-set-note"),
    path("-/preferences/", sets.configuration_set_preferences, name="configuration-set-list-preferences"),
    path("-/export/", exporting.export_configuration_sets, name="configuration-set-list-export"),
    path("-/selection/", sets.configuration_set_selection, name="configuration-set-selection"),
    path("<str:configuration_set_name>/", detail.configuration_set_detail, name="configuration-set-detail"),
    path("<str:configuration_set_name>/settings/", detail.save_settings, name="configuration-set-settings"),
    path(
        "<str:configuration_set_name>/event-destinations/",
        leads_to("configuration-set-detail", ConfigurationSet, of_it=True),
        name="event-destination-list",
    ),
    path(
        "<str:configuration_set_name>/event-destinations/-/",
        leads_to("configuration-set-detail", ConfigurationSet, of_it=True),
        name="event-destination-acts",
    ),
    path(
        "<str:configuration_set_name>/event-destinations/<str:event_destination_name>/",
        leads_to(
            "configuration-set-detail",
            ConfigurationSet,
            of_it=True,
            parts={"event_destination_name": "event_destination_rows__event_destination_name"},
        ),
        name="event-destination",
    ),
    path(
        "<str:configuration_set_name>/event-destinations/-/add/",
        destinations.add,
        name="event-destination-add",
    ),
    path(
        "<str:configuration_set_name>/event-destinations/<str:event_destination_name>/edit/",
        destinations.edit_destination,
        name="event-destination-edit",
    ),
    path(
        "<str:configuration_set_name>/event-destinations/<str:event_destination_name>/remove/",
        destinations.remove_destination,
        name="event-destination-remove",
    ),
    path(
        "<str:configuration_set_name>/event-destinations/<str:event_destination_name>/status/",
        destinations.set_destination_status,
        name="event-destination-status",
    ),
]
