"""Who may do what, as one table: every operation and every page, for every role and every state of a key.

Whatever somebody may do, they may do it to what is in an account of theirs: all else is not there. A new operation
or page fails here until it has its row.
"""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from pools import shapes
from pools.models import AccessKey, Account, AwsLink, Membership, Pool, ResourcePolicy, Role, SyncRun, User
from pools.operations.engine.registry import changes_something, verbs
from tests.api.test_fuzz import rows
from tests.api.test_sigv4 import post, signed
from tests.conftest import HTMX
from tests.help import factories as make
from tests.help.parameters import parameters_of
from tests.help.walk import ADDRESSES, Address, World, kept, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
VIEWER, EDITOR, ADMINISTRATOR = Role.VIEWER, Role.EDITOR, Role.ADMINISTRATOR
RANK = {VIEWER: 0, EDITOR: 1, ADMINISTRATOR: 2}

# The operations, by the role that they need, each with a request that it answers. <pool> is the ID or name of a
# pool, or its ARN; <pool arn> always its ARN.

READS = {
    "DescribeAccountAttributes": {},
    "DescribeAccountLimits": {},
    "DescribeConfigurationSets": {"ConfigurationSetNames": ["<set>"]},
    "DescribeKeywords": {"OriginationIdentity": "<pool>"},
    "DescribeNotifyConfigurations": {},
    "DescribeNotifyTemplates": {},
    "DescribeOptOutLists": {"OptOutListNames": ["<list>"]},
    "DescribeOptedOutNumbers": {"OptOutListName": "<list>"},
    "DescribePhoneNumbers": {"PhoneNumberIds": ["<number>"]},
    "DescribePools": {"PoolIds": ["<pool>"]},
    "DescribeProtectConfigurations": {},
    "DescribeRcsAgentCountryLaunchStatus": {"RcsAgentId": "rcs-1"},
    "DescribeRcsAgents": {},
    "DescribeRegistrationAttachments": {},
    "DescribeRegistrationFieldDefinitions": {"RegistrationType": "US_TOLL_FREE_REGISTRATION"},
    "DescribeRegistrationFieldValues": {"RegistrationId": "registration-1"},
    "DescribeRegistrationSectionDefinitions": {"RegistrationType": "US_TOLL_FREE_REGISTRATION"},
    "DescribeRegistrationTypeDefinitions": {},
    "DescribeRegistrationVersions": {"RegistrationId": "registration-1"},
    "DescribeRegistrations": {},
    "DescribeSenderIds": {"SenderIds": [{"SenderId": "<sender>", "IsoCountryCode": "GB"}]},
    "DescribeSpendLimits": {},
    "DescribeVerifiedDestinationNumbers": {"VerifiedDestinationNumberIds": ["<verified>"]},
    "GetProtectConfigurationCountryRuleSet": {
        "ProtectConfigurationId": "protect-1",
        "NumberCapability": "SMS",
    },
    "GetResourcePolicy": {"ResourceArn": "<list arn>"},
    "ListNotifyCountries": {},
    "ListPoolOriginationIdentities": {"PoolId": "<pool>"},
    "ListProtectConfigurationRuleSetNumberOverrides": {"ProtectConfigurationId": "protect-1"},
    "ListRegistrationAssociations": {"RegistrationId": "registration-1"},
    "ListTagsForResource": {"ResourceArn": "<pool arn>"},
}
# Of what nobody has, so that they find nothing, whoever asks.
FIND_NOTHING = {
    "DescribeRcsAgentCountryLaunchStatus",
    "DescribeRegistrationFieldValues",
    "DescribeRegistrationVersions",
    "GetProtectConfigurationCountryRuleSet",
    "ListProtectConfigurationRuleSetNumberOverrides",
    "ListRegistrationAssociations",
}
EVENTS = {"ConfigurationSetName": "<set>", "EventDestinationName": "events"}
SENT = {"DestinationPhoneNumber": "+14254147755", "OriginationIdentity": "<able>"}
TOPIC = {"SnsDestination": {"TopicArn": make.TOPIC}}
WRITES = {
    "AssociateOriginationIdentity": {"PoolId": "<pool>", "OriginationIdentity": "<number>"},
    "CreateConfigurationSet": {"ConfigurationSetName": "new"},
    "CreateEventDestination": EVENTS
    | TOPIC
    | {
        "ConfigurationSetName": "<name of set>",
        "EventDestinationName": "new",
        "MatchingEventTypes": ["TEXT_ALL"],
    },
    "CreateOptOutList": {"OptOutListName": "new"},
    "CreatePool": {"OriginationIdentity": "<number>", "MessageType": "TRANSACTIONAL"},
    "CreateVerifiedDestinationNumber": {"DestinationPhoneNumber": "+12065550123"},
    "DeleteConfigurationSet": {"ConfigurationSetName": "<set>"},
    "DeleteDefaultMessageType": {"ConfigurationSetName": "<set>"},
    "DeleteDefaultSenderId": {"ConfigurationSetName": "<set>"},
    "DeleteEventDestination": EVENTS,
    "DeleteKeyword": {"OriginationIdentity": "<worded>", "Keyword": "INFO"},
    "DeleteOptOutList": {"OptOutListName": "<list>"},
    "DeleteOptedOutNumber": {"OptOutListName": "<list>", "OptedOutNumber": "+12065550111"},
    "DeletePool": {"PoolId": "<pool>"},
    "DeleteResourcePolicy": {"ResourceArn": "<list arn>"},
    "DeleteVerifiedDestinationNumber": {"VerifiedDestinationNumberId": "<verified>"},
    "DisassociateOriginationIdentity": {"PoolId": "<pool>", "OriginationIdentity": "<pooled>"},
    "PutKeyword": {"OriginationIdentity": "<number>", "Keyword": "INFO", "KeywordMessage": "Hello"},
    "PutMessageFeedback": {"MessageId": "<message>", "MessageFeedbackStatus": "RECEIVED"},
    "PutOptedOutNumber": {"OptOutListName": "<list>", "OptedOutNumber": "+12065550123"},
    "PutResourcePolicy": {"ResourceArn": "<pool arn>", "Policy": '{"Statement": []}'},
    "ReleasePhoneNumber": {"PhoneNumberId": "<number>"},
    "ReleaseSenderId": {"SenderId": "<sender>", "IsoCountryCode": "GB"},
    "RequestPhoneNumber": {
        "IsoCountryCode": "US",
        "MessageType": "TRANSACTIONAL",
        "NumberCapabilities": ["SMS"],
        "NumberType": "LONG_CODE",
        "PoolId": "<pool>",
        "OptOutListName": "<used>",
    },
    "RequestSenderId": {"SenderId": "NEW", "IsoCountryCode": "GB"},
    "SendDestinationNumberVerificationCode": {
        "VerifiedDestinationNumberId": "<verified>",
        "VerificationChannel": "TEXT",
        "OriginationIdentity": "<number>",
        "ConfigurationSetName": "<set>",
    },
    "SendMediaMessage": SENT | {"MediaUrls": ["s3://bucket/cat.png"]},
    "SendTextMessage": SENT | {"MessageBody": "Hello"},
    "SendVoiceMessage": SENT | {"MessageBody": "Hello"},
    "SetDefaultMessageFeedbackEnabled": {"ConfigurationSetName": "<set>", "MessageFeedbackEnabled": True},
    "SetDefaultMessageType": {"ConfigurationSetName": "<set>", "MessageType": "PROMOTIONAL"},
    "SetDefaultSenderId": {"ConfigurationSetName": "<set>", "SenderId": "NEW"},
    "TagResource": {"ResourceArn": "<number arn>", "Tags": [{"Key": "Team", "Value": "Shop"}]},
    "UntagResource": {"ResourceArn": "<pool arn>", "TagKeys": ["Season"]},
    "UpdateEventDestination": EVENTS | {"Enabled": False},
    "UpdatePhoneNumber": {"PhoneNumberId": "<number>", "OptOutListName": "<list>"},
    "UpdatePool": {"PoolId": "<pool>", "OptOutListName": "<list>"},
    "UpdateSenderId": {"SenderId": "<sender>", "IsoCountryCode": "GB", "DeletionProtectionEnabled": True},
    "VerifyDestinationNumber": {"VerifiedDestinationNumberId": "<verified>", "VerificationCode": "123456"},
}
ADMINISTERS = {
    "DeleteTextMessageSpendLimitOverride": {},
    "SetTextMessageSpendLimitOverride": {"MonthlyLimit": 0},
}
OPERATIONS = {VIEWER: READS, EDITOR: WRITES, ADMINISTRATOR: ADMINISTERS}
NEEDS = {operation: role for role, requests in OPERATIONS.items() for operation in requests}

