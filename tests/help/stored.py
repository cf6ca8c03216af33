"""All that the database holds, read the cheap way: for tests that look again after every request."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection


@cache
def queries(without: frozenset[str]) -> dict[str, str]:
    """What reads each table of the product; composed once, as that takes longer than the reading."""
    models = [model for model in apps.get_app_config("pools").get_models() if model.__name__ not in without]
    return {model.__name__: str(model._base_manager.order_by("pk").values_list().query) for model in models}


def stored(*, without: frozenset[str]) -> dict[str, list[Any]]:
    """The rows of every model but those in `without`, by the model's name."""
    found = {}
    with connection.cursor() as cursor:
        for name, query in queries(without).items():
            cursor.execute(query)
            found[name] = cursor.fetchall()
    return found
