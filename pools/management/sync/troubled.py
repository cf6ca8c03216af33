"""Why AWS could not be read, as a command tells it of a run, of a look-up, or of the link."""

from collections.abc import Mapping
from typing import Any

from pools.management.sync.words import trouble_sentence
from pools.models import AwsLink
from pools.operations.syncing.workers import newest_worker


def why(link: AwsLink, about: Mapping[str, Any]) -> str:
    """about: with `trouble`, and what else is known of it. The rest is the link's and the worker's."""
    worker = newest_worker()
    known: dict[str, Any] = {"endpoint": link.endpoint, "arn": link.signed_in_as}
    known |= {"host": worker.host, "user": worker.user} if worker else {}
    known |= {name: value for name, value in about.items() if value}
    return trouble_sentence(known, link.account_id, link.region, link.profile)