# The pages: who may read it, and who may post to it.

ANYBODY, SIGNED_IN, NOBODY = "anybody", "whoever is signed in", "nobody"
PAGES = {
    "access-key-create": (VIEWER, VIEWER),
    "access-key-delete": (VIEWER, VIEWER),  # of their own keys; an administrator of all
    "account": (VIEWER, NOBODY),
    "access-key": (VIEWER, NOBODY),
    "access-key-list": (VIEWER, NOBODY),
    "access-key-status": (NOBODY, VIEWER),
    "class": (ADMINISTRATOR, NOBODY),
    "class-clock": (ADMINISTRATOR, ADMINISTRATOR),
    "class-create": (ADMINISTRATOR, ADMINISTRATOR),
    "class-list": (ADMINISTRATOR, NOBODY),
    "class-remove": (ADMINISTRATOR, ADMINISTRATOR),
    "class-reset": (ADMINISTRATOR, ADMINISTRATOR),
    "class-seat": (ADMINISTRATOR, NOBODY),
    "class-seat-password": (ADMINISTRATOR, ADMINISTRATOR),
    "class-seat-remove": (ADMINISTRATOR, ADMINISTRATOR),
    "class-seat-reset": (ADMINISTRATOR, ADMINISTRATOR),
    "class-seats": (VIEWER, NOBODY),
    "class-sheet": (ADMINISTRATOR, ADMINISTRATOR),
    "class-snapshot": (VIEWER, NOBODY),
    "class-snapshot-delete": (ADMINISTRATOR, ADMINISTRATOR),
    "class-snapshot-restore": (ADMINISTRATOR, ADMINISTRATOR),
    "class-snapshot-take": (ADMINISTRATOR, ADMINISTRATOR),
    "class-snapshots": (ADMINISTRATOR, NOBODY),
    "compare": (VIEWER, NOBODY),
    "coverage": (VIEWER, NOBODY),
    "configuration-set-create": (EDITOR, EDITOR),
    "configuration-set-delete": (EDITOR, EDITOR),
    "configuration-set-acts": (VIEWER, NOBODY),
    "configuration-set-detail": (VIEWER, NOBODY),
    "configuration-set-list": (VIEWER, NOBODY),
    "configuration-set-list-export": (VIEWER, NOBODY),
    "configuration-set-list-preferences": (VIEWER, VIEWER),
    "configuration-set-note": (VIEWER, NOBODY),
    "configuration-set-selection": (NOBODY, VIEWER),  # as pool-selection
    "configuration-set-settings": (VIEWER, EDITOR),  # read, it leads to the set
    "event-destination": (VIEWER, NOBODY),
    "event-destination-acts": (VIEWER, NOBODY),
    "event-destination-list": (VIEWER, NOBODY),
    "edit-run": (VIEWER, EDITOR),
    "edit-run-export": (VIEWER, NOBODY),
    "edit-runs": (VIEWER, NOBODY),
    "event-destination-add": (EDITOR, EDITOR),
    "event-destination-edit": (EDITOR, EDITOR),
    "event-destination-remove": (EDITOR, EDITOR),
    "event-destination-status": (NOBODY, EDITOR),
    "display-mode": (NOBODY, ANYBODY),
    "join": (ANYBODY, ANYBODY),  # whoever has the link
    "links": (SIGNED_IN, NOBODY),
    "healthz": (ANYBODY, ANYBODY),
    "help": (SIGNED_IN, NOBODY),
    "help-topic": (SIGNED_IN, NOBODY),
    "training": (VIEWER, NOBODY),
    "lesson-list": (VIEWER, NOBODY),
    "practice-data": (VIEWER, ADMINISTRATOR),
    "practice-data-reset": (ADMINISTRATOR, ADMINISTRATOR),
    "snapshot": (VIEWER, NOBODY),
    "snapshot-delete": (ADMINISTRATOR, ADMINISTRATOR),
    "snapshot-restore": (ADMINISTRATOR, ADMINISTRATOR),
    "snapshot-take": (ADMINISTRATOR, ADMINISTRATOR),
    "snapshots": (VIEWER, NOBODY),
    "lesson": (VIEWER, VIEWER),
    "lesson-start": (VIEWER, VIEWER),
    "lesson-panel": (VIEWER, NOBODY),
    "practice-account": (NOBODY, VIEWER),
    "opt-out-list-create": (EDITOR, EDITOR),
    "opt-out-list-delete": (EDITOR, EDITOR),
    "opt-out-import-list": (VIEWER, NOBODY),
    "opt-out-list-acts": (VIEWER, NOBODY),
    "opt-out-list-detail": (VIEWER, NOBODY),
    "opt-out-list-detail-preferences": (VIEWER, VIEWER),
    "opt-out-import": (EDITOR, EDITOR),
    "opt-out-list-export": (VIEWER, NOBODY),
    "opt-out-list-import": (EDITOR, EDITOR),
    "opt-out-list-list": (VIEWER, NOBODY),
    "opt-out-list-list-export": (VIEWER, NOBODY),
    "opt-out-list-list-preferences": (VIEWER, VIEWER),
    "opt-out-list-tags": (EDITOR, EDITOR),
    "opt-out-list-selection": (NOBODY, VIEWER),  # as pool-selection
    "opted-out-number-add": (EDITOR, EDITOR),
    "opted-out-number-remove": (EDITOR, EDITOR),
    "opted-out-number-selection": (NOBODY, VIEWER),  # as pool-selection
    "overview": (VIEWER, NOBODY),
    "phone-number-edit": (EDITOR, EDITOR),
    "phone-number-detail": (VIEWER, NOBODY),
    "phone-number-list": (VIEWER, NOBODY),
    "phone-number-list-export": (VIEWER, NOBODY),
    "phone-number-list-preferences": (VIEWER, VIEWER),
    "phone-number-move": (EDITOR, EDITOR),
    "phone-number-move-undo": (NOBODY, EDITOR),
    "phone-number-registered": (NOBODY, EDITOR),
    "phone-number-remove": (EDITOR, EDITOR),
    "phone-number-selection": (NOBODY, VIEWER),  # as pool-selection
    "phone-number-request": (EDITOR, EDITOR),
    "phone-number-settings": (VIEWER, EDITOR),  # read, it leads to the number
    "pool-add-sender-id": (EDITOR, EDITOR),
    "pool-associate": (VIEWER, EDITOR),  # read, it leads to the pool
    "pool-create": (EDITOR, EDITOR),
    "pool-create-inherited": (EDITOR, NOBODY),
    "pool-delete": (EDITOR, EDITOR),
    "pool-detail": (VIEWER, NOBODY),
    "pool-disassociate": (EDITOR, EDITOR),
    "pool-edit": (EDITOR, EDITOR),
    "pool-identity-selection": (NOBODY, VIEWER),  # as pool-selection
    "pool-list": (VIEWER, NOBODY),
    "pool-list-export": (VIEWER, NOBODY),
    "pool-list-preferences": (VIEWER, VIEWER),
    "pool-protection": (NOBODY, EDITOR),
    "pool-selection": (NOBODY, VIEWER),  # a question with more in it than an address holds
    "pool-settings": (VIEWER, EDITOR),  # read, it leads to the pool
    "project-create": (ADMINISTRATOR, ADMINISTRATOR),
    "pinpoint": (SIGNED_IN, NOBODY),
    "project": (VIEWER, NOBODY),
    "project-list": (VIEWER, NOBODY),
    "project-settings": (VIEWER, NOBODY),
    "region": (VIEWER, NOBODY),
    "region-switch": (VIEWER, NOBODY),
    "root": (SIGNED_IN, NOBODY),
    "set-up": (ADMINISTRATOR, ADMINISTRATOR),
    "settings": (SIGNED_IN, NOBODY),
    "sender-id": (VIEWER, NOBODY),
    "sender-id-add-to-pool": (EDITOR, EDITOR),
    "sender-id-edit": (EDITOR, EDITOR),
    "sender-id-detail": (VIEWER, NOBODY),
    "sender-id-list": (VIEWER, NOBODY),
    "sender-id-list-export": (VIEWER, NOBODY),
    "sender-id-list-preferences": (VIEWER, VIEWER),
    "sender-id-selection": (NOBODY, VIEWER),  # as pool-selection
    "sender-id-registered": (NOBODY, EDITOR),
    "sender-id-request": (EDITOR, EDITOR),
    "sender-id-release": (EDITOR, EDITOR),
    "sender-id-settings": (VIEWER, EDITOR),  # read, it leads to the sender ID
    "verified-number": (VIEWER, NOBODY),
    "verified-number-add": (EDITOR, EDITOR),
    "verified-number-delete": (EDITOR, EDITOR),
    "verified-number-list": (VIEWER, NOBODY),
    "verified-number-verify": (EDITOR, EDITOR),
    "pool-policy": (EDITOR, EDITOR),
    "pool-policy-remove": (EDITOR, EDITOR),
    "phone-number-policy": (EDITOR, EDITOR),
    "phone-number-policy-remove": (EDITOR, EDITOR),
    "sender-id-policy": (EDITOR, EDITOR),
    "sender-id-policy-remove": (EDITOR, EDITOR),
    "opt-out-list-policy": (EDITOR, EDITOR),
    "opt-out-list-policy-remove": (EDITOR, EDITOR),
    "sign-in": (ANYBODY, ANYBODY),
    "sign-out": (NOBODY, ANYBODY),
    "simulator": (VIEWER, EDITOR),
    "message-delete": (EDITOR, EDITOR),
    "message-detail": (VIEWER, NOBODY),
    "message-list": (VIEWER, NOBODY),
    "message-list-preferences": (VIEWER, VIEWER),
    "sms-settings": (VIEWER, NOBODY),
    "sms-settings-edit": (ADMINISTRATOR, ADMINISTRATOR),
    "quotas": (VIEWER, ADMINISTRATOR),
    "test-settings": (VIEWER, ADMINISTRATOR),
    "aws-sync": (VIEWER, ADMINISTRATOR),
    "sync-answers": (VIEWER, EDITOR),
    "sync-changed": (VIEWER, NOBODY),
    "sync-conflicts": (VIEWER, NOBODY),
    "sync-discard": (VIEWER, EDITOR),
    "sync-export": (VIEWER, NOBODY),
    "sync-exports": (VIEWER, NOBODY),
    "sync-left-alone": (VIEWER, NOBODY),
    "sync-link": (VIEWER, ADMINISTRATOR),
    "sync-link-test": (NOBODY, ADMINISTRATOR),
    "sync-pending": (VIEWER, NOBODY),
    "sync-plan": (NOBODY, EDITOR),
    "sync-put-back": (NOBODY, EDITOR),
    "sync-refresh": (NOBODY, EDITOR),
    "sync-run": (VIEWER, NOBODY),
    "sync-run-apply": (VIEWER, ADMINISTRATOR),
    "sync-run-cancel": (NOBODY, EDITOR),
    "sync-run-continue": (NOBODY, EDITOR),  # of a reading; of a plan it is an administrator's
    "sync-run-discard": (NOBODY, EDITOR),
    "sync-run-saved": (VIEWER, NOBODY),
    "sync-run-stop": (NOBODY, ADMINISTRATOR),
    "sync-runs": (VIEWER, NOBODY),
    "sync-seen": (NOBODY, EDITOR),
    "sync-step": (VIEWER, NOBODY),
    "sync-steps": (VIEWER, NOBODY),
    "sync-step-answer": (NOBODY, ADMINISTRATOR),
    "sync-step-leave-out": (NOBODY, ADMINISTRATOR),
    "sync-step-retry": (NOBODY, ADMINISTRATOR),
    "sync-unlink": (ADMINISTRATOR, ADMINISTRATOR),
}

