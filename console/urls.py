"""The doors for people. Programs are let in by pools.api.middleware, before any of this."""

from django.urls import include, path

from console.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("pools.pages.urls")),
]

handler400 = "pools.pages.frame.errors.bad_request"
handler403 = "pools.pages.frame.errors.forbidden"
handler404 = "pools.pages.frame.errors.not_found"
handler500 = "pools.pages.frame.errors.server_error"
