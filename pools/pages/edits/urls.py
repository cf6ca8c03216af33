"""Addresses of the pages that change many at once. They come before those of one pool, number or sender ID."""

from django.urls import path

from pools.pages.edits.compare import compare
from pools.pages.edits.edit import edit_view
from pools.pages.edits.editable import OF_NUMBERS, OF_POOLS, OF_SENDER_IDS
from pools.pages.edits.export import export_run
from pools.pages.edits.run import edit_run
from pools.pages.edits.runs import edit_runs

urlpatterns = [
    path("pools/edit/", edit_view(OF_POOLS), name="pool-edit"),
    path("phone-numbers/edit/", edit_view(OF_NUMBERS), name="phone-number-edit"),
    path("sender-ids/edit/", edit_view(OF_SENDER_IDS), name="sender-id-edit"),
    path("compare/", compare, name="compare"),
    path("runs/", edit_runs, name="edit-runs"),
    path("runs/<str:run_id>/", edit_run, name="edit-run"),
    path("runs/<str:run_id>/export/", export_run, name="edit-run-export"),
]
