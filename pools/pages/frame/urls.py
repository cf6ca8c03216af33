"""Addresses of what surrounds the pages: signing in, preferences, help, another Region."""

from django.urls import path

from pools.pages.frame import help, join, preferences, sign_in, switching

urlpatterns = [
    path("", switching.root, name="root"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("join/", switching.root, name="links"),
    path("join/<slug:code>/", join.join, name="join"),
    path("pinpoint/", switching.root, name="pinpoint"),
    path("settings/", switching.root, name="settings"),
    path("settings/display-mode/", preferences.display_mode, name="display-mode"),
    path("help/", help.help_topics, name="help"),
    path("help/<slug:topic>/", help.help_topic, name="help-topic"),
]

in_a_region = [
    path("switch/", switching.switch, name="region-switch"),
]
