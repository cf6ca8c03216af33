"""The demo account, loaded once by its own command and then copied, as each test starts from nothing."""

from pools.management.demo import load
from tests.help.copies import all_rows

_rows: list = []


def load_demo() -> None:
    if not _rows:
        load()
        _rows.extend(all_rows())
        return
    for model, rows in _rows:
        model._base_manager.bulk_create(rows)
