"""*Test connection*, by whoever has the credentials: the worker. And the link, where that was what it was for."""

import getpass
import socket
from typing import Any

from pools.errors import ServiceError
from pools.models import AwsLink, SyncRequest
from pools.operations.syncing.asking import caller_of_request
from pools.operations.syncing.links import link_to_aws
from pools.operations.syncing.refusing import NOT_ALLOWED
from pools.refusals import SyncRefused
from pools.sync import clock
from pools.sync.answering import close_request
from pools.sync.connecting import Tested, try_connection
from pools.sync.interruptions import note_trouble, works_again


def carry_out_test(request: SyncRequest) -> None:
    """Killed on the way, it is done again: nothing was changed anywhere."""
    profile = request.about["profile"]
    tested = try_connection(request.region, request.account_id, profile=profile)
    answer = told(tested)
    if request.about.get("then_link") and tested.trouble is None:
        trouble = linked(request, tested, profile)
        answer |= {"trouble": trouble, "linked": not trouble}
    elif request.link and request.link.profile == profile:
        note_on_link(request.link, tested, answer)
    close_request(request, answer)


def told(tested: Tested) -> dict[str, Any]:
    identity = tested.identity
    return {
        "trouble": str(tested.trouble or ""),
        "endpoint": tested.endpoint,
        "account_id": tested.account_id,
        "arn": identity.arn if identity else "",
        "access_key_id": identity.access_key_id if identity else "",
        "action": tested.action,
        "minutes": tested.minutes,
        "said": tested.said,
        "host": socket.gethostname(),
        "user": user_here(),
        "linked": False,
    }


def linked(request: SyncRequest, tested: Tested, profile: str) -> str:
    """Why it was not linked, "" where it was: who asked may have lost the right since."""
    caller = caller_of_request(request)
    if not caller:
        return NOT_ALLOWED
    try:
        link_to_aws(caller, profile=profile, endpoint=tested.endpoint, signed_in_as=tested.identity.arn)
    except ServiceError as refusal:
        return refusal.about.why if isinstance(refusal.about, SyncRefused) else NOT_ALLOWED
    return ""


def note_on_link(link: AwsLink, tested: Tested, answer: dict[str, Any]) -> None:
    """The link's own connection works, or why it does not."""
    columns: dict[str, Any] = {"tested_timestamp": clock.now()}
    if tested.trouble:
        note_trouble(link.pk, answer)
    else:
        works_again(link)
        columns |= {"endpoint": tested.endpoint, "signed_in_as": tested.identity.arn}
    AwsLink.objects.filter(pk=link.pk).update(**columns)


def user_here() -> str:
    """Whose files are looked into; a container may run as a number without a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
