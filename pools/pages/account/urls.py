"""Addresses of an account's own pages: projects with their SMS settings, access keys, test settings."""

from django.urls import include, path

from pools.models import AccessKey, Project
from pools.pages.account import access_keys, projects, set_up, sms_settings, test_settings
from pools.pages.frame.beginnings import leads_to

settings_of_project = leads_to("sms-settings", Project, of_it=True)

project_pages = [
    path("", projects.project_list, name="project-list"),
    path("create/", projects.project_create, name="project-create"),
    path("<str:project_id>/", settings_of_project, name="project"),
    path("<str:project_id>/settings/", settings_of_project, name="project-settings"),
    path("<str:project_id>/settings/sms-and-voice/", sms_settings.sms_settings, name="sms-settings"),
    path("<str:project_id>/settings/sms-and-voice/edit/", sms_settings.edit, name="sms-settings-edit"),
]

key_pages = [
    path("", access_keys.access_key_list, name="access-key-list"),
    path("create/", access_keys.create, name="access-key-create"),
    path("<str:access_key_id>/", leads_to("access-key-list", AccessKey), name="access-key"),
    path("<str:access_key_id>/status/", access_keys.set_status, name="access-key-status"),
    path("<str:access_key_id>/delete/", access_keys.delete, name="access-key-delete"),
]

in_a_region = [
    path("projects/", include(project_pages)),
    path("access-keys/", include(key_pages)),
    path("sms-voice/set-up/", set_up.set_up, name="set-up"),
    path("test-settings/", test_settings.test_settings, name="test-settings"),
]
