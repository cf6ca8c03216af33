"""Every address of the console. What belongs to an account and a Region hangs under both."""

from django.urls import include, path

from pools.pages import (
    access_keys,
    create_pool,
    delete_pools,
    help,
    identities,
    overview,
    phone_numbers,
    pool_detail,
    pool_list,
    pool_settings,
    preferences,
    projects,
    sender_ids,
    sign_in,
    sms_settings,
    switching,
    test_settings,
)

pools = [
    path("", pool_list.pool_list, name="pool-list"),
    path("create/", create_pool.create_pool, name="pool-create"),
    path("create/inherited/", create_pool.inherited, name="pool-create-inherited"),
    path("delete/", delete_pools.delete_pools, name="pool-delete"),
    path("<str:pool_id>/", pool_detail.pool_detail, name="pool-detail"),
    path("<str:pool_id>/associate/", identities.associate, name="pool-associate"),
    path("<str:pool_id>/disassociate/", identities.disassociate, name="pool-disassociate"),
    path("<str:pool_id>/add-sender-id/", identities.add_sender_id, name="pool-add-sender-id"),
    path("<str:pool_id>/settings/", pool_settings.save, name="pool-settings"),
    path(
        "<str:pool_id>/turn-off-deletion-protection/",
        delete_pools.turn_off_deletion_protection,
        name="pool-protection",
    ),
]

sms_voice = [
    path("", overview.overview, name="overview"),
    path("phone-numbers/", phone_numbers.phone_number_list, name="phone-number-list"),
    path(
        "phone-numbers/<str:phone_number_id>/", phone_numbers.phone_number_detail, name="phone-number-detail"
    ),
    path(
        "phone-numbers/<str:phone_number_id>/registered/",
        phone_numbers.mark_as_registered,
        name="phone-number-registered",
    ),
    path("sender-ids/", sender_ids.sender_id_list, name="sender-id-list"),
    path("pools/", include(pools)),
]

project_pages = [
    path("", projects.project_list, name="project-list"),
    path("create/", projects.project_create, name="project-create"),
    path("<str:project_id>/settings/sms-and-voice/", sms_settings.sms_settings, name="sms-settings"),
    path("<str:project_id>/settings/sms-and-voice/edit/", sms_settings.edit, name="sms-settings-edit"),
]

key_pages = [
    path("", access_keys.access_key_list, name="access-key-list"),
    path("create/", access_keys.create, name="access-key-create"),
    path("<str:access_key_id>/status/", access_keys.set_status, name="access-key-status"),
    path("<str:access_key_id>/delete/", access_keys.delete, name="access-key-delete"),
]

urlpatterns = [
    path("", switching.root, name="root"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("settings/display-mode/", preferences.display_mode, name="display-mode"),
    path("help/<slug:topic>/", help.help_topic, name="help-topic"),
    path("<str:account_id>/<str:region>/switch/", switching.switch, name="region-switch"),
    path("<str:account_id>/<str:region>/projects/", include(project_pages)),
    path("<str:account_id>/<str:region>/sms-voice/", include(sms_voice)),
    path("<str:account_id>/<str:region>/access-keys/", include(key_pages)),
    path("<str:account_id>/<str:region>/test-settings/", test_settings.test_settings, name="test-settings"),
]
