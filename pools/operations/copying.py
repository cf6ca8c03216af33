"""What one account holds, copied into others in bulk: a class begins 30 times with what takes long to make once."""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from graphlib import TopologicalSorter
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from pools.models import Account, ClientToken, Learner, Membership, User
from pools.models.ids import Derivation, derived

# Who is in an account is said of each; and nobody asks for the answers to what made the first one.
NOT_COPIED = (ClientToken, Learner, Membership)
ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9]{12}\b")


def copy_contents(source: Learner, targets: Sequence[Learner], ids: Sequence[Derivation]) -> None:
    """ids: those in the source, which were derived from its account's ID: so are the copies'. Needs a transaction."""
    names = {target: names_in(target.account_id, source.account_id, ids) for target in targets}
    keys: dict[tuple[Learner, type[Model], int], int] = {
        (target, User, source.user_id): target.user_id for target in targets
    }
    for model, rows in rows_in(source.account):
        copies = [
            (row, target, copy_of(row, target, names[target], keys)) for target in targets for row in rows
        ]
        model._base_manager.bulk_create([copy for *_, copy in copies])
        keys |= {(target, model, row.pk): copy.pk for row, target, copy in copies}


def names_in(account_id: str, source_id: str, ids: Sequence[Derivation]) -> dict[str, str]:
    """What is written in one account in place of what is in the other: account IDs, and IDs in both spellings."""
    names = {source_id: account_id}
    for name, kind, number in ids:
        old, new = derived(name, kind, number), derived(name.replace(source_id, account_id), kind, number)
        names |= {old.hex: new.hex, str(old): str(new)}
    return names


def rows_in(account: Account) -> Iterator[tuple[type[Model], list[Model]]]:
    """The account's rows and those that hang on them, each kind after what it points at."""
    found: dict[type[Model], list[Model]] = {}
    for model in in_order():
        owners = [one for one in model._meta.fields if one.related_model in found]
        if any(one.related_model is Account for one in model._meta.fields):
            rows = model._base_manager.filter(account=account)
        elif owners:
            rows = model._base_manager.filter(
                reduce(or_, (Q(**{f"{one.name}__in": found[one.related_model]}) for one in owners))
            )
        else:
            continue
        if kept := list(rows.order_by("pk")):
            found[model] = kept
            yield model, kept


def in_order() -> list[type[Model]]:
    models = set(apps.get_app_config("pools").get_models()) - {*NOT_COPIED, Account, User}
    after = {
        model: {field.related_model for field in model._meta.fields} & models - {model} for model in models
    }
    return list(TopologicalSorter(after).static_order())


def copy_of(row: Model, target: Learner, names: Mapping[str, str], keys: Mapping[tuple, int]) -> Model:
    values = {}
    for field in row._meta.fields:
        value = getattr(row, field.attname)
        if field.primary_key:
            continue
        if field.related_model and field.related_model is not Account and value is not None:
            values[field.attname] = keys[target, field.related_model, value]
        else:
            values[field.attname] = renamed(value, names)
    return type(row)(**values)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return ID.sub(lambda found: names.get(found[0], found[0]), value)
    if isinstance(value, uuid.UUID):
        return uuid.UUID(names.get(value.hex, value.hex))
    if isinstance(value, dict):
        return {key: renamed(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    return value