# The states of a key: what has happened to it or to its user, how the request is sent, and how it is refused.


class State(NamedTuple):
    happened: Callable[[Any], Any] = lambda keys: None
    sent: dict[str, str] = {}
    code: str = ""


def of_demo_user(keys: Any) -> None:
    for key in keys:
        key.user.is_demo = True
        key.user.save()


UNKNOWN, MISMATCH = "UnrecognizedClientException", "InvalidSignatureException"
KEYS = {
    "active": State(),
    "of a demo user, by a loopback host": State(of_demo_user),
    "of a demo user, by another host": State(of_demo_user, {"host": "192.0.2.1:8000"}, UNKNOWN),
    "inactive": State(lambda keys: keys.update(is_active=False), code=UNKNOWN),
    "of an inactive user": State(
        lambda keys: [
            key.user.__class__.objects.filter(pk=key.user.pk).update(is_active=False) for key in keys
        ],
        code=UNKNOWN,
    ),
    "without its membership": State(lambda keys: Membership.objects.all().delete(), code=UNKNOWN),
    "with another secret": State(sent={"secret": "another secret"}, code=MISMATCH),
}
NO_MEMBER = "no member"
PLACE = re.compile(r"<([\w ]+?)( arn)?>")


@pytest.fixture
def keys(account: Account) -> dict[str, AccessKey]:
    """A key by the role of its user."""
    users = {role: make.MembershipFactory(account=account, role=role).user for role in RANK}
    users[NO_MEMBER] = make.UserFactory()
    return {who: make.AccessKeyFactory(account=account, user=user) for who, user in users.items()}


