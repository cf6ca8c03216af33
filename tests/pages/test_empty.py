"""Every list, empty for every cause, as every role sees it: what it says is true, and each way works for them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pytest
from django.test import Client

from pools.models import PhoneNumber, Pool, Project, Role
from pools.operations.engine.caller import PERMISSIONS, Caller, Permission, caller_for
from pools.operations.pools import create_pool, delete_pool
from pools.pages.kit.empty import lists
from pools.pages.kit.empty.lists import Adding, Cause, Facts, Listed, Numbers, Place, View
from pools.pages.kit.empty.states import STATES, empty
from pools.pages.kit.places import to
from tests.conftest import HTMX, signed_in
from tests.help import factories
from tests.help.empties import Shown, empty_state

LISTS = (
    lists.POOLS,
    lists.PHONE_NUMBERS,
    lists.SENDER_IDS,
    lists.OPT_OUT_LISTS,
    lists.CONFIGURATION_SETS,
    lists.VERIFIED_NUMBERS,
    lists.PROJECTS,
    lists.ACCESS_KEYS,
    lists.SNAPSHOTS,
    lists.CODES,
    lists.IDENTITIES,
)
ROLES = (Role.VIEWER, Role.EDITOR, Role.ADMINISTRATOR)
SET_UP = "Set up this account"
STEPS = "Your first pool"
ONLY_CREATE, ONLY_REQUEST = (f"Only an Editor can {verb} one. Ask maria." for verb in ("create", "request"))
FIRST = "Create a pool to send from a group of numbers and sender IDs. Create pool"
ANOTHER = "Request phone number"
ACME = "No pools match “acme”, Deletion protection Off. 2 match without the filters. Clear filters"


@pytest.fixture
def people(account) -> dict[Role, Caller]:
    """Somebody of each role. The administrator is maria."""
    factories.ProjectFactory(account=account)
    callers = {}
    for role in ROLES:
        user = factories.UserFactory(username={Role.ADMINISTRATOR: "maria"}.get(role, role.lower()))
        factories.MembershipFactory(user=user, account=account, role=role)
        callers[role] = caller_for(user, account.account_id, "us-east-1")
    return callers


def nothing() -> None:
    pass


def had_a_pool() -> None:
    maria = caller_for(factories.models.User.objects.get(username="maria"), "111122223333", "us-east-1")
    number = factories.PhoneNumberFactory()
    pool = create_pool(
        maria,
        origination_identity=number.phone_number_id,
        iso_country_code="US",
        message_type="TRANSACTIONAL",
    )
    delete_pool(maria, pool_id=pool.pool_id)
    PhoneNumber.objects.all().delete()


def acme_pools() -> None:
    factories.PoolFactory.create_batch(2, name="acme", protected=True)


def in_ireland(factory: type, number: int = 1, **kwargs: object) -> Callable[[], None]:
    def make() -> None:
        factory.create_batch(number, region="eu-west-1", **kwargs)

    return make


def all_taken() -> None:
    factories.PhoneNumberFactory.create_batch(3, pool=factories.PoolFactory())


def none_usable() -> None:
    factories.PhoneNumberFactory(pool=factories.PoolFactory())
    factories.PhoneNumberFactory(pending=True)
    factories.PhoneNumberFactory.create_batch(2, voice_only=True)


def a_pool(*members: str) -> Pool:
    """Of the ID that the paths below have, with these phone numbers."""
    pool = factories.PoolFactory(pool_id="pool-1")
    for number in members:
        factories.PhoneNumberFactory(phone_number=number, pool=pool)
    return pool


def three_pools_number() -> None:
    a_pool("+12065550101")
    factories.PhoneNumberFactory.create_batch(2, pending=True)
    factories.PhoneNumberFactory(pool=factories.PoolFactory())


def hidden_match() -> None:
    all_taken()
    factories.PhoneNumberFactory(phone_number="+12075550142", pool=Pool.objects.get())


@dataclass(frozen=True)
class Case:
    """A list that is empty for a cause. path: a page's name and query. those: what they read who may add to it."""

    listed: Listed
    cause: Cause
    prepare: Callable[[], None]
    path: str
    those: str
    others: str = ""
    region: str = "us-east-1"
    # Whose page it is; of others' there is none.
    roles: tuple[Role, ...] = ROLES


