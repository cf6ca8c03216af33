"""What one account holds, copied into others in bulk: a class begins 30 times with what takes long to make once."""

import json
import re
from collections.abc import Sequence

from pools.models import Activity, ClientToken, Learner
from pools.models.ids import Derivation, derived
from pools.operations.engine.account_rows import Held, held_by, pack, put, unpack

ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9]{12}\b")


def copy_contents(source: Learner, targets: Sequence[Learner], ids: Sequence[Derivation]) -> None:
    """ids: those in the source, which were derived from its account's ID: so are the copies'. Needs a transaction."""
    held = unpack(pack(held_by([source.account])[source.account_id]))
    # Nobody asks again for what made the first one.
    held["tables"].pop(ClientToken.__name__, None)
    text = json.dumps(held)
    put([(target.account, copied(text, source, target, ids)) for target in targets])


def copied(text: str, source: Learner, target: Learner, ids: Sequence[Derivation]) -> Held:
    names = names_in(target.account_id, source.account_id, ids)
    held = json.loads(ID.sub(lambda found: names.get(found[0], found[0]), text))
    if log := held["tables"].get(Activity.__name__):
        column = log["columns"].index("user_id")
        for row in log["rows"]:
            row[column] = target.user_id
    return held


def names_in(account_id: str, source_id: str, ids: Sequence[Derivation]) -> dict[str, str]:
    """What is written in one account in place of what is in the other: account IDs, and IDs in both spellings."""
    names = {source_id: account_id}
    for name, kind, number in ids:
        old, new = derived(name, kind, number), derived(name.replace(source_id, account_id), kind, number)
        names |= {old.hex: new.hex, str(old): str(new)}
    return names