@pytest.fixture
def ours(account: Account) -> dict[str, tuple[str, str]]:
    return furnish(account, "ours")


@pytest.fixture
def theirs() -> dict[str, tuple[str, str]]:
    return furnish(make.AccountFactory(account_id="444455556666", name="theirs"), "theirs")


def furnish(account: Account, name: str) -> dict[str, tuple[str, str]]:
    """One of everything that a request can name: its ID or name, and its ARN."""
    make.ProjectFactory(account=account)  # with the SMS and voice channel on
    account.spend_limit_overridden = True
    account.save()
    # The row of a list that every account has; else the first who asks for it makes it.
    make.OptOutListFactory(account=account, opt_out_list_name="Default")
    used = make.OptOutListFactory(account=account, opt_out_list_name=f"used-by-{name}")
    place = {"account": account, "opt_out_list_name": used.opt_out_list_name}
    pool = make.PoolFactory(**place, pool_id=f"pool-of-{name}")
    make.TagFactory(pool=pool, key="Season", value=name)
    number, worded, pooled, _ = (
        make.PhoneNumberFactory(**place, phone_number_id=f"phone-{n}-of-{name}", pool=in_pool)
        for n, in_pool in enumerate((None, None, pool, pool))
    )
    make.KeywordFactory(phone_number=worded, keyword="INFO")
    able = make.PhoneNumberFactory(
        account=account, phone_number_id=f"phone-able-of-{name}", number_capabilities=["SMS", "MMS", "VOICE"]
    )
    message = make.MessageFactory(account=account, message_id=f"message-of-{name}")
    sender = make.SenderIdFactory(account=account, sender_id=name.upper())
    unused = make.OptOutListFactory(account=account, opt_out_list_name=name)
    make.OptedOutNumberFactory(opt_out_list=unused, opted_out_number="+12065550111")
    now = timezone.now()
    ResourcePolicy.objects.create(
        account=account,
        region="us-east-1",
        resource_arn=unused.opt_out_list_arn,
        policy='{"Statement": []}',
        created_timestamp=now,
    )
    defaults = {"default_sender_id": "OLD", "default_message_type": "TRANSACTIONAL"}
    config = make.ConfigurationSetFactory(account=account, configuration_set_name=name, **defaults)
    make.EventDestinationFactory(configuration_set=config, event_destination_name="events")
    verified = make.VerifiedDestinationNumberFactory(
        account=account,
        verified_destination_number_id=f"verified-{name}",
        verification_code="123456",
        code_timestamp=now,
        created_timestamp=now - timedelta(days=2),
    )
    return {
        "pool": (pool.pool_id, pool.pool_arn),
        "number": (number.phone_number_id, number.phone_number_arn),
        "worded": (worded.phone_number_id, worded.phone_number_arn),
        "able": (able.phone_number_id, able.phone_number_arn),
        "message": (message.message_id, message.message_id),
        "pooled": (pooled.phone_number_id, pooled.phone_number_arn),
        "sender": (sender.sender_id, sender.sender_id_arn),
        "list": (name, unused.opt_out_list_arn),
        "used": (used.opt_out_list_name, used.opt_out_list_arn),
        "set": (name, config.configuration_set_arn),
        "name of set": (name, name),
        "verified": (verified.verified_destination_number_id, verified.verified_destination_number_arn),
    }


