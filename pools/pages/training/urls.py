"""Addresses of the training."""

from django.urls import path

from pools.pages.frame.beginnings import leads_to
from pools.pages.training import data, lessons

urlpatterns = [
    path("", leads_to("lesson-list"), name="training"),
    path("lessons/", lessons.lesson_list, name="lesson-list"),
    path("data/", data.practice_data, name="practice-data"),
    path("practice-account/", lessons.practice_account, name="practice-account"),
    path("lessons/<slug:lesson>/", lessons.lesson_page, name="lesson"),
    path("lessons/<slug:lesson>/start/", lessons.start, name="lesson-start"),
    path("lessons/<slug:lesson>/panel/", lessons.panel, name="lesson-panel"),
]
