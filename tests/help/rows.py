"""The rows of a database, to have them there again: what takes seconds to make is made for one test, and kept."""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import connection, transaction


class Rows:
    """Of all our tables but those of the models in `others`, by their names in small letters."""

    def __init__(self, others: Collection[str] = ()) -> None:
        models = apps.get_app_config("pools").get_models()
        self.models = [model for model in models if model._meta.model_name not in others]
        self.kept: dict[Any, list[Any]] = {}

    def read(self) -> None:
        self.kept = {model: list(model._base_manager.all()) for model in self.models}

    def write(self) -> None:
        """Whatever is there goes, and what was read comes back: nothing, where nothing was."""
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA defer_foreign_keys = ON")
            else:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for model in self.models:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608
            for model, rows in self.kept.items():
                model._base_manager.bulk_create(rows)
