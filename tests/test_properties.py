"""Random sequences of operations, half through the wire and half through the pages, against tests/model.py.

The model predicts each step: it succeeds, or is refused for one Reason. After it, both doors must show what the
model has. 4 sequences of 50 steps, always the same ones; others, and more, with:
CONSOLE_PROPERTY_CASES=1000 bin/test tests/test_properties.py
"""

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pools.models import Quota
from pools.operations.rules.membership import default_keywords
from tests.api.conftest import key_of
from tests.help import views
from tests.help.counts import miscounted
from tests.help.doors import Pages, Told, Wire
from tests.help.factories import TOPIC
from tests.help.model import QUOTAS, Number, Pool, Refused, Region, SenderId, Settings, managed
from tests.help.wire import client_for

USUAL = 4
CASES = int(os.environ.get("CONSOLE_PROPERTY_CASES", USUAL))
STEPS = 50
GONE = 7

indexes = st.integers(0, 11)
message_types = st.sampled_from(("TRANSACTIONAL", "TRANSACTIONAL", "PROMOTIONAL"))
sender_ids = st.sampled_from(
    [
        ("BRAND", "GB"),
        ("brand", "GB"),
        ("news", "DE"),
        ("SHOP", "FR"),
        ("A", "US"),
        ("A", "IN"),
        ("123", "GB"),
    ]
)
words = st.sampled_from(("HELP", "stop", "JOIN", "join", "INFO", "UNSTOP", "END"))
messages = st.sampled_from(("Hello.", "Thank you.", "Ünïcode & <b>"))
actions = st.sampled_from((None, None, "OPT_OUT", "OPT_IN"))
keys = st.sampled_from(("Name", "team", "Team", "aws:x"))
values = st.sampled_from(("", "Orders", " Orders ", "a/b=c@d"))
lists = st.sampled_from(("Default", "Default", "support", "support", "orders"))
changes = st.fixed_dictionaries(
    {},
    optional={
        "two_way_enabled": st.booleans(),
        "two_way_channel_arn": st.sampled_from((TOPIC, f"{TOPIC}-2")),
        "self_managed_opt_outs_enabled": st.booleans(),
        "opt_out_list_name": lists,
        "deletion_protection_enabled": st.booleans(),
    },
)
numbers = st.builds(
    Number,
    message_type=message_types,
    country=st.sampled_from(("US", "US", "GB", "PH")),
    number_type=st.sampled_from(("LONG_CODE", "LONG_CODE", "TOLL_FREE")),
    capability=st.sampled_from(("SMS", "SMS", "SMS", "VOICE")),
    settings=st.builds(Settings, opt_out_list_name=lists),
)
doors = st.sampled_from(("wire", "pages", "pages"))  # as some operations have no page
Plan = list[tuple[str, dict[str, Any]]]
# A failing walk is made short by putting the first of these in place of steps that it can do without.
PLANS: list[st.SearchStrategy] = [st.just(("nothing", {}))]


def step(weight: int, **arguments: st.SearchStrategy) -> Callable[[Callable], Callable]:
    """Make a method a step of the walk: `weight` says how often it is taken, `arguments` with what."""

    def register(method: Callable) -> Callable:
        PLANS.extend([st.tuples(st.just(method.__name__), st.fixed_dictionaries(arguments))] * weight)
        return method

    return register


class NoneThereError(Exception):
    """The step needs something that the account does not have now: it is passed over."""


