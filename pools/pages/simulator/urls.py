"""Addresses of the message simulator, in an account and a Region."""

from django.urls import path

from pools.pages.frame.beginnings import leads_to
from pools.pages.simulator import coverage

urlpatterns = [
    path("", leads_to("coverage"), name="simulator"),
    path("coverage/", coverage.coverage_page, name="coverage"),
]