EDITORS = (Role.EDITOR, Role.ADMINISTRATOR)
IRELAND = "are in Europe (Ireland)."
POOL, NUMBER, SENDER = factories.PoolFactory, factories.PhoneNumberFactory, factories.SenderIdFactory
CASES = [
    Case(lists.POOLS, Cause.NEW_ACCOUNT, nothing, "pool-list", STEPS, f"No pools {ONLY_CREATE}"),
    Case(lists.POOLS, Cause.NONE, had_a_pool, "pool-list", f"No pools {FIRST}", f"No pools {ONLY_CREATE}"),
    Case(
        lists.POOLS,
        Cause.NONE_HERE,
        in_ireland(POOL, 12),
        "pool-list",
        f"No pools 12 pools {IRELAND} {FIRST}",
        f"No pools 12 pools {IRELAND} {ONLY_CREATE}",
    ),
    Case(
        lists.POOLS,
        Cause.NOT_OFFERED,
        nothing,
        "pool-list",
        "Pools aren't available in US East (Ohio). Choose another Region",
        region="us-east-2",
    ),
    Case(
        lists.POOLS,
        Cause.NO_MATCH,
        acme_pools,
        "pool-list?q=acme&deletion_protection_enabled=false",
        f"No matches {ACME}",
    ),
    Case(
        lists.POOLS,
        Cause.OTHER_PLACE,
        lambda: in_ireland(NUMBER, pool=POOL(region="eu-west-1", pool_id="pool-5"))(),
        "pool-list?q=pool-5",
        "No matches pool-5 is in Europe (Ireland). Open it Clear search",
    ),
    Case(
        lists.PHONE_NUMBERS,
        Cause.NONE,
        nothing,
        "phone-number-list",
        "No phone numbers Request one to send from. Request phone number",
        f"No phone numbers {ONLY_REQUEST}",
    ),
    Case(
        lists.PHONE_NUMBERS,
        Cause.NONE_HERE,
        in_ireland(NUMBER),
        "phone-number-list",
        "No phone numbers 1 phone number is in Europe (Ireland). Request one to send from. Request phone number",
        f"No phone numbers 1 phone number is in Europe (Ireland). {ONLY_REQUEST}",
    ),
    Case(
        lists.PHONE_NUMBERS,
        Cause.NO_MATCH,
        lambda: NUMBER(),
        "phone-number-list?q=zzz",
        "No matches No phone numbers match “zzz”. Clear search",
    ),
    Case(
        lists.PHONE_NUMBERS,
        Cause.OTHER_PLACE,
        in_ireland(NUMBER, phone_number_id="phone-7"),
        "phone-number-list?q=arn:aws:sms-voice:eu-west-1:111122223333:phone-number/phone-7",
        "No matches phone-7 is in Europe (Ireland). Open it Clear search",
    ),
    Case(
        lists.PHONE_NUMBERS,
        Cause.ALL_TAKEN,
        all_taken,
        "pool-create",
        f"No numbers available All 3 phone numbers are in pools. Show them {ANOTHER}",
        roles=EDITORS,
    ),
    Case(
        lists.PHONE_NUMBERS,
        Cause.NONE_USABLE,
        none_usable,
        "pool-create",
        "No numbers available 3 numbers are in no pool, but 1 is Pending and 2 can't send SMS. Show them "
        f"{ANOTHER}",
        roles=EDITORS,
    ),
    Case(
        lists.SENDER_IDS,
        Cause.NONE,
        nothing,
        "sender-id-list",
        "No sender IDs Request one to send from a name. Request sender ID",
        f"No sender IDs {ONLY_REQUEST}",
    ),
    Case(
        lists.SENDER_IDS,
        Cause.NONE_HERE,
        in_ireland(SENDER, 2),
        "sender-id-list",
        f"No sender IDs 2 sender IDs {IRELAND} Request one to send from a name. Request sender ID",
        f"No sender IDs 2 sender IDs {IRELAND} {ONLY_REQUEST}",
    ),
    Case(
        lists.VERIFIED_NUMBERS,
        Cause.NONE,
        nothing,
        "verified-number-list",
        "No verified numbers Add the numbers that you send to while the account is in the sandbox. Add number",
        f"No verified numbers {ONLY_REQUEST.replace('request', 'add')}",
    ),
    Case(
        lists.SENDER_IDS,
        Cause.OTHER_PLACE,
        in_ireland(SENDER, sender_id="ACME"),
        "sender-id-list?q=arn:aws:sms-voice:eu-west-1:111122223333:sender-id/ACME/GB",
        "No matches ACME is in Europe (Ireland). Open it Clear search",
    ),
    Case(
        lists.SENDER_IDS,
        Cause.NO_MATCH,
        lambda: SENDER(registered=True),
        "sender-id-list?registered=false",
        "No matches No sender IDs match Registered No. Clear filters",
    ),
    Case(
        lists.SNAPSHOTS,
        Cause.NONE,
        nothing,
        "practice-data",
        "No snapshots Take one before an exercise. Take snapshot",
        "No snapshots Only an Administrator can take one. Ask maria.",
    ),
    Case(
        lists.OPT_OUT_LISTS,
        Cause.NO_MATCH,
        nothing,
        "opt-out-list-list?q=zzz",
        "No matches No opt-out lists match “zzz”. Clear search",
    ),
    Case(
        lists.CONFIGURATION_SETS,
        Cause.NONE,
        nothing,
        "configuration-set-list",
        "No configuration sets Create one to set a default sender ID or to receive events. Create configuration set",
        f"No configuration sets {ONLY_CREATE}",
    ),
    Case(
        lists.CONFIGURATION_SETS,
        Cause.NO_MATCH,
        factories.ConfigurationSetFactory,
        "configuration-set-list?q=zzz",
        "No matches No configuration sets match “zzz”. Clear search",
    ),
    Case(
        lists.PROJECTS,
        Cause.NONE,
        lambda: Project.objects.all().delete(),
        "project-list",
        "No projects Create a project to turn on the SMS and voice channel. Create a project",
        "No projects Only an Administrator can create one. Ask maria.",
    ),
    Case(
        lists.PROJECTS,
        Cause.NO_MATCH,
        nothing,
        "project-list?q=zzz",
        "No matches No projects match “zzz”. Clear search",
    ),
    Case(
        lists.ACCESS_KEYS,
        Cause.NONE,
        nothing,
        "access-key-list",
        "No access keys With an access key, the AWS CLI",
    ),
    Case(
        lists.CODES,
        Cause.NONE,
        nothing,
        "test-settings",
        "No codes When a program asks to verify a destination number",
        roles=(Role.ADMINISTRATOR,),
    ),
    Case(
        lists.IDENTITIES,
        Cause.NONE,
        a_pool,
        "pool-detail/pool-1",
        "No origination identities Add a sender ID, then associate it with the pool. Add sender ID",
        "No origination identities Only an Editor can add one. Ask maria.",
    ),
    Case(
        lists.IDENTITIES,
        Cause.NO_MATCH,
        lambda: a_pool("+12065550101"),
        "pool-detail/pool-1?q=0101&ids=available",
        "No matches No origination identities match “0101”, Association Available. "
        "1 matches without the filters. Clear filters",
    ),
    Case(
        lists.IDENTITIES,
        Cause.NONE_OF_VIEW,
        three_pools_number,
        "pool-detail/pool-1?ids=available",
        "No available identities 1 is associated, 2 not compatible and 1 in other pools. Show all 4",
    ),
]
# The same causes again, in other places or with another way closed.
MORE = [
    Case(
        lists.PHONE_NUMBERS,
        Cause.NONE,
        nothing,
        "pool-create",
        "No phone numbers Request one to send from. Request phone number",
        roles=EDITORS,
    ),
    Case(
        lists.PHONE_NUMBERS,
        Cause.NO_MATCH,
        hidden_match,
        "pool-create?q=2075550142",
        "No matches No available phone numbers match “2075550142”. 1 that can't be chosen matches. Show them",
        roles=EDITORS,
    ),
    Case(
        lists.POOLS,
        Cause.NOT_OFFERED,
        in_ireland(POOL, 12),
        "pool-list",
        f"Pools aren't available in US East (Ohio). 12 pools {IRELAND} Choose another Region",
        region="us-east-2",
    ),
    Case(
        lists.POOLS,
        Cause.NO_MATCH,
        acme_pools,
        "pool-list?q=none&deletion_protection_enabled=false",
        "Deletion protection Off. None match without the filters. Clear search and filters",
    ),
    Case(
        lists.IDENTITIES,
        Cause.NO_MATCH,
        lambda: a_pool("+12065550101"),
        "pool-detail/pool-1?q=zzz&ids=elsewhere",
        "“zzz”, Association In other pools. None match without the filters. Clear search and filters",
    ),
    Case(
        lists.IDENTITIES,
        Cause.NO_MATCH,
        lambda: a_pool("+12065550101"),
        "pool-detail/pool-1?q=zzz",
        "No origination identities match “zzz”. Clear search",
    ),
    Case(
        lists.IDENTITIES,
        Cause.NONE_OF_VIEW,
        lambda: a_pool("+12065550101"),
        "pool-detail/pool-1?ids=elsewhere",
        "No identities in other pools 1 is associated. Show all 1",
    ),
    Case(
        lists.IDENTITIES,
        Cause.NONE,
        lambda: factories.PoolFactory(pool_id="pool-1", settling=True),
        "pool-detail/pool-1",
        "No origination identities This action is available when pool status is Active.",
        "No origination identities Only an Editor can add one. Ask maria.",
    ),
]
# A tab's own numbers are never for choosing; projects, keys and codes are in every Region, and are asked for by no ID.
IMPOSSIBLE = {
    # There is always Default.
    *product([lists.OPT_OUT_LISTS], set(Cause) - {Cause.NO_MATCH}),
    *product((lists.POOLS, lists.SENDER_IDS), (Cause.ALL_TAKEN, Cause.NONE_USABLE)),
    *product(LISTS[1:], (Cause.NEW_ACCOUNT, Cause.NOT_OFFERED)),
    *product(
        (lists.VERIFIED_NUMBERS, lists.PROJECTS, lists.ACCESS_KEYS, lists.SNAPSHOTS, lists.CODES),
        (Cause.NONE_HERE, Cause.OTHER_PLACE, Cause.ALL_TAKEN, Cause.NONE_USABLE),
    ),
    # Nobody pastes the ID of a set, and each Region has its own.
    *product(
        [lists.CONFIGURATION_SETS],
        (Cause.NONE_HERE, Cause.OTHER_PLACE, Cause.ALL_TAKEN, Cause.NONE_USABLE),
    ),
    # Only what can be searched has matches.
    (lists.VERIFIED_NUMBERS, Cause.NO_MATCH),
    (lists.ACCESS_KEYS, Cause.NO_MATCH),
    (lists.SNAPSHOTS, Cause.NO_MATCH),
    (lists.CODES, Cause.NO_MATCH),
    # Only a pool's identities have views, and they are of one place.
    *product(LISTS[:-1], [Cause.NONE_OF_VIEW]),
    *product([lists.IDENTITIES], (Cause.NONE_HERE, Cause.OTHER_PLACE, Cause.ALL_TAKEN, Cause.NONE_USABLE)),
}


