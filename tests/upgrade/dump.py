"""python -m tests.upgrade.dump NAME: write the current database's rows to a file that test_upgrade.py reads.

Make one before a release, of a database that holds nothing but what may be published, as the demo's does.
"""

import json
import os
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

FOLDER = Path(__file__).resolve().parent
APP = "pools"


def rows_of(model: Any) -> list[dict[str, Any]]:
    columns = [field.attname for field in model._meta.concrete_fields]
    return list(model._base_manager.order_by("pk").values(*columns))


def dump() -> dict[str, Any]:
    """The rows of each model, and the migration that they belong to."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = [name for app, name in MigrationRecorder(connection).applied_migrations() if app == APP]
    rows = {model.__name__: rows_of(model) for model in apps.get_app_config(APP).get_models()}
    return {"migrations": {APP: max(applied)}, "rows": {name: found for name, found in rows.items() if found}}


def lines(content: dict[str, Any]) -> Iterator[str]:
    """JSON with a line per row, so that two dumps can be compared by eye."""
    from django.core.serializers.json import DjangoJSONEncoder

    class Encoder(DjangoJSONEncoder):
        def default(self, value: Any) -> Any:
            """Bytes become what BinaryField.to_python reads."""
            return (
                b64encode(value).decode() if isinstance(value, bytes | memoryview) else super().default(value)
            )

    yield f'{{"migrations": {json.dumps(content["migrations"])}, "rows": {{\n'
    tables = []
    for name, rows in content["rows"].items():
        listed = ",\n".join(json.dumps(row, cls=Encoder, ensure_ascii=False) for row in rows)
        tables.append(f'"{name}": [\n{listed}\n]')
    yield ",\n".join(tables)
    yield "\n}}\n"


def main(name: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    django.setup()
    path = FOLDER / f"{name}.json"
    path.write_text("".join(lines(dump())), encoding="utf-8")
    sys.stdout.write(f"{path}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.upgrade.dump NAME")
    main(sys.argv[1])
