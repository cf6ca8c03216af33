"""Addresses of the sync with AWS, in an account and a Region."""

from django.urls import path

from pools.pages.sync import home

urlpatterns = [
    path("", home.aws_sync, name="aws-sync"),
]