def named(case: Case) -> str:
    return f"{case.path}, {case.cause}"


def test_no_list_and_no_cause_is_forgotten():
    every = {value for value in vars(lists).values() if isinstance(value, Listed)}
    assert every == set(LISTS)
    assert STATES.keys() == set(Cause)
    covered = {(case.listed, case.cause) for case in CASES}
    assert covered | IMPOSSIBLE == set(product(LISTS, Cause))
    assert covered & IMPOSSIBLE == set()


def page(caller: Caller, case: Case) -> str:
    name, _, query = case.path.partition("?")
    name, *arguments = name.split("/")
    there = to(caller, name, *arguments).replace("us-east-1", case.region)
    return f"{there}?{query}" if query else there


def shown(client: Client, caller: Caller, case: Case) -> Shown:
    if case.path.startswith("pool-create?"):
        # The table alone is searched there.
        headers = HTMX | {"HX-Target": "numbers", "HX-Trigger-Name": "q"}
        return empty_state(client.get(page(caller, case), headers=headers))
    return empty_state(client.get(page(caller, case)))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("case", [*CASES, *MORE], ids=named)
def test_an_empty_list_says_what_is_true_for_who_reads_it_and_every_way_works(people, case, role):
    caller = people[role]
    client = signed_in(caller)
    case.prepare()
    if role not in case.roles:
        assert shown(client, caller, case) is None
        return
    may = caller.may(case.listed.permission) or not case.others
    state = shown(client, caller, case)
    # What sets the whole account up is offered beside what the list itself is about.
    said = state.text.replace(f"{SET_UP} ", "") if caller.may(Permission.CHANGE_ACCOUNT) else state.text
    assert (case.those if may else case.others) in said
    if not may:
        assert not any("reate" in text or "equest" in text for text in {**state.links, **state.buttons})
    for text, href in state.links.items():
        must_work(client, text, href, state)
    for text, button in state.buttons.items():
        must_act(client, text, button)


