"""What random people do to one side: the edits of which property tests are made. What is refused, they leave."""

from hypothesis import strategies as st

from pools.sync.state import CONFIGURATION_SET, PHONE_NUMBER, POOL, SENDER_ID, Ref
from tests.sync.model import TOPIC, Model, Refused, arn_of, must, pick, shared

WORDS = ("JOIN", "INFO", "HELP")
TAGS = ("Name", "team")
LISTS = ("Default", "News")


def tag(model: Model, side: str, one: int, other: int) -> None:
    ref = pick(sorted(model.rows), one)
    # Mostly a tag of their own, as two who change the same hold all else of the resource.
    model.rows[ref]["tags"][(*TAGS, side, side, side)[other % 5]] = f"{side}{other % 3}"


def untag(model: Model, side: str, one: int, other: int) -> None:
    model.rows[pick(sorted(model.rows), one)]["tags"].pop(TAGS[other % 2], None)


def put_keyword(model: Model, side: str, one: int, other: int) -> None:
    owners = [*model.of(POOL), *(ref for ref in model.of(PHONE_NUMBER) if not model.rows[ref]["pool"])]
    word = (*WORDS, side.upper(), side.upper())[other % 5]
    model.put_keyword(
        origination_identity=arn_of(pick(owners, one)), keyword=word, keyword_message=f"{side} {other % 4}"
    )


def delete_keyword(model: Model, side: str, one: int, other: int) -> None:
    model.delete_keyword(origination_identity=arn_of(pick(model.of(POOL), one)), keyword=WORDS[other % 2])


def share_routes(model: Model, side: str, one: int, other: int) -> None:
    model.update_pool(pool_id=arn_of(pick(model.of(POOL), one)), shared_routes_enabled=bool(other % 2))


def protect(model: Model, side: str, one: int, other: int) -> None:
    model.update_pool(pool_id=arn_of(pick(model.of(POOL), one)), deletion_protection_enabled=bool(other % 2))


def two_way(model: Model, side: str, one: int, other: int) -> None:
    given = {"two_way_enabled": True, "two_way_channel_arn": f"{TOPIC}-{other % 3}"}
    model.update_pool(
        pool_id=arn_of(pick(model.of(POOL), one)), **(given if other % 4 else {"two_way_enabled": False})
    )


def change_list(model: Model, side: str, one: int, other: int) -> None:
    model.update_pool(pool_id=arn_of(pick(model.of(POOL), one)), opt_out_list_name=LISTS[other % 2])


def change_number(model: Model, side: str, one: int, other: int) -> None:
    number = arn_of(pick(model.of(PHONE_NUMBER), one))
    if other % 2:
        model.update_phone_number(phone_number_id=number, deletion_protection_enabled=bool(other % 3))
    else:
        model.update_phone_number(phone_number_id=number, opt_out_list_name=LISTS[other % 4 // 2])


def join(model: Model, side: str, one: int, other: int) -> None:
    """Into a pool, out of another where it is in one, made like the new one first."""
    pool, member = pick(model.of(POOL), one), pick([*model.of(PHONE_NUMBER), *model.of(SENDER_ID)], other)
    if member.kind == PHONE_NUMBER:
        old = model.rows[member]["pool"]
        must(old != pool.key, "there already")
        if old:
            leave_pool(model, Ref(POOL, old), member)
        model.rows[member]["settings"] |= shared(model.rows[pool]["settings"])
        model.rows[member]["keywords"] = dict(model.rows[pool]["keywords"])
    model.associate_origination_identity(
        pool_id=arn_of(pool), origination_identity=arn_of(member), iso_country_code=""
    )


def leave(model: Model, side: str, one: int, other: int) -> None:
    pool = pick(model.of(POOL), one)
    leave_pool(model, pool, pick(model.members(pool), other))


def leave_pool(model: Model, pool: Ref, member: Ref) -> None:
    model.disassociate_origination_identity(
        pool_id=arn_of(pool), origination_identity=arn_of(member), iso_country_code=""
    )


def create(model: Model, side: str, one: int, other: int) -> None:
    free = [ref for ref in model.of(PHONE_NUMBER) if not model.rows[ref]["pool"]]
    seed = pick([*free, *model.of(SENDER_ID)], one)
    country = "US" if seed.kind == PHONE_NUMBER else seed.key[-2:]
    model.create_pool(
        key=f"pool-{side}{model.clock}",
        origination_identity=arn_of(seed),
        iso_country_code=country,
        message_type="TRANSACTIONAL",
        tags=[{"Key": "Name", "Value": f"{side}{other}"}],
    )


def delete(model: Model, side: str, one: int, other: int) -> None:
    model.delete_pool(pool_id=arn_of(pick(model.of(POOL), one)))


def request(model: Model, side: str, one: int, other: int) -> None:
    model.request_sender_id(sender_id=f"{side.upper()}{one % 2}", iso_country_code=("GB", "DE")[other % 2])


def configure(model: Model, side: str, one: int, other: int) -> None:
    name = f"{side}{one % 2}" if other % 5 == 0 else "orders"
    ref = Ref(CONFIGURATION_SET, name)
    if ref not in model.rows:
        must(ref not in model.deleted, "deleted before")
        model.create_configuration_set(configuration_set_name=name)
    elif other % 4 == 1:
        model.delete_configuration_set(configuration_set_name=arn_of(ref))
    elif other % 4 == 2:
        model.delete_default_sender_id(configuration_set_name=arn_of(ref))
    else:
        model.set_default_sender_id(
            configuration_set_name=arn_of(ref), sender_id=f"{side.upper()}{other % 2}"
        )


ACTS = (
    tag,
    untag,
    put_keyword,
    delete_keyword,
    share_routes,
    protect,
    two_way,
    change_list,
    change_number,
    *[join] * 6,
    *[leave] * 3,
    create,
    create,
    delete,
    request,
    configure,
)
edits = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 11), st.integers(0, 11)), max_size=10)


def let(model: Model, side: str, done: list) -> Model:
    """Let them do it, each act as a whole or not at all."""
    for act, one, other in done:
        before = model.copy()
        try:
            act(model, side, one, other)
        except Refused:
            model.__dict__ = before.__dict__
    return model


def furnished() -> Model:
    """Three pools, six numbers and three sender IDs to begin with."""
    model = Model()
    for key in ("phone-1", "phone-2", "phone-3", "phone-4", "phone-5", "phone-6"):
        model.number(key)
    for key in ("ACME", "BRAND"):
        model.request_sender_id(sender_id=key, iso_country_code="GB")
    for key in ("pool-1", "pool-2", "pool-3"):
        model.create_pool(
            key=key,
            origination_identity=arn_of(Ref(PHONE_NUMBER, f"phone-{key[-1]}")),
            iso_country_code="US",
            message_type="TRANSACTIONAL",
        )
    model.create_configuration_set(configuration_set_name="orders")
    return model
