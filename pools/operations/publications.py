"""What a number's two-way channel gets, published to the endpoint that the account's test settings name."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.http import is_same_domain

from pools.errors import invalid
from pools.models import Account, Message, is_for_learning
from pools.operations.engine.caller import Caller
from pools.publishing import Problem, endpoint_of, publish

LONGEST_ENDPOINT = 200
# Besides the codes that endpoints have of their own.
HOST_NOT_ALLOWED, NO_TOPIC, NO_ANSWER = "HOST_NOT_ALLOWED", "NO_TOPIC", "NO_ANSWER"


def channel_text(published: Mapping[str, Any]) -> str:
    """The JSON that is published, to the letter."""
    return json.dumps(published, indent=2, sort_keys=True, ensure_ascii=False)


def publish_reply(caller: Caller, message_id: str) -> None:
    """Publish what a reply's channel gets, and keep with the reply what came of it. Waits for the network: no
    transaction may be open."""
    reply = Message.objects.for_caller(caller).get(message_id=message_id)
    decision, endpoint_url = reply.decision, caller.account.sns_endpoint_url
    problem = published_at(caller, endpoint_url, decision["two_way_channel_arn"], decision["published"])
    publication = {"endpoint_url": endpoint_url, **(problem._asdict() if problem else {})}
    Message.objects.filter(pk=reply.pk).update(decision=decision | {"publication": publication})


def published_at(
    caller: Caller, endpoint_url: str, channel: str, published: Mapping[str, Any]
) -> Problem | None:
    """Returns: why it could not be. The host is looked at again, as the installation may allow others by now."""
    if not is_allowed(endpoint_url):
        return Problem(HOST_NOT_ALLOWED)
    if ":sns:" not in channel:
        return Problem(NO_TOPIC)
    place = {"account_id": caller.account.account_id, "region": caller.region}
    problem = publish(endpoint_url, channel, channel_text(published), **place)
    return problem and problem._replace(code=problem.code or NO_ANSWER)


def must_be_endpoint(account: Account, url: str) -> None:
    """An address on a host that the installation allows, as the console's own network is behind it.

    A learner is the Administrator of an account that anybody may make, so nothing leaves one of those. One that is
    there already stands in the way of no other setting: its host is looked at whenever something is published.
    """
    if url in ("", account.sns_endpoint_url):
        return
    if len(url) > LONGEST_ENDPOINT:
        raise invalid("SnsEndpointUrl", "too_long", value=url, limit=LONGEST_ENDPOINT)
    parts = endpoint_of(url)
    if parts is None:
        raise invalid("SnsEndpointUrl", "endpoint")
    if is_for_learning(account):
        raise invalid("SnsEndpointUrl", "learners_endpoint")
    if not is_allowed(url):
        raise invalid(
            "SnsEndpointUrl",
            "endpoint_host",
            value=parts.hostname,
            expected=", ".join(settings.CONSOLE_SNS_HOSTS) or "none",
        )


def is_allowed(url: str) -> bool:
    parts = endpoint_of(url)
    patterns = [pattern.strip("[]") for pattern in settings.CONSOLE_SNS_HOSTS]
    return parts is not None and any(
        pattern == "*" or is_same_domain(parts.hostname, pattern) for pattern in patterns
    )
