"""Addresses of the message simulator, in an account and a Region."""

from django.urls import path

from pools.pages.simulator import acts, coverage, message, message_deletion, messages

urlpatterns = [
    path("", acts.simulator, name="simulator"),
    path("coverage/", coverage.coverage_page, name="coverage"),
    path("messages/", messages.message_list, name="message-list"),
    path("messages/preferences/", messages.message_list_preferences, name="message-list-preferences"),
    path("messages/delete/", message_deletion.delete_matching, name="message-delete"),
    path("messages/<str:message_id>/", message.message_detail, name="message-detail"),
]
