"""What keeps a number from a pool whose page led here, and what makes it fit, here or by commands."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from pools.models import PhoneNumber, Pool
from pools.models.keywords import responses
from pools.operations.engine.caller import Permission
from pools.operations.rules import matching
from pools.pages.kit.http import endpoint
from pools.pages.kit.places import to
from pools.pages.kit.way_back import back_in, pool_of_step, way_back
from pools.pages.kit.words.fitting import misfit
from pools.reference import clients
from pools.refusals import Mismatch


@dataclass(frozen=True)
class Fitting:
    """back: text and address of the link to the pool. differences: a sentence each; none where the number fits.

    keys_url: where the keys are that the commands are signed with.
    """

    pool: Pool
    back: tuple[str, str]
    differences: Sequence[str]
    commands: str
    keys_url: str


def fitting(request: HttpRequest, number: PhoneNumber) -> Fitting | None:
    """Nothing where no pool led here, where the number is not to be had, and for who may change nothing."""
    may_change = request.caller.may(Permission.CHANGE_RESOURCES)
    pool = pool_of_step(request.caller, back_in(request.GET)) if may_change and not number.pool else None
    if not pool or number.status != "ACTIVE":
        return None
    ours = matching.keyword_set(pool.keywords.all())
    theirs = matching.keywords_applying_to(number)
    found = matching.mismatches(pool, ours, number, theirs)
    can = all(matching.can_change(number, one) for one in found)
    here = clients.sent_to(endpoint(request), request.caller.region)
    commands = [f"{line} {here}" for line in lines(number, pool, found)] if can else []
    differences = [misfit(number, one) for one in found]
    return Fitting(
        pool,
        way_back(request.caller, pool, [number]),
        differences,
        "\n".join(commands),
        to(request.caller, "access-key-list"),
    )


def lines(number: PhoneNumber, pool: Pool, found: Sequence[Mismatch]) -> Iterator[str]:
    """Commands of the AWS CLI that give the number what differs as the pool has it."""
    settings = {one.setting for one in found}
    flags: list[str] = []
    if "two_way" in settings:
        # No command takes a role away from a number that goes on receiving.
        if number.two_way_enabled and number.two_way_channel_role and not pool.two_way_channel_role:
            off = [] if not number.self_managed_opt_outs_enabled else ["--no-self-managed-opt-outs-enabled"]
            yield command("update-phone-number", number, "--no-two-way-enabled", *off)
        flags += two_way_flags(pool)
    if "self_managed_opt_outs_enabled" in settings or (
        "two_way" in settings and pool.self_managed_opt_outs_enabled
    ):
        no = "" if pool.self_managed_opt_outs_enabled else "no-"
        flags.append(f"--{no}self-managed-opt-outs-enabled")
    if "opt_out_list_name" in settings:
        flags += ["--opt-out-list-name", pool.opt_out_list_name]
    if flags:
        yield command("update-phone-number", number, *flags)
    if "keywords" in settings:
        yield from keyword_lines(number, pool)


def two_way_flags(pool: Pool) -> list[str]:
    if not pool.two_way_enabled:
        return ["--no-two-way-enabled"]
    role = pool.two_way_channel_role
    more = ["--two-way-channel-role", role] if role else []
    return ["--two-way-enabled", "--two-way-channel-arn", pool.two_way_channel_arn, *more]


def keyword_lines(number: PhoneNumber, pool: Pool) -> Iterator[str]:
    ours, theirs = responses(pool.keywords.all()), responses(number.keywords.all())
    for word in sorted(theirs.keys() - ours.keys()):
        yield command("delete-keyword", number, "--keyword", word)
    for word, (message, action) in sorted(ours.items()):
        if theirs.get(word) != (message, action):
            texts = ("--keyword", word, "--keyword-message", message, "--keyword-action", action)
            yield command("put-keyword", number, *texts)


def command(verb: str, number: PhoneNumber, *words: str) -> str:
    who = "--phone-number-id" if verb == "update-phone-number" else "--origination-identity"
    return f"{clients.SERVICE} {verb} {shlex.join([who, number.phone_number_id, *words])}"
