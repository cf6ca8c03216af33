"""What one side shows, by boto3, to whoever changes it."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.help.both_sides import every, keywords_of, name_of_member, settings_of, tags_of
from tests.sync.campaign.ledger import OURS, Ledger


class Eyes:
    """until_answered: repeats what a kill has cut off."""

    def __init__(
        self, side: str, client: Any, ledger: Ledger, until_answered: Callable[[Callable[[], Any]], Any]
    ) -> None:
        self.side, self.client, self.ledger, self.until_answered = side, client, ledger, until_answered

    def pools(self, *, own: bool = False) -> list[tuple[str, dict[str, Any]]]:
        """Each with its name; own: which this side has made."""
        found = self.until_answered(lambda: list(every(self.client, "describe_pools", "Pools")))
        named = [(self.name_of(pool), pool) for pool in found]
        return [
            one
            for one in sorted(named, key=lambda one: one[0])
            if not own or one[0].startswith(f"pool/{self.side}")
        ]

    def name_of(self, pool: dict[str, Any]) -> str:
        names = self.ledger.names
        if pool["PoolId"] not in names:
            tags = self.until_answered(lambda: tags_of(self.client, pool["PoolArn"]))
            names[pool["PoolId"]] = f"pool/{tags['tags/Name']}"
        return names[pool["PoolId"]]

    def fields_of(self, pool: dict[str, Any]) -> dict[str, Any]:
        members = self.until_answered(lambda: list(self.members(pool)))
        tags = self.until_answered(lambda: tags_of(self.client, pool["PoolArn"]))
        words = self.until_answered(lambda: keywords_of(self.client, pool["PoolId"]))
        return settings_of(pool) | tags | words | {f"members/{name}": True for name in members}

    def members(self, pool: dict[str, Any]) -> Iterator[str]:
        items = "OriginationIdentities"
        for one in every(self.client, "list_pool_origination_identities", items, PoolId=pool["PoolId"]):
            yield name_of_member(one)

    def free_numbers(self) -> list[dict[str, Any]]:
        listed = self.until_answered(
            lambda: list(every(self.client, "describe_phone_numbers", "PhoneNumbers"))
        )
        # Which are whose: a number can be in one pool only, so both must not take the same.
        own = [one for one in listed if not one.get("PoolId") and one["Status"] == "ACTIVE"]
        return [one for one in own if int(one["PhoneNumber"][-1]) % 2 == (self.side == OURS)]
