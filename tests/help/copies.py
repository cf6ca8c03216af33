"""Rows that are made once and then copied, as each test starts from nothing."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.apps import apps
from django.db.models import Model


class Copies:
    """What a builder makes: by its first call, and from then on by copying what that made."""

    def __init__(self, *, numbered: tuple[type[Model], ...] = ()) -> None:
        """numbered: models whose keys pages show, so that these have to be the same in each copy. No test makes other
        rows of them before the copy."""
        self.numbered = numbered
        self.rows: list[tuple[type[Model], list[Model]]] = []
        self.parents: list[tuple[type[Model], Any]] = []
        self.answer: Any = None

    def make(self, build: Callable[..., Any], *parents: Model) -> Any:
        """What build(*parents) answers. Its rows hang on the parents and on each other, and on nothing else."""
        if not self.rows:
            self.remember(build, parents)
        else:
            self.copy(parents)
        return deepcopy(self.answer)

    def remember(self, build: Callable[..., Any], parents: tuple[Model, ...]) -> None:
        before = {model: {row.pk for row in rows} for model, rows in all_rows()}
        self.answer = build(*parents)
        self.parents = [(type(row), row.pk) for row in parents]
        made = ((model, [row for row in rows if row.pk not in before[model]]) for model, rows in all_rows())
        self.rows = [(model, rows) for model, rows in made if rows]

    def copy(self, parents: tuple[Model, ...]) -> None:
        now = dict(zip(self.parents, (row.pk for row in parents), strict=True))
        for model, rows in self.rows:
            copies = model._base_manager.bulk_create(
                copy_of(row, now, with_key=model in self.numbered) for row in rows
            )
            now |= {(model, row.pk): copy.pk for row, copy in zip(rows, copies, strict=True)}


def copy_of(row: Model, now: dict[tuple[type[Model], Any], Any], *, with_key: bool) -> Model:
    """A row that is not stored yet; now: the keys of what it points at, by those of what `row` points at."""
    values = {}
    for field in row._meta.concrete_fields:
        if with_key or not field.primary_key:
            value = getattr(row, field.attname)
            values[field.attname] = (
                now.get((field.related_model, value), value) if field.is_relation else value
            )
    return type(row)(**values)


def all_rows() -> list[tuple[type[Model], list[Model]]]:
    """Everything the product stores, parents before the rows that point at them."""
    models = list(apps.get_app_config("pools").get_models(include_auto_created=True))
    return [(model, list(model._base_manager.order_by("pk"))) for model in in_order(models)]


def in_order(models: list[type[Model]]) -> list[type[Model]]:
    done: list = []
    while len(done) < len(models):
        for model in models:
            parents = {f.related_model for f in model._meta.concrete_fields if f.is_relation} - {model}
            if model not in done and parents & set(models) <= set(done):
                done.append(model)
    return done
