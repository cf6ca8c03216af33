"""What *Test connection* found, in words: each trouble with its way out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html

from pools.pages.kit.words.labels import region_name
from pools.pages.kit.words.sync_refusals import SYNC
from pools.pages.sync.about_test import About, Answered, Text, WayOn
from pools.pages.sync.policy import anchor_of
from pools.reference.clients import ENDPOINT


def answered(about: About) -> Answered:
    trouble = about.of("trouble")
    if about.is_demo and trouble in ("", "OTHER_ACCOUNT"):
        return demo(about)
    return (TROUBLES.get(trouble, other) if trouble else connected)(about)


def connected(about: About) -> Answered:
    text = format_html(
        "Connected to AWS account <strong>{}</strong> as {}. Pools can be read; whether it may write shows when "
        "you apply.",
        about.others_number or about.account.label,
        about.role or "these credentials",
    )
    return Answered("success", "", text)


def no_credentials(about: About) -> Answered:
    where = f"user {about.of('user')} on {about.of('host')}" if about.of("host") else "its user"
    text = f"The worker looked in its environment, ~/.aws of {where} and the machine's role."
    return refused(about, "No AWS credentials found", text, commands=("aws configure", "aws sso login"))


def not_known(about: About) -> Answered:
    key = about.of("access_key_id")
    named = f"Access key {key[:4]}…{key[-2:]}" if len(key) > 6 else "The access key"
    ways = (WayOn("Use another profile", "#credentials"),)
    return refused(
        about, "AWS does not know these credentials", f"{named} was deleted or mistyped.", ways=ways
    )


def expired(about: About) -> Answered:
    login = f"aws sso login --profile {about.profile}" if about.profile else "aws sso login"
    return refused(about, "The credentials expired", ended_in_words(about), commands=(login,))


def ended_in_words(about: About) -> str:
    if at := about.of("ended"):
        return f"They ended at {timezone.localtime(datetime.fromisoformat(at)):%H:%M}."
    return f"They had ended by {timezone.localtime(about.at):%H:%M}."


def other_account(about: About) -> Answered:
    text = format_html(
        "{} signs in to AWS account <strong>{}</strong>. This console account is <strong>{}</strong>. {}",
        format_html("Profile <strong>{}</strong>", about.profile) if about.profile else about.who,
        about.others_number,
        about.account.label,
        about.nothing,
    )
    return refused(about, "These credentials are for another AWS account", text, ways=to_other(about))


def to_other(about: About) -> tuple[WayOn, ...]:
    another = WayOn("Use another profile", "#credentials")
    if about.is_linked or about.is_demo_reader:
        return (another,)
    if about.other:
        name, href = about.other
        first = WayOn(f"Switch to {name} and link it", href)
    else:
        first = WayOn(f"Create account {about.others_number} and link it", act="create")
    return first, another


def demo(about: About) -> Answered:
    ways = to_other(about)[:-1] if about.of("account_id") else ()
    return refused(
        about, "The demo account can't be linked", "Its data is made up and can be reset.", ways=ways
    )


def this_console(about: About) -> Answered:
    text = (
        f"{about.of('endpoint')} answered with this console's own ID. Remove {ENDPOINT} or AWS_ENDPOINT_URL, "
        "whichever is set, from the worker's environment and start it again."
    )
    return refused(about, "This endpoint is this console", text)


def no_permission(about: About) -> Answered:
    action = about.of("action")
    ways = (WayOn("Show the line in the policy", f"#{anchor_of(action)}"),) if action else ()
    title = f"No permission for {action or 'a call'}"
    text = f"AWS refused it to {about.role or about.who.lower()}."
    return refused(about, title, text, ways=ways, missing=action)


def clock(about: About) -> Answered:
    minutes = about.answer.get("minutes")
    off = f"{abs(minutes)} minutes {'ahead' if minutes > 0 else 'behind'}" if minutes else "off"
    text = "AWS refuses requests more than 5 minutes off. Set the clock, then test again."
    return refused(about, f"This machine's clock is {off}", text)


def unreachable(about: About) -> Answered:
    endpoint = about.of("endpoint") or "AWS"
    text = f"No answer from {endpoint} in 5 seconds. Check the worker's network and HTTPS_PROXY."
    return refused(about, "AWS can't be reached", text)


def region_off(about: About) -> Answered:
    return without_pools(about, f"This Region is off for account {about.account.label}.")


def no_pools(about: About) -> Answered:
    return without_pools(about, "AWS has no pools in this Region.")


def without_pools(about: About, text: str) -> Answered:
    ways = (WayOn("Choose another Region", opens="region-menu"),)
    return refused(about, f"No pools in {region_name(about.region)}", text, ways=ways)


def other(about: About) -> Answered:
    return refused(
        about, "AWS refused a request" if about.is_linked else "AWS refused the test", about.nothing
    )


def not_allowed(about: About) -> Answered:
    return refused(about, "The account was not linked", SYNC["NOT_ALLOWED"])


def refused(about: About, title: str, text: Text, **more: Any) -> Answered:
    return Answered("error", title, text, said=about.of("said"), **more)


TROUBLES: dict[str, Callable[[About], Answered]] = {
    "NO_CREDENTIALS": no_credentials,
    "NOT_KNOWN": not_known,
    "EXPIRED": expired,
    "OTHER_ACCOUNT": other_account,
    "DEMO_ACCOUNT": demo,
    "THIS_CONSOLE": this_console,
    "NO_PERMISSION": no_permission,
    "CLOCK": clock,
    "UNREACHABLE": unreachable,
    "REGION_OFF": region_off,
    "NO_POOLS": no_pools,
    "NOT_ALLOWED": not_allowed,
    "OTHER": other,
}
