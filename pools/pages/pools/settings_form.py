"""The "Pool settings" form: six groups of the detail page, drawn from a pool or from what somebody posted."""

from django.http import QueryDict

from pools.models import Pool
from pools.models.fast_reads.pool_forms import settings_choices
from pools.operations.engine.caller import Caller
from pools.operations.pool_settings import PoolSettings, settings_of
from pools.pages.kit.settings_parts import SettingsParts
from pools.pages.pools.switches import MEMBERS, PoolSwitches


class SettingsForm(SettingsParts):
    """Switches, keywords and tags together, and the settings that they were drawn with."""

    switches_type, members = PoolSwitches, MEMBERS
    kind, settings_type = "pool", PoolSettings

    def __init__(
        self,
        caller: Caller,
        pool: Pool,
        *,
        data: QueryDict | None = None,
        checked: bool = True,
    ) -> None:
        """data: what was posted; checked=False only shows it."""
        self.pool, self.choices = pool, settings_choices(caller, pool)
        self.begin(caller, pool.pool_id, settings_of(pool), data)
        self.draw(data, checked, "pool")

    @property
    def posted(self) -> PoolSettings:
        """What a valid form asks for."""
        return PoolSettings(**self.asked)