def must_work(client: Client, text: str, href: str, state: Shown) -> None:
    answer = client.get(href, follow=True)
    assert answer.status_code == 200, text
    if text == "Open it":
        # The page of that ID, whose own parts (tags, pools) may be empty in their turn.
        what = state.text.removeprefix("No matches ").partition(" is in ")[0]
        assert {what, "eu-west-1"} <= set(answer.resolver_match.kwargs.values())
        shown_there = empty_state(answer)
        assert not shown_there or "No matches" not in shown_there.text
    elif text.startswith(("Europe", "Clear filters", "Clear search and", "Show all")):
        assert empty_state(answer) is None, text
    elif text.startswith(("Create", "Open SMS")):
        main = answer.content.decode().partition("<main")[2]
        assert 'data-testid="channel-off"' not in main, text
        assert "Your role is" not in main, text


def must_act(client: Client, text: str, button: dict[str, str]) -> None:
    if button.get("popovertarget") == "region-menu":
        return
    # The one that is off says why; the other shows the rows that are left out.
    if "aria-disabled" in button:
        assert button["aria-describedby"]
        return
    assert button["value"] == "show_numbers", text
    answer = client.post(button["formaction"], {"op": "show_numbers", "type": "phone-number"})
    assert empty_state(answer) is None


# The first steps.


