"""The demo account, loaded once by its own command and then copied, as each test starts from nothing."""

from django.apps import apps

from pools.management.demo import load

_rows: list = []


def load_demo() -> None:
    if not _rows:
        load()
        models = list(apps.get_app_config("pools").get_models(include_auto_created=True))
        _rows.extend((model, list(model._base_manager.all())) for model in in_order(models))
        return
    for model, rows in _rows:
        model._base_manager.bulk_create(rows)


def in_order(models: list) -> list:
    """Parents before the rows that point at them."""
    done: list = []
    while len(done) < len(models):
        for model in models:
            parents = {f.related_model for f in model._meta.concrete_fields if f.is_relation} - {model}
            if model not in done and parents & set(models) <= set(done):
                done.append(model)
    return done
