"""What people do to either side, in few words, and the plan that comes of it."""

from pools.sync.plan import make_plan
from pools.sync.planned import Step
from pools.sync.state import (
    CONFIGURATION_SET,
    PHONE_NUMBER,
    POOL,
    SENDER_ID,
    Ref,
)
from tests.sync.model import Model, arn_of, shared
from tests.sync.people import furnished
from tests.sync.run import Account

P1, P2, P3 = (Ref(POOL, f"pool-{number}") for number in (1, 2, 3))
N1, N2, N3, N4, N5, N6 = (Ref(PHONE_NUMBER, f"phone-{number}") for number in range(1, 7))
ACME, BRAND = Ref(SENDER_ID, "ACME/GB"), Ref(SENDER_ID, "BRAND/GB")
SET = Ref(CONFIGURATION_SET, "orders")


class Side:
    """What a person does to one side, in few words."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def join(self, pool: Ref, *members: Ref) -> None:
        for member in members:
            if member.kind == PHONE_NUMBER:
                self.model.rows[member]["settings"] |= shared(self.model.rows[pool]["settings"])
                self.model.rows[member]["keywords"] = dict(self.model.rows[pool]["keywords"])
            self.model.associate_origination_identity(
                pool_id=arn_of(pool), origination_identity=arn_of(member), iso_country_code=""
            )

    def leave(self, pool: Ref, *members: Ref) -> None:
        for member in members:
            self.model.disassociate_origination_identity(
                pool_id=arn_of(pool), origination_identity=arn_of(member), iso_country_code=""
            )

    def move(self, member: Ref, old: Ref, new: Ref) -> None:
        """Also where the rules of joining and leaving forbid it, as the whole of several acts may."""
        self.model.take_out(old, member)
        self.model.put_in(new, member)

    def create(self, key: str, seed: Ref, **more) -> Ref:
        country = "US" if seed.kind == PHONE_NUMBER else seed.key[-2:]
        self.model.create_pool(
            key=key,
            origination_identity=arn_of(seed),
            iso_country_code=country,
            message_type="TRANSACTIONAL",
            **more,
        )
        return Ref(POOL, key)

    def delete(self, pool: Ref) -> None:
        self.model.delete_pool(pool_id=arn_of(pool))

    def set(self, pool: Ref, **settings) -> None:
        self.model.update_pool(pool_id=arn_of(pool), **settings)

    def word(self, owner: Ref, word: str, message: str = "Hi.") -> None:
        self.model.put_keyword(origination_identity=arn_of(owner), keyword=word, keyword_message=message)


def planned(ours=lambda side: None, *, base=lambda side: None, theirs=lambda side: None, **more):
    """The plan after those acts; and the account, to which it was applied."""
    model = furnished()
    base(Side(model))
    here, aws = model.copy(), model.copy()
    ours(Side(here))
    theirs(Side(aws))
    account = Account(model, here, aws)
    plan = make_plan(account.refresh(), **more)
    account.apply(plan)
    return plan


def ids(plan) -> list[str]:
    return [step.id for step in plan.steps]


def why(plan) -> list[tuple[str, str]]:
    return [(one.id, one.why) for one in plan.blocked]


def step(plan, step_id: str) -> Step:
    return next(one for one in plan.steps if one.id == step_id)


def request(plan, step_id: str):
    return step(plan, step_id).request
