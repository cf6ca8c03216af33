"""What people ask of the worker besides runs, one SyncRequest each, and what they say about what AWS changed.

By kind, what is asked (`about`) and what the worker answers (`answer`):
TEST: {"profile", "then_link"}; {"trouble", "endpoint", "account_id", "arn", "access_key_id", "action", "minutes",
"said", "host", "user", "linked"}. trouble: "" where the connection works, else as in sync/troubles.py, or of
syncing/refusing.py what kept it from being linked.
ANSWER: {"answers": [{"kind", "key", "name", "part", "choice", "saw"}, …]}; {"moved": [the answers that came too late],
"refused": […]}.
DISCARD: {"resources": [[kind, key], …]}; PUT_BACK: {"changes": [the AwsChanges' primary keys]}; {"refused": […]}.
refused: of what could not be done, each refusal in the words of the log.
LOOK_UP: {"opt_out_list", "number": "" to count them}, without the number once it is answered; {"counted"}, while it
goes on with {"token"}, or {"is_opted_out"}, or {"trouble", "action"} as of a test.
Of whatever the worker itself failed at: {"refused": ["FAULT"]}.
by_command: there where a command asked, in the name of no user.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pools import clock
from pools.errors import ResourceNotFoundException, invalid
from pools.models import AwsChange, AwsLink, SyncRequest, SyncRequestKind
from pools.models.scope import e164
from pools.operations.engine.caller import Caller, Permission, caller_for, command_caller
from pools.operations.engine.journal import changed
from pools.operations.engine.verb import operation
from pools.operations.syncing.finding import find_changes, find_link, find_refs
from pools.operations.syncing.links import must_be_no_practice, must_be_profile
from pools.operations.syncing.refusing import must_have

# To a conflict about a field; about what AWS has no longer; and about what AWS did not keep.
OF_FIELDS = ("OURS", "THEIRS")
OF_DELETED = ("DELETE_HERE", "CREATE_AGAIN", "STOP_MANAGING")
OF_UNKEPT = ("SEND_AGAIN", "THEIRS")
# As the API takes them, with or without the plus sign.
NUMBER = re.compile(r"\+?[1-9][0-9]{1,18}")
CHOICES = frozenset({*OF_FIELDS, *OF_DELETED, *OF_UNKEPT})
ANSWER_MEMBERS = frozenset({"kind", "key", "name", "part", "choice", "saw"})


@operation(needs=Permission.APPLY_TO_AWS)
def ask_to_test(caller: Caller, *, profile: str = "", then_link: bool = False) -> SyncRequest:
    """Have the worker try the connection, and link the account where it works.

    Raises: ValidationException INVALID_PARAMETER; ConflictException (SyncRefused PRACTICE_ACCOUNT).
    """
    must_be_profile(profile)
    must_be_no_practice(caller.account)
    link = AwsLink.objects.for_caller(caller).first()
    about = {"profile": profile, "then_link": then_link}
    return ask(caller, link, SyncRequestKind.TEST, about)


@operation
def answer_conflicts(caller: Caller, *, answers: Sequence[Mapping[str, Any]]) -> SyncRequest:
    """Answer some conflicts, field by field. Each has ANSWER_MEMBERS; name and part: as in sync/fields.py.

    saw: AWS's value as the person saw it: where it is another by now, they are asked again.
    Raises: ConflictException (SyncRefused NOT_LINKED, NOTHING_CHOSEN); ValidationException INVALID_PARAMETER;
            ResourceNotFoundException, where one of the resources is not the link's.
    """
    link = find_link(caller, lock=False)
    for number, answer in enumerate(must_have(answers)):
        if answer.keys() != ANSWER_MEMBERS or answer["choice"] not in CHOICES:
            raise invalid(f"Answers[{number}]", "enum", value=str(answer.get("choice")))
    find_refs(link, [(answer["kind"], answer["key"]) for answer in answers])
    return ask(caller, link, SyncRequestKind.ANSWER, {"answers": [dict(one) for one in answers]})


@operation
def discard_here(caller: Caller, *, resources: Collection[Sequence[str]]) -> SyncRequest:
    """Give pending changes up: AWS's values return, and what was deleted here comes back. Pairs of kind and key.

    Raises: ConflictException (SyncRefused NOT_LINKED, NOTHING_CHOSEN); ResourceNotFoundException, where one of them
            is not the link's.
    """
    link = find_link(caller, lock=False)
    wanted = find_refs(link, must_have(resources))
    return ask(caller, link, SyncRequestKind.DISCARD, {"resources": wanted})


@operation
def put_back(caller: Caller, *, changes: Collection[int]) -> SyncRequest:
    """Make pending changes that undo what AWS changed. changes: primary keys of AwsChanges.

    Raises: ConflictException (SyncRefused NOT_LINKED, NOTHING_CHOSEN); ResourceNotFoundException, where one of them
            is not the link's.
    """
    link = find_link(caller, lock=False)
    return ask(caller, link, SyncRequestKind.PUT_BACK, {"changes": find_changes(link, must_have(changes))})


@operation
def look_up_opt_outs(caller: Caller, *, opt_out_list: str, number: str = "") -> SyncRequest:
    """Have the worker count the numbers of an opt-out list in AWS, or look one up there. Nothing of it is stored.

    Raises: ConflictException (SyncRefused NOT_LINKED); ValidationException INVALID_PARAMETER;
            ResourceNotFoundException opt-out-list, of one that AWS was never seen to have.
    """
    link = find_link(caller, lock=False)
    if number and not NUMBER.fullmatch(number):
        # Without the value: it is somebody's number.
        raise invalid("OptedOutNumber", "type")
    if not link.mirrors.filter(kind="opt-out-list", key=opt_out_list).exclude(arn="").exists():
        raise ResourceNotFoundException(resource_type="opt-out-list", resource_id=opt_out_list)
    about = {"opt_out_list": opt_out_list, "number": e164(number) if number else ""}
    return ask(caller, link, SyncRequestKind.LOOK_UP, about)


@operation
def mark_as_seen(caller: Caller, *, changes: Collection[int]) -> int:
    """Take what AWS changed from the list of what is new. Returns: how many there were.

    Raises: ConflictException (SyncRefused NOT_LINKED, NOTHING_CHOSEN); ResourceNotFoundException, where one of them
            is not the link's.
    """
    link = find_link(caller, lock=False)
    wanted = find_changes(link, must_have(changes))
    rows = AwsChange.objects.filter(link=link, pk__in=wanted)
    seen = rows.unseen().update(acknowledged_timestamp=clock.real_now(), acknowledged_by=caller.user)
    changed(caller.account, {"aws_changes": (None, f"{seen} seen")})
    return seen


def caller_of_request(request: SyncRequest) -> Caller | None:
    """Who asked, with the rights that they have now; a command's asker is an Administrator who is no user."""
    if request.about.get("by_command"):
        return command_caller(request.account, request.region)
    asker = request.asked_by
    return caller_for(asker, request.account_id, request.region) if asker else None


def ask(caller: Caller, link: AwsLink | None, kind: SyncRequestKind, about: dict[str, Any]) -> SyncRequest:
    """What was asked already and waits for a worker is handed back: a button that is pressed twice asks once."""
    about = about if caller.user else {**about, "by_command": True}
    # Not what somebody else asked, who may have lost the right to it by the time it is done.
    open_requests = SyncRequest.objects.for_caller(caller).filter(
        link=link, kind=kind, asked_by=caller.user, answered_timestamp=None
    )
    for request in open_requests:
        if request.about == about:
            return request
    request = SyncRequest.objects.create(
        account=caller.account,
        region=caller.region,
        link=link,
        kind=kind,
        about=about,
        asked_by=caller.user,
        asked_timestamp=clock.real_now(),
    )
    changed(caller.account, {f"aws_requests/{request.pk}": (None, str(kind))})
    return request
