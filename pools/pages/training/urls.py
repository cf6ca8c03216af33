"""Addresses of the training."""

from django.urls import path

from pools.models import Class, Snapshot
from pools.pages.frame.beginnings import leads_to
from pools.pages.training import (
    board,
    class_acts,
    class_clock,
    class_snapshots,
    classes,
    data,
    lessons,
    seats,
    snapshots,
)

urlpatterns = [
    path("", leads_to("lesson-list"), name="training"),
    path("lessons/", lessons.lesson_list, name="lesson-list"),
    path("data/", data.practice_data, name="practice-data"),
    path("classes/", classes.class_list, name="class-list"),
    path("classes/create/", classes.class_create, name="class-create"),
    path("classes/<slug:class_id>/", board.class_board, name="class"),
    path("classes/<slug:class_id>/sheet/", classes.class_sheet, name="class-sheet"),
    path("classes/<slug:class_id>/reset/", class_acts.class_reset, name="class-reset"),
    path("classes/<slug:class_id>/remove/", class_acts.class_remove, name="class-remove"),
    path("classes/<slug:class_id>/clock/", class_clock.class_clock, name="class-clock"),
    path("classes/<slug:class_id>/seats/", leads_to("class", Class, of_it=True), name="class-seats"),
    path("classes/<slug:class_id>/seats/<int:seat>/", seats.class_seat, name="class-seat"),
    path("classes/<slug:class_id>/seats/<int:seat>/reset/", seats.class_seat_reset, name="class-seat-reset"),
    path(
        "classes/<slug:class_id>/seats/<int:seat>/password/",
        seats.class_seat_password,
        name="class-seat-password",
    ),
    path(
        "classes/<slug:class_id>/seats/<int:seat>/remove/", seats.class_seat_remove, name="class-seat-remove"
    ),
    path("classes/<slug:class_id>/snapshots/", class_snapshots.class_snapshots, name="class-snapshots"),
    path(
        "classes/<slug:class_id>/take-snapshot/",
        class_snapshots.class_snapshot_take,
        name="class-snapshot-take",
    ),
    path(
        "classes/<slug:class_id>/snapshots/<str:snapshot>/",
        leads_to(
            "class-snapshots",
            Class,
            of_it=True,
            parts={"snapshot": "seats__learner__account__snapshots__name"},
        ),
        name="class-snapshot",
    ),
    path(
        "classes/<slug:class_id>/snapshots/<str:snapshot>/restore/",
        class_snapshots.class_snapshot_restore,
        name="class-snapshot-restore",
    ),
    path(
        "classes/<slug:class_id>/snapshots/<str:snapshot>/delete/",
        class_snapshots.class_snapshot_delete,
        name="class-snapshot-delete",
    ),
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
