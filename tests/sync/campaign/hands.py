"""Whoever changes one side, at random, with boto3: people in the console, or somebody else in AWS.

Most of what the two change is their own: a field that the other side never writes, so that it must never move by the
sync. Some is both's: a tag and a keyword, where they get into conflicts.
"""

import random
import time
import uuid
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tests.sync.campaign.eyes import Eyes
from tests.sync.campaign.ledger import EXISTS, OURS, THEIRS, Ledger

# What an act is refused with that was done, and not answered as the console was killed.
DONE_BEFORE = {"ConflictException", "ResourceNotFoundException"}
MOST_POOLS = 12  # of each side
SHOWN_AFTER = 90.0  # seconds


class Hand(Eyes):
    """until_answered: repeats what a kill has cut off; what AWS's side is asked is never cut off. before: what a change
    of a pool's field has replaced, where that side can tell; it may be another value than was seen a moment before.
    """

    def __init__(
        self,
        side: str,
        client: Any,
        ledger: Ledger,
        rng: random.Random,
        until_answered: Callable[[Callable[[], Any]], Any] = lambda act: act(),
        before: Callable[[str, str, Any], Any] | None = None,
    ) -> None:
        super().__init__(side, client, ledger, until_answered)
        self.before = before
        self.rng, self.made = rng, 0
        self.done = self.refused = 0
        self.senders = [f"{side.upper()}{number}" for number in range(4)]

    def ask(self, operation: str, **request: Any) -> dict[str, Any] | None:
        """The answer, {} where it was done before that came; None where it is refused."""
        try:
            answer = self.until_answered(lambda: getattr(self.client, operation)(**request))
        except ClientError as error:
            if getattr(error, "cut_off", False) and error.response["Error"]["Code"] in DONE_BEFORE:
                return {}
            self.refused += 1
            return None
        self.done += 1
        return answer

    def act(self, *, contested: bool) -> None:
        """Something of their own, or of both's."""
        both = (self.tag_both, self.tag_both, self.put_both, self.put_both)
        if self.side == THEIRS:
            both = (*both, lambda: self.delete(own=False))
        self.rng.choice(both if contested else self.own_acts())()

    def own_acts(self) -> tuple[Callable[[], None], ...]:
        both = (self.tag, self.tag, self.untag, self.put_keyword, self.put_keyword, self.delete_keyword)
        more = (self.join, self.join, self.leave, self.switch, self.create, self.create, self.delete)
        return (*both, *more, self.configure, self.join_number) if self.side == OURS else (*both, *more)

    def any_pool(self, *, own: bool = False) -> tuple[str, dict[str, Any]] | None:
        found = self.pools(own=own)
        return self.rng.choice(found) if found else None

    def text(self) -> str:
        self.made += 1
        return f"{self.side} {self.made}"

    def set(self, resource: str, pool: dict[str, Any], name: str, value: Any, operation: str, **rest: Any):
        saw = self.fields_of(pool).get(name)
        if self.ask(operation, **rest) is not None:
            if self.before and value != saw and name.startswith(("tags/", "keywords/")):
                saw = self.before(pool["PoolId"], name, value)
            self.ledger.note(self.side, resource, name, value, saw)

    def tag(self, key: str = "") -> None:
        if found := self.any_pool():
            name, pool = found
            key, value = key or self.side, self.text()
            request = {"ResourceArn": pool["PoolArn"], "Tags": [{"Key": key, "Value": value}]}
            self.set(name, pool, f"tags/{key}", value, "tag_resource", **request)

    def tag_both(self) -> None:
        self.tag("both")

    def untag(self) -> None:
        if found := self.any_pool():
            name, pool = found
            request = {"ResourceArn": pool["PoolArn"], "TagKeys": [self.side]}
            self.set(name, pool, f"tags/{self.side}", None, "untag_resource", **request)

    def put_keyword(self, word: str = "") -> None:
        if found := self.any_pool():
            name, pool = found
            word, text = word or self.side.upper(), self.text()
            request = {"OriginationIdentity": pool["PoolId"], "Keyword": word, "KeywordMessage": text}
            value = [text, "AUTOMATIC_RESPONSE"]
            self.set(name, pool, f"keywords/{word}", value, "put_keyword", **request)

    def put_both(self) -> None:
        self.put_keyword("BOTH")

    def delete_keyword(self) -> None:
        if found := self.any_pool():
            name, pool = found
            word = self.side.upper()
            request = {"OriginationIdentity": pool["PoolId"], "Keyword": word}
            self.set(name, pool, f"keywords/{word}", None, "delete_keyword", **request)

    def switch(self) -> None:
        if found := self.any_pool(own=True):
            name, pool = found
            value = not pool["SharedRoutesEnabled"]
            request = {"PoolId": pool["PoolId"], "SharedRoutesEnabled": value}
            self.set(name, pool, "SharedRoutesEnabled", value, "update_pool", **request)

    def join(self) -> None:
        self.move("associate_origination_identity", True)

    def leave(self) -> None:
        self.move("disassociate_origination_identity", None)

    def move(self, operation: str, value: bool | None) -> None:
        if found := self.any_pool():
            name, pool = found
            sender = self.rng.choice(self.senders)
            request = {"OriginationIdentity": sender, "IsoCountryCode": "GB", "PoolId": pool["PoolId"]}
            self.set(name, pool, f"members/{sender}/GB", value, operation, **request)

    def join_number(self) -> None:
        """One that is free, into a pool that has room for it; mostly they do not match, and it is refused."""
        numbers = self.free_numbers()
        if numbers and (found := self.any_pool(own=True)):
            (name, pool), number = found, self.rng.choice(numbers)
            request = {"OriginationIdentity": number["PhoneNumberId"], "PoolId": pool["PoolId"]}
            field = f"members/{number['PhoneNumber']}"
            self.set(name, pool, field, True, "associate_origination_identity", **request)

    def create(self) -> None:
        if len(self.pools(own=True)) >= MOST_POOLS:
            return
        name = f"{self.text()} {uuid.UUID(int=self.rng.getrandbits(128)).hex[:6]}"
        numbers = self.free_numbers()
        if numbers and self.rng.random() < 0.5:
            seed = {"OriginationIdentity": self.rng.choice(numbers)["PhoneNumberId"], "IsoCountryCode": "US"}
        else:
            seed = {"OriginationIdentity": self.rng.choice(self.senders), "IsoCountryCode": "GB"}
        tags = [{"Key": "Name", "Value": name}]
        request = seed | {"MessageType": "TRANSACTIONAL", "Tags": tags, "ClientToken": name.replace(" ", "-")}
        if answer := self.ask("create_pool", **request):
            self.ledger.names[answer["PoolId"]] = f"pool/{name}"
            self.ledger.note(self.side, f"pool/{name}", EXISTS, True)

    def delete(self, *, own: bool = True) -> None:
        found = [one for one in self.pools(own=own) if own or self.is_old(one[0])]
        if len(found) > MOST_POOLS // 2:
            name, pool = self.rng.choice(found)
            saw = self.fields_of(pool)
            if self.ask("delete_pool", PoolId=pool["PoolId"]) is not None:
                self.ledger.note(self.side, name, EXISTS, None, saw)

    def is_old(self, resource: str) -> bool:
        """What was created just now, and is gone, counts for a minute as what reads do not show yet."""
        made = self.ledger.of(resource, EXISTS, OURS)
        return not made or time.monotonic() - made[0].at > SHOWN_AFTER

    def configure(self) -> None:
        """A configuration set and its default sender ID, made here, changed here and deleted here."""
        name = f"set-{self.rng.randrange(4)}"
        resource = f"configuration-set/{name}"
        acts = self.ledger.of(resource, EXISTS)
        if not acts:
            if self.ask("create_configuration_set", ConfigurationSetName=name) is not None:
                self.ledger.note(self.side, resource, EXISTS, True)
        elif acts[-1].value and self.rng.random() < 0.8:
            sender = self.rng.choice(self.senders)
            request = {"ConfigurationSetName": name, "SenderId": sender}
            if self.ask("set_default_sender_id", **request) is not None:
                self.ledger.note(self.side, resource, "DefaultSenderId", sender)
