"""Our rows, as the sync writes them: through the house verbs, by our own IDs where the mirror has AWS's."""

from typing import Any

from pools.models import Role, User
from pools.operations.engine.caller import Caller
from pools.operations.from_aws import remove_resource, set_field, store_resource
from pools.sync.fields import IN_POOL, Field
from pools.sync.mirror_rows import Mirrors
from pools.sync.state import POOL, Ref, State, plain, to_json

DOOR = "aws"


class House:
    """Writes in the caller's transaction, in the name of `user`, or of nobody where AWS was first."""

    def __init__(self, mirrors: Mirrors, user: User | None = None) -> None:
        self.mirrors = mirrors
        link = mirrors.link
        self.caller = Caller(user, link.account, link.region, Role.ADMINISTRATOR, DOOR)

    def store(self, state: State) -> None:
        """Make or replace our row of it, which has AWS's ID from then on."""
        row = self.mirrors.row(state.ref)
        row.local_key, row.tombstone = state.key, None
        stored = to_json(state)
        if state.facts.get("pool_id"):
            stored["facts"] = {**stored["facts"], "pool_id": self.own_pool(state.facts["pool_id"])}
        store_resource(self.caller, state=stored)

    def set_field(self, ref: Ref, which: Field, value: Any) -> None:
        own = Ref(ref.kind, self.mirrors.local_key(ref))
        if which == IN_POOL and value:
            value = self.own_pool(value)
        set_field(self.caller, resource=(own.kind, own.key), field=which, value=plain(value))

    def remove(self, ref: Ref) -> None:
        remove_resource(self.caller, resource=(ref.kind, self.mirrors.local_key(ref)))

    def own_pool(self, key: str) -> str:
        """Our ID of AWS's pool, which is another one where the pool was made here."""
        ref = Ref(POOL, key)
        if ref in self.mirrors.rows:
            return self.mirrors.local_key(ref)
        found = self.mirrors.link.mirrors.filter(kind=POOL, key=key).values_list("local_key", flat=True)
        return found.first() or key
