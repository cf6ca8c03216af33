"""The demo account, loaded once by its own command and then copied, as each test starts from nothing."""

from datetime import date
from typing import Any

from pools.clock import real_now
from pools.management.demo import load
from tests.help.copies import all_rows

# By the day, as its dates count from it.
_rows: dict[date, list[Any]] = {}


def load_demo() -> None:
    today = real_now().date()
    if today not in _rows:
        load()
        _rows[today] = all_rows()
        return
    for model, rows in _rows[today]:
        model._base_manager.bulk_create(rows)
