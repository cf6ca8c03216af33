"""The "Pool settings" form: six groups of the detail page, drawn from a pool or from what somebody posted."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from pools.models import Pool
from pools.models.fast_reads.pool_forms import settings_choices
from pools.operations.engine.caller import Caller
from pools.operations.pool_settings import PoolSettings, settings_of
from pools.pages.kit.settings_parts import SettingsParts
from pools.pages.pools.drawn import seal, unseal
from pools.pages.pools.switches import MEMBERS, PoolSwitches


class SettingsForm(SettingsParts):
    """Switches, keywords and tags together, and the settings that they were drawn with."""

    switches_type, members = PoolSwitches, MEMBERS

    def __init__(
        self,
        caller: Caller,
        pool: Pool,
        *,
        data: QueryDict | None = None,
        checked: bool = True,
    ) -> None:
        """data: what was posted; checked=False only shows it."""
        self.caller, self.pool, self.choices = caller, pool, settings_choices(caller, pool)
        self.is_posted, self.alert = data is not None, ""
        self.data: Mapping[str, str] = data if data is not None else {}
        # What somebody is asked about; see conflict.py.
        self.conflict: Any = None
        self.sealed = self.data.get("drawn", "")
        # None of a form of an earlier release, or of one that somebody has tampered with.
        self.base = unseal(pool.pool_id, self.sealed) if data is not None else None
        # Where the seal can't be read, the page shows what stands now, and saving asks about each difference.
        self.initial_settings = self.base or settings_of(pool)
        if data is None:
            self.sealed = seal(pool.pool_id, self.initial_settings)
        self.draw(data, checked, "pool")

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was chosen in a conflict, to be kept while something else in the form is wrong."""
        names = [name for name in self.data if name == "drawn_anew" or name.startswith("choice.")]
        return [(name, self.data[name]) for name in names]

    @property
    def has_errors(self) -> bool:
        rows = (*self.keywords.rows, *self.tags.rows)
        return bool(self.alert or self.conflict or self.switches.errors or any(row.errors for row in rows))

    @property
    def posted(self) -> PoolSettings:
        """What a valid form asks for."""
        return PoolSettings(**self.asked)
