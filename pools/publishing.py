"""What a topic gets, sent to an SNS-compatible endpoint that somebody runs for their tests.

No credentials of this machine are used: such an endpoint takes any, and LocalStack an account's ID for an access key
of that account.
"""

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

# Whoever replies waits for it, so there is one attempt. A proxy would carry it out of the machine.
ONCE = Config(
    connect_timeout=2,
    read_timeout=3,
    retries={"total_max_attempts": 1, "mode": "standard"},
    proxies={},
)
LONGEST_PROBLEM = 200


class Problem(NamedTuple):
    """Why something was not published. code, message: the endpoint's own, "" without an answer of SNS's."""

    code: str = ""
    message: str = ""


def endpoint_of(url: str) -> SplitResult | None:
    """The address's parts; None of what is no address of an endpoint: with credentials in it, or a path or a query."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    is_plain = (
        url.isprintable() and " " not in url and not (parts.query or parts.fragment or parts.path.strip("/"))
    )
    is_one = parts.scheme in ("http", "https") and parts.hostname and port != 0 and "@" not in parts.netloc
    return parts if is_one and is_plain else None


def publish(endpoint_url: str, topic_arn: str, text: str, *, account_id: str, region: str) -> Problem | None:
    """Publish a text, in one attempt of a few seconds. Returns: what went wrong, if anything."""
    try:
        client_for(endpoint_url, account_id, region).publish(TopicArn=topic_arn, Message=text)
    except ClientError as refusal:
        error = refusal.response.get("Error", {})
        return Problem(short(error.get("Code") or "Error"), short(error.get("Message") or ""))
    except (BotoCoreError, ResponseParserError, ValueError):
        # Nobody there, no answer in time, or one that is none of SNS's.
        return Problem()
    return None


def short(text: str) -> str:
    """As a page can show it, whatever the endpoint has written."""
    return "".join(letter if letter.isprintable() else " " for letter in str(text))[:LONGEST_PROBLEM]


@lru_cache(maxsize=16)
def client_for(endpoint_url: str, account_id: str, region: str) -> Any:
    # It takes a server's process a third of a second to load, and most never publish anything.
    import boto3

    session = boto3.Session(
        aws_access_key_id=account_id,
        aws_secret_access_key="publishing",  # noqa: S106
        region_name=region,
    )
    return session.client("sns", endpoint_url=endpoint_url, config=ONCE)