@pytest.mark.parametrize("role", EDITORS)
def test_the_steps_to_the_first_pool_tick_off_what_is_done(people, role):
    caller = people[role]
    client, case = signed_in(caller), CASES[0]
    Project.objects.update(sms_channel_enabled=False)
    state = shown(client, caller, case)
    assert "1 Turn on the SMS and voice channel" in state.text
    assert "2 A phone number or a sender ID" in state.text
    assert "3 The pool Available when the SMS and voice channel is on." in state.text
    assert "aria-disabled" in state.buttons["Create pool"]
    settings = state.links.get("Open SMS and voice settings")
    if role == Role.ADMINISTRATOR:
        assert "<h1" in client.get(settings).content.decode()
    else:
        assert not settings
        assert "Only an Administrator can turn it on. Ask maria." in state.text
    Project.objects.update(sms_channel_enabled=True)
    state = shown(client, caller, case)
    assert "Done: Turn on the SMS and voice channel" in state.text
    assert "2 A phone number or a sender ID" in state.text
    assert client.get(state.links["Create pool"]).status_code == 200
    factories.PhoneNumberFactory.create_batch(2)
    factories.SenderIdFactory()
    state = shown(client, caller, case)
    assert "Done: A phone number or a sender ID 2 phone numbers, 1 sender ID." in state.text
    assert client.get(state.links["Create pool"]).status_code == 200


def test_without_a_project_the_first_step_is_to_make_one(people):
    Project.objects.all().delete()
    maria = people[Role.ADMINISTRATOR]
    state = shown(signed_in(maria), maria, CASES[0])
    assert state.links["Create a project"] == to(maria, "project-create")


