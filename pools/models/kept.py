"""Columns that every save of a row computes from its other columns; `update_fields` names both."""

from collections.abc import Callable
from typing import Any

from django.db import models


class Kept:
    """by: a function of the row, which migrations find by its path."""

    def __init__(self, *args: Any, by: Callable[[Any], Any], **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"by": self.by}

    # Here and not in save(), which bulk_create() passes by.
    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = self.by(instance)
        setattr(instance, self.attname, value)
        return value


class SearchText(Kept, models.TextField):
    """Folded text that searches look into, a line for each value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": "", "editable": False} | kwargs)


class SortKey(Kept, models.BinaryField):
    """What a list is sorted by. Bytes have one order on every database; letters have one per collation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": b"", "editable": False} | kwargs)
