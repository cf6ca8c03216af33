"""Addresses of the message simulator, in an account and a Region."""

from django.urls import path

from pools.pages.simulator import coverage, phone

urlpatterns = [
    path("", phone.simulator, name="simulator"),
    path("coverage/", coverage.coverage_page, name="coverage"),
]
