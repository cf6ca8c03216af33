"""Addresses of the training."""

from django.urls import path

from pools.models import Snapshot
from pools.pages.frame.beginnings import leads_to
from pools.pages.training import board, classes, data, lessons, snapshots

urlpatterns = [
    path("", leads_to("lesson-list"), name="training"),
    path("lessons/", lessons.lesson_list, name="lesson-list"),
    path("data/", data.practice_data, name="practice-data"),
    path("classes/", classes.class_list, name="class-list"),
    path("classes/create/", classes.class_create, name="class-create"),
    path("classes/<slug:class_id>/", board.class_board, name="class"),
    path("classes/<slug:class_id>/sheet/", classes.class_sheet, name="class-sheet"),
    path("classes/<slug:class_id>/reset/", classes.class_reset, name="class-reset"),
    path("classes/<slug:class_id>/remove/", classes.class_remove, name="class-remove"),
    path("data/reset/", snapshots.reset, name="practice-data-reset"),
    path("data/snapshots/", leads_to("practice-data"), name="snapshots"),
    path("data/take-snapshot/", snapshots.take, name="snapshot-take"),
    path(
        "data/snapshots/<str:snapshot>/",
        leads_to("practice-data", Snapshot, parts={"snapshot": "name"}),
        name="snapshot",
    ),
    path("data/snapshots/<str:snapshot>/restore/", snapshots.restore, name="snapshot-restore"),
    path("data/snapshots/<str:snapshot>/delete/", snapshots.delete, name="snapshot-delete"),
    path("practice-account/", lessons.practice_account, name="practice-account"),
    path("lessons/<slug:lesson>/", lessons.lesson_page, name="lesson"),
    path("lessons/<slug:lesson>/start/", lessons.start, name="lesson-start"),
    path("lessons/<slug:lesson>/panel/", lessons.panel, name="lesson-panel"),
]