class Walk:
    """What is done to an account that begins with a pool, three more numbers, a sender ID and an opt-out list."""

    def __init__(self, aws: Any, client: Any, used: Counter) -> None:
        self.doors, self.used, self.steps = {"wire": Wire(aws), "pages": Pages(client)}, Counter(), 0
        self.gone: dict[type, Any] = {}
        self.model = Region(
            {row.keyword: (row.keyword_message, row.keyword_action) for row in default_keywords()}
        )
        for number_type in ("LONG_CODE", "LONG_CODE", "TOLL_FREE", "LONG_CODE"):
            self.do("wire", "request_phone_number", Number("TRANSACTIONAL", number_type=number_type), None)
        self.do("wire", "request_sender_id", "BRAND", "GB", ("TRANSACTIONAL",))
        self.do("wire", "create_opt_out_list", "support")
        self.do("wire", "create_pool", self.model.numbers[0], "TRANSACTIONAL")
        self.used = used

    def take(self, plan: Plan) -> None:
        for name, arguments in plan:
            with suppress(NoneThereError):
                getattr(self, name)(**arguments)

    def nothing(self) -> None:
        pass

    def do(self, door: str, operation: str, *args: Any, **more: Any) -> None:
        """One operation, in the model and through the door; then a look at what that came to."""
        made = refused = told = answer = None
        self.doors["pages"].forget()
        try:
            made = getattr(self.model, operation)(*args, **more)
        except Refused as error:
            refused = error
        try:
            answer = getattr(self.doors[door], operation)(*args, **more)
        except Told as error:
            told = error
        if refused:
            assert told, f"{operation} through the {door} should be refused: {refused}"
            assert told.says(refused), f"{operation} through the {door} should say {refused}, says: {told}"
        assert refused or not told, f"{operation} through the {door} should succeed, says: {told}"
        if answer and made:
            made.id = answer
        self.gone |= {type(arg): arg for arg in args if getattr(arg, "gone", False)}
        self.used[door] += 1
        self.used[refused.reason if refused else "done"] += 1
        self.steps += 1
        if not refused or self.steps % 4 == 0:
            self.look(made or next((arg for arg in args if isinstance(arg, Pool)), None))

    # What both doors show.

    def look(self, at: Pool | None) -> None:
        """At a pool and a number after every change, at the lists after every third step."""
        pools, owned = self.model.pools, self.model.numbers
        if pools:
            views.must_agree_on_pool(
                *self.doors.values(), self.model, at if at in pools else self.one(pools, self.steps)
            )
        if owned:
            number = self.one(owned, self.steps)
            said = views.keywords_on_the_wire(self.doors["wire"].aws, number.id)
            assert said == number.applying.keywords
        assert miscounted() == []
        if self.steps % 3 == 0:
            views.must_agree_on_lists(*self.doors.values(), self.model)

    # What an index stands for.

    def pool(self, index: int) -> Pool:
        return self.gone_at(index, Pool) or self.one(self.model.pools, index)

    def number(self, index: int, door: str = "wire") -> Number:
        return self.gone_at(index, Number, door) or self.one(self.model.numbers, index)

    def sender_id(self, index: int) -> SenderId:
        return self.gone_at(index, SenderId) or self.one(self.model.sender_ids, index)

    def identity(self, index: int, door: str) -> Number | SenderId:
        rows = [*self.model.numbers, *self.model.sender_ids]
        return (
            self.gone_at(index, Number, door)
            or self.gone_at(index - 1, SenderId, door)
            or self.one(rows, index)
        )

    def gone_at(self, index: int, kind: type, door: str = "wire") -> Any:
        """The last of the kind that went, for one index. Of identities, pages offer only those that are there."""
        return self.gone.get(kind) if index == GONE and door == "wire" else None

    def one(self, rows: list, index: int) -> Any:
        if not rows:
            raise NoneThereError
        return rows[index % len(rows)]

    # Pools and who is in them.

    @step(3, door=doors, index=indexes, kind=message_types, protected=st.booleans(), named=st.booleans())
    def create_pool(self, door: str, index: int, kind: str, protected: bool, named: bool) -> None:
        number = self.number(index, door)
        kind = number.message_type if door == "pages" else kind
        tags = {"Name": "Orders", "team": "a"} if named else {}
        self.do(door, "create_pool", number, kind, deletion_protection_enabled=protected, tags=tags)

    @step(3, door=doors, named=sender_ids, kind=message_types)
    def create_pool_from_sender_id(self, door: str, named: tuple[str, str], kind: str) -> None:
        if door == "pages":
            self.do(door, "create_pool_from_sender_id", *named, kind)
        else:
            held = self.model.held(*named) or SenderId(*named, (), gone=True)
            self.do(door, "create_pool", held, kind)

    @step(2, door=doors, index=indexes)
    def delete_pool(self, door: str, index: int) -> None:
        self.do(door, "delete_pool", self.pool(index))

    @step(3, door=doors, index=indexes, which=indexes)
    def associate(self, door: str, index: int, which: int) -> None:
        self.do(door, "associate", self.pool(index), self.identity(which, door))

    @step(4, door=doors, index=indexes, which=indexes)
    def associate_what_fits(self, door: str, index: int, which: int) -> None:
        """As any identity would be refused most of the time."""
        pool = self.one(self.model.pools, index)
        fits = [
            one
            for one in (*self.model.numbers, *self.model.sender_ids)
            if views.standing(self.model, pool, one) == "available"
        ]
        self.do(door, "associate", pool, self.one(fits, which))

    @step(2, index=indexes, named=sender_ids)
    def add_sender_id(self, index: int, named: tuple[str, str]) -> None:
        self.do("pages", "add_sender_id", self.pool(index), *named)

    @step(2, door=doors, index=indexes, which=indexes)
    def disassociate(self, door: str, index: int, which: int) -> None:
        self.do(door, "disassociate", self.pool(index), self.identity(which, door))

    @step(3, door=doors, index=indexes, which=indexes)
    def disassociate_a_member(self, door: str, index: int, which: int) -> None:
        pool = self.one(self.model.pools, index)
        self.do(door, "disassociate", pool, self.one(pool.members, which))

    @step(5, door=doors, index=indexes, given=changes, routes=st.sampled_from((None, True, False)))
    def update_pool(self, door: str, index: int, given: dict[str, Any], routes: bool | None) -> None:
        if routes is not None:
            given = given | {"shared_routes_enabled": routes}
        if door == "pages" and given.get("two_way_enabled"):
            given = {"two_way_channel_arn": TOPIC} | given  # the form asks for it before it posts
        pool = self.pool(index)
        # Without two-way SMS the form has no field for a channel: it can neither set one nor let one go.
        on = given.get("two_way_enabled", pool.settings.two_way_enabled)
        held = not pool.settings.two_way_enabled and pool.settings.two_way_channel_arn
        hidden = not on and ("two_way_channel_arn" in given or (held and "two_way_enabled" in given))
        self.do("wire" if hidden else door, "update_pool", pool, **given)

    # Keywords and tags.

    @step(4, door=doors, index=indexes, word=words, message=messages, action=actions)
    def put_keyword(self, door: str, index: int, word: str, message: str, action: str | None) -> None:
        pool, known = self.pool(index), word.upper()
        # What the form has no field for: the action of a required word, and what carriers manage.
        fixed = (known in ("HELP", "STOP") and action) or managed(pool, known)
        self.do("wire" if fixed else door, "put_keyword", pool, word, message, action)

    @step(3, door=doors, index=indexes, word=words)
    def delete_keyword(self, door: str, index: int, word: str) -> None:
        pool = self.pool(index)
        there = pool.gone or (word.upper() in pool.keywords and not managed(pool, word.upper()))
        self.do(door if there else "wire", "delete_keyword", pool, word)

    @step(1, index=indexes, word=words, message=messages, action=actions)
    def put_keyword_of_a_number(self, index: int, word: str, message: str, action: str | None) -> None:
        self.do("wire", "put_keyword", self.number(index), word, message, action)

    @step(3, door=doors, index=indexes, key=keys, value=values)
    def tag(self, door: str, index: int, key: str, value: str) -> None:
        self.do(door, "tag", self.pool(index), key, value)

    @step(1, door=doors, index=indexes, key=st.sampled_from(("Name", "team", "Team")))
    def untag(self, door: str, index: int, key: str) -> None:
        self.do(door, "untag", self.pool(index), key)

    # Identities and opt-out lists, which have no pages that change them.

    @step(2, number=numbers, index=st.integers(-6, 5))
    def request_phone_number(self, number: Number, index: int) -> None:
        """Into a pool, where the index is one."""
        pool = self.one(self.model.pools, index) if index >= 0 and self.model.pools else None
        self.do("wire", "request_phone_number", replace(number, settings=replace(number.settings)), pool)

    @step(2, index=indexes, given=changes)
    def update_phone_number(self, index: int, given: dict[str, Any]) -> None:
        self.do("wire", "update_phone_number", self.number(index), **given)

    @step(2, index=indexes)
    def mark_as_registered(self, index: int) -> None:
        self.do("pages", "mark_as_registered", self.number(index))

    @step(1, index=indexes)
    def release_phone_number(self, index: int) -> None:
        self.do("wire", "release_phone_number", self.number(index))

    @step(1, named=sender_ids, kind=message_types)
    def request_sender_id(self, named: tuple[str, str], kind: str) -> None:
        self.do("wire", "request_sender_id", *named, (kind,))

    @step(1, index=indexes)
    def release_sender_id(self, index: int) -> None:
        self.do("wire", "release_sender_id", self.sender_id(index))

    @step(2, name=lists)
    def create_opt_out_list(self, name: str) -> None:
        self.do("wire", "create_opt_out_list", name)

    @step(1, name=lists)
    def delete_opt_out_list(self, name: str) -> None:
        self.do("wire", "delete_opt_out_list", name)


def test_both_doors_do_and_show_what_the_model_does(caller, client):
    for name, value in QUOTAS.items():
        Quota.objects.create(account=caller.account, region=caller.region, name=name, value=value)
    aws, used = client_for(key_of(caller).access_key_id), Counter()

    @settings(
        max_examples=CASES + 1,  # the first is the simplest of all: nothing is done
        derandomize=CASES == USUAL,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(plan=st.lists(st.sampled_from(PLANS).flatmap(lambda one: one), min_size=STEPS, max_size=STEPS))
    def walk(plan: Plan) -> None:
        with transaction.atomic():
            try:
                Walk(aws, client, used).take(plan)
            finally:
                transaction.set_rollback(True)

    walk()
    taken = used["pages"] + used["wire"]
    assert 0.4 < used["pages"] / taken < 0.6, used
    assert used["done"] > 0.3 * taken, used
