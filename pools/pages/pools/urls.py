"""Addresses of the pages about pools."""

from django.urls import path

from pools.pages.frame import policies
from pools.pages.pools import create, delete, detail, disassociate, identities, settings
from pools.pages.pools.exporting import export_pools
from pools.pages.pools.identity_selection import identity_selection
from pools.pages.pools.list import pool_list, pool_list_preferences
from pools.pages.pools.selection import pool_selection

urlpatterns = [
    path("", pool_list, name="pool-list"),
    # Before <pool_id>, which takes any word for an ID.
    path("create/", create.create_pool, name="pool-create"),
    path("create/inherited/", create.inherited, name="pool-create-inherited"),
    path("delete/", delete.delete_pools, name="pool-delete"),
    path("preferences/", pool_list_preferences, name="pool-list-preferences"),
    path("export/", export_pools, name="pool-list-export"),
    path("selection/", pool_selection, name="pool-selection"),
    path("<str:pool_id>/", detail.pool_detail, name="pool-detail"),
    path("<str:pool_id>/associate/", identities.associate, name="pool-associate"),
    path("<str:pool_id>/policy/", policies.edit_policy, name="pool-policy"),
    path("<str:pool_id>/policy/remove/", policies.remove_policy, name="pool-policy-remove"),
    path("<str:pool_id>/disassociate/", disassociate.disassociate, name="pool-disassociate"),
    path("<str:pool_id>/selection/", identity_selection, name="pool-identity-selection"),
    path("<str:pool_id>/add-sender-id/", identities.add_sender_id, name="pool-add-sender-id"),
    path("<str:pool_id>/settings/", settings.save, name="pool-settings"),
    path(
        "<str:pool_id>/turn-off-deletion-protection/",
        delete.turn_off_deletion_protection,
        name="pool-protection",
    ),
]