def test_pools_in_another_account_of_ones_own_are_named(people):
    maria = people[Role.ADMINISTRATOR]
    retail = factories.AccountFactory(account_id="444455556666", name="Acme retail")
    factories.MembershipFactory(user=maria.user, account=retail)
    factories.models.AccountRegion.objects.create(account=retail, region="us-east-1")
    factories.PoolFactory.create_batch(12, account=retail)
    state = shown(signed_in(maria), maria, CASES[0])
    where = "Acme retail, US East (N. Virginia)"
    assert f"Looking for pools that exist already? You have 12 in {where}." in state.text
    assert signed_in(maria).get(state.links[where]).status_code == 200


def test_an_id_of_an_account_that_is_not_ones_own_is_nowhere(people, other_caller):
    factories.PoolFactory(account=other_caller.account, pool_id="pool-5")
    maria = people[Role.ADMINISTRATOR]
    case = next(case for case in CASES if case.cause is Cause.OTHER_PLACE)
    assert shown(signed_in(maria), maria, case).text == "No matches No pools match “pool-5”. Clear search"


def test_what_is_empty_has_nothing_to_search_or_select(people):
    maria = people[Role.ADMINISTRATOR]
    for name in ("pool-list", "phone-number-list", "sender-id-list"):
        html = signed_in(maria).get(to(maria, name)).content.decode()
        assert 'type="search"' not in html.partition("<main")[2]
        assert "<table" not in html
        assert "View details" not in html


# Who is asked, and other words.


def test_without_an_administrator_nobody_is_named(people):
    people[Role.ADMINISTRATOR].user.delete()
    viewer = people[Role.VIEWER]
    text = shown(signed_in(viewer), viewer, CASES[0]).text
    assert "Ask" not in text
    assert text.endswith(
        "To give it one: manage.py user grant NAME --account 111122223333 --role administrator"
    )


def test_two_administrators_are_named_and_no_more(people, account):
    for name in ("nadia", "otto"):
        factories.MembershipFactory(user=factories.UserFactory(username=name), account=account)
    viewer = people[Role.VIEWER]
    assert "Ask maria or nadia." in shown(signed_in(viewer), viewer, CASES[0]).text


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (Numbers(pending=1), "1 number is in no pool, but it is Pending."),
        (Numbers(without_sms=2), "2 numbers are in no pool, but 2 can't send SMS."),
        (
            Numbers(pending=1_300, changing=1, without_sms=2),
            "1,303 numbers are in no pool, but 1,300 are Pending, 1 isn't Active yet and 2 can't send SMS.",
        ),
    ],
)
def test_numbers_that_are_of_no_use_are_told_apart(numbers, sentence):
    state = empty(lists.PHONE_NUMBERS, Cause.NONE_USABLE, lambda _: True, Facts(numbers=numbers))
    assert list(state.sentences) == [sentence]


def test_the_only_number_is_no_list_of_all():
    state = empty(lists.PHONE_NUMBERS, Cause.ALL_TAKEN, lambda _: True, Facts(numbers=Numbers(taken=1)))
    assert list(state.sentences) == ["The only phone number is in a pool."]
    assert [way.text for way in state.ways] == ["Show it"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("listed", LISTS, ids=lambda one: one.nouns)
def test_the_rule_has_an_answer_for_everything_and_offers_nobody_what_they_may_not(listed, cause, role):
    """Whatever else is known: each way on that is for adding goes to those only who may add."""
    allowed = PERMISSIONS[role]
    facts = Facts(
        "Ask maria.",
        "US East (Ohio)",
        Place(12, "Europe (Ireland)", "/there/"),
        Adding("/add/", settings="Open settings", settings_url="/settings/"),
        numbers=Numbers(taken=1, pending=1),
        view=View("available identities", [("3", "associated")]),
    )
    state = empty(listed, cause, allowed.__contains__, facts)
    ways = [way.href for way in (*state.ways, *(step.way for step in state.steps if step.way))]
    assert state.title
    if listed.permission not in allowed and cause in (Cause.NONE, Cause.NONE_HERE, Cause.NEW_ACCOUNT):
        assert (ways, list(state.steps)) == ([], [])
        assert "Ask maria." in state.sentences[-1]
    if lists.PROJECTS.permission not in allowed:
        assert "/settings/" not in ways