def own_requests(operation: str, ours: dict) -> list[str]:
    """Bodies that name what is the account's own: by ID, by ARN, and nothing where nothing has to be named."""
    text = json.dumps(OPERATIONS[NEEDS[operation]][operation])
    bodies = [
        PLACE.sub(lambda found, form=form: ours[found[1]][1 if found[2] else form], text) for form in (0, 1)
    ]
    if operation in READS and not shapes.operation_model(operation).input_shape.required_members:
        bodies.append("{}")
    return list(dict.fromkeys(bodies))


def foreign_requests(operation: str, ours: dict, theirs: dict) -> list[str]:
    """Bodies that name one thing of the other account among the account's own."""
    text, bodies = json.dumps(OPERATIONS[NEEDS[operation]][operation]), []
    for place in PLACE.finditer(text):
        for form in (1,) if place[2] else (0, 1):
            one = text.replace(place[0], theirs[place[1]][form])
            bodies.append(PLACE.sub(lambda found: ours[found[1]][1 if found[2] else 0], one))
    return bodies


def send(key: AccessKey, operation: str, body: str, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
    raw, target = body.encode(), {"X-Amz-Target": f"PinpointSMSVoiceV2.{operation}"}
    return post(signed(key.access_key_id, body=raw, **sent, **target), raw)


def answer_to(operation: str, who: str, state: State, *, foreign: bool) -> tuple[int, str]:
    """The status and the code that a request must get."""
    if state.code or who == NO_MEMBER:
        return 403, state.code or UNKNOWN
    if RANK[who] < RANK[NEEDS[operation]]:
        return 403, "AccessDeniedException"
    found = not foreign and operation not in FIND_NOTHING
    return (200, "") if found else (400, "ResourceNotFoundException")


@pytest.mark.parametrize("operation", sorted(NEEDS.keys() | verbs().keys()))
def test_operations(operation: str, keys, ours, theirs):
    assert operation in NEEDS, "this operation has no row yet"
    assert operation in verbs(), "there is no such operation any more"
    own, foreign = own_requests(operation, ours), foreign_requests(operation, ours, theirs)
    some = [*own[:1], *foreign[:1]]
    for name, state in KEYS.items():
        with transaction.atomic():
            state.happened(AccessKey.objects.all())
            before = rows()
            for (who, key), body in product(keys.items(), [*own, *foreign] if name == "active" else some):
                expected = answer_to(operation, who, state, foreign=body in foreign)
                see_that_it_is_answered(expected, (name, who), key, operation, body, state.sent, before)
            assert rows() == before, name
            transaction.set_rollback(True)


def see_that_it_is_answered(
    expected: tuple[int, str],
    about: tuple[str, str],
    key: AccessKey,
    operation: str,
    body: str,
    sent: dict[str, str],
    before: dict[str, list],
) -> None:
    with transaction.atomic():
        status, answer = send(key, operation, body, sent)
        assert (status, answer.get("__type", "")) == expected, (*about, body)
        if status == 200:
            see_that_it_was_done(operation, before, answer)
            transaction.set_rollback(True)
    if expected[1] == "ResourceNotFoundException":
        see_that_it_hints_at_nothing(key, operation, body, answer)
    elif expected[1] == "AccessDeniedException":
        assert f"sms-voice:{operation} " in answer["Message"]


def see_that_it_was_done(operation: str, before: dict[str, list], answer: dict[str, Any]) -> None:
    """A write changed more than what is remembered of it; a read changed nothing. Neither tells of the others."""
    changed = {name for name, there in rows().items() if there != before[name]} - {"ClientToken"}
    assert bool(changed) == changes_something(operation)
    assert not re.search("theirs|444455556666", json.dumps(answer), re.IGNORECASE)


def see_that_it_hints_at_nothing(key: AccessKey, operation: str, body: str, answer: dict[str, Any]) -> None:
    """What is not there at all is answered in the same words."""
    _, of_nothing = send(key, operation, as_nobodys(body), {})
    assert json.loads(as_nobodys(json.dumps(answer))) == of_nothing


def as_nobodys(text: str) -> str:
    return text.replace("theirs", "nobody").replace("THEIRS", "NOBODY")


WHO = ("administrator", "editor", "viewer", "stranger", "other", "nobody")
# What a browser is told.
IN, SIGN_IN, FORBIDDEN, NOT_FOUND, NO_SUCH_METHOD = (
    "in",
    "sign in",
    "forbidden",
    "not found",
    "no such method",
)
REFUSALS = {401: SIGN_IN, 403: FORBIDDEN, 404: NOT_FOUND, 405: NO_SUCH_METHOD}
ASKS = {
    "lesson",  # opens and closes what a cookie keeps
    "lesson-start",  # changes nothing but in an account of one's own to learn in
    "configuration-set-selection",
    "opt-out-list-selection",
    "opted-out-number-selection",
    "phone-number-move",  # shows first what changes; only the form that did so moves anything
    "phone-number-move-undo",  # takes what a move has sealed
    "phone-number-selection",
    "pool-identity-selection",
    "pool-selection",
    "sender-id-selection",
}  # what is posted there changes nothing
# Fields that make a difference, where a form as the page has it changes nothing.
SURE = {
    "practice-data": {"hours": "1", "drawn": "0"},
    "simulator": {"op": "send", "to": "+14254147755", "message_body": "Hello"},
    "opt-out-list-tags": {"tags-9-key": "team", "tags-9-value": "shop"},
    "phone-number-request": {"op": "request", "numbers-0-iso_country_code": "US"},
    "phone-number-settings": {"opt_out_list_name": "Default", "tags-9-key": "team"},
    "configuration-set-settings": {"default_sender_id": "NEW"},
    "sender-id-add-to-pool": {"pool_id": "pool-111122223333-us-east-1"},
    "verified-number-verify": {"send": "1"},
    "pool-policy": {"policy": '{"Statement": []}'},
    "phone-number-policy": {"policy": '{"Statement": []}'},
    "sender-id-policy": {"policy": '{"Statement": []}'},
    "opt-out-list-policy": {"policy": '{"Statement": []}'},
    "sender-id-settings": {"tags-9-key": "team"},
    "event-destination-add": {"matching_event_types": "ALL"},
    "event-destination-edit": {"matching_event_types": "TEXT_ALL"},
    "edit-run": {"act": "resume"},
    "opt-out-import": {"act": "start"},
    "phone-number-edit": {"act": "change", "leave_out": "on"},
    "pool-edit": {"act": "change"},
    "sender-id-edit": {"act": "change"},
    "pool-settings": {"shared_routes_enabled": "on"},
    "quotas": {"POOLS_PER_ACCOUNT": "26"},
    "class-clock": {"hours": "1"},
    "class-snapshot-take": {"name": "Another"},
    "snapshot-take": {"name": "Another"},
    "sync-link": {"share": "50"},
    "sync-step-answer": {"chosen": "-"},
    "sync-unlink": {"confirm": "unlink"},
}
# What has no effect while a run goes on.
QUIET = {"sync-refresh", "sync-unlink"}
# What AWS decides, or nobody does, where the account is linked.
UNLINKED = {
    "sender-id-registered",
    "practice-data",
    "snapshot-restore",
    "snapshot-take",
    "practice-data-reset",
}
IDS = {
    "pool_id",
    "phone_number_id",
    "sender_id",
    "opt_out_list_name",
    "configuration_set_name",
    "event_destination_name",
    "import_id",
    "verified_destination_number_id",
    "run_id",
    "message_id",
    "class_id",
    "project_id",
    "access_key_id",
}


def told(response: HttpResponse) -> str:
    assert response.status_code < 500
    to = response.get("Location") or response.get("HX-Redirect") or ""
    return SIGN_IN if to.startswith("/sign-in/") else REFUSALS.get(response.status_code, IN)


def telling(address: Address, who: str, method: str, *, foreign: bool) -> set[str]:
    """What somebody may be told at an address; `foreign`: it names what is not theirs."""
    needed = PAGES[address.name][method == "POST"]
    if needed == ANYBODY:
        return {SIGN_IN if address.name == "sign-out" else IN}
    if who == "nobody":
        return {NO_SUCH_METHOD if ANYBODY in PAGES[address.name] else SIGN_IN}
    if "account_id" in address.arguments and who.upper() not in RANK:
        return {NOT_FOUND}
    if needed == NOBODY:
        return {NO_SUCH_METHOD, NOT_FOUND} if foreign else {NO_SUCH_METHOD}
    if needed != SIGNED_IN and RANK[who.upper()] < RANK[needed]:
        return {FORBIDDEN, NOT_FOUND} if foreign else {FORBIDDEN}
    return {NOT_FOUND} if foreign else {IN}


@pytest.mark.parametrize("name", sorted(PAGES.keys() | {address.name for address in ADDRESSES}))
def test_pages(name: str, world: World, monkeypatch):
    assert name in PAGES, "this page has no row yet"
    address = next((one for one in ADDRESSES if one.name == name), None)
    assert address, "there is no such page any more"
    forms = [fields | SURE.get(name, {}) for fields in parameters_of(address, world, monkeypatch).filled]
    Pool.objects.update(deletion_protection_enabled=name == "pool-protection")
    if name in QUIET:
        SyncRun.objects.all().delete()
    if name in UNLINKED:
        AwsLink.objects.all().delete()
    for who in enough_here(WHO):
        client = world.client(who)
        own, foreign = places(address, world, who, client)
        before, changed = kept(), False
        for headers, fields in product(enough_here(({}, HTMX)), (None, *forms)):
            changed |= visit(world, address, who, client, own, fields, headers)
        for path, fields in product(foreign, (None, forms[-1])):
            visit(world, address, who, client, path, fields, {}, foreign=True)
        assert kept() == before, who
        assert changed == may_change(address, who), who


def enough_here(ways: tuple) -> tuple:
    """All on one database; the first on the others, which gets at every query: roles, and pages and parts of them, are
    told apart in Python."""
    return ways if connection.vendor == "sqlite" else ways[:1]


def places(address: Address, world: World, who: str, client: Client) -> tuple[str, list[str]]:
    """The path of what is one's own, and those of what is not: another account's, or somebody else's key."""
    values, named = dict(world.values), IDS & set(address.arguments)
    foreign = [values | {name: world.others[name]} for name in sorted(named)]
    if "account_id" in address.arguments and who != "other":
        foreign.append(world.others)
    if "access_key_id" in named and who != "nobody":
        foreign += [] if who == "administrator" else [dict(values)]
        user = User.objects.get(pk=client.session["_auth_user_id"])
        key = make.AccessKeyFactory(user=user, account=world.caller.account, is_active=False)
        values["access_key_id"] = key.access_key_id
    return address.path(values), [address.path(one) for one in foreign]


def visit(
    world: World,
    address: Address,
    who: str,
    client: Client,
    path: str,
    fields: dict[str, str] | None,
    headers: dict[str, str],
    *,
    foreign: bool = False,
) -> bool:
    """Read the path, or send it a form. Returns: whether that changed what is stored; the change is taken back."""
    method, ask = ("GET", client.get) if fields is None else ("POST", client.post)
    may = telling(address, who, method, foreign=foreign)
    before, changed = kept() if may == {IN} and method == "POST" else None, False
    with transaction.atomic():
        answer = ask(path, fields, headers=headers)
        assert told(answer) in may, (who, method, path, answer.status_code)
        if before:
            changed = kept() != before
            transaction.set_rollback(True)
    assert who not in ("stranger", "other") or "Ours" not in answer.content.decode(), (who, method, path)
    return changed


def may_change(address: Address, who: str) -> bool:
    """Whether one of the address's forms changes what is stored, sent by them."""
    needed = PAGES[address.name][1]
    may = needed in RANK and who.upper() in RANK and RANK[who.upper()] >= RANK[needed]
    return may and address.name not in ASKS
