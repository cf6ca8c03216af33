"""Each refusal of AWS's is sorted as sync.md has it: transient, waiting, paused, final, already so."""

import pytest

from pools import shapes
from pools.reference.aws_calls import WRITES
from pools.sync.refusals import RULES, Refusal, Sort

IAM = (
    "User: arn:aws:sts::111122223333:assumed-role/pools/worker is not authorized to perform: "
    "sms-voice:TagResource on resource: arn:aws:sms-voice:us-east-1:111122223333:pool/*"
)
EXPIRED = (
    "Signature expired: 20261129T100000Z is now earlier than 20261129T100500Z (20261129T101000Z - 5 min.)"
)
EARLY = "Signature not yet current: 20261129T101000Z is still later than 20261129T100500Z"
ASSOCIATE, DISASSOCIATE = "AssociateOriginationIdentity", "DisassociateOriginationIdentity"
CONFLICT, INVALID = "ConflictException", "ValidationException"

CASES = [
    # operation, code, Reason, message, status, sort
    ("UpdatePool", "ThrottlingException", "", "", 400, Sort.TRANSIENT),
    ("UpdatePool", "InternalServerException", "", "", 500, Sort.TRANSIENT),
    ("UpdatePool", "ServiceUnavailable", "", "", 503, Sort.TRANSIENT),
    ("UpdatePool", "502", "", "Bad Gateway", 502, Sort.TRANSIENT),
    ("UpdatePool", "RequestTimeout", "", "", 408, Sort.TRANSIENT),
    ("UpdatePool", INVALID, "RESOURCE_NOT_ACCESSIBLE", "", 400, Sort.TRANSIENT),
    ("UpdatePool", INVALID, "", "Could not assume IAM role", 400, Sort.TRANSIENT),
    (ASSOCIATE, CONFLICT, "PHONE_NUMBER_ASSOCIATED_TO_POOL", "", 400, Sort.TRANSIENT),
    (ASSOCIATE, CONFLICT, "RESOURCE_NOT_ACTIVE", "", 400, Sort.TRANSIENT),
    ("UpdatePool", "ExpiredToken", "", "", 403, Sort.PAUSED),
    ("UpdatePool", "ExpiredTokenException", "", "", 400, Sort.PAUSED),
    ("UpdatePool", "UnrecognizedClientException", "", "", 403, Sort.PAUSED),
    ("UpdatePool", "InvalidSignatureException", "", EXPIRED, 403, Sort.PAUSED),
    ("UpdatePool", "InvalidSignatureException", "", EARLY, 403, Sort.PAUSED),
    ("UpdatePool", "RequestTimeTooSkewed", "", "", 403, Sort.PAUSED),
    ("GetCredentials", "UnauthorizedSSOTokenError", "", "", 0, Sort.PAUSED),
    ("GetCredentials", "NoCredentialsError", "", "", 0, Sort.PAUSED),
    ("AssumeRole", "AccessDenied", "", "", 403, Sort.PAUSED),
    (ASSOCIATE, CONFLICT, "RESOURCE_ALREADY_ASSOCIATED", "", 400, Sort.ALREADY_SO),
    (DISASSOCIATE, CONFLICT, "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL", "", 400, Sort.ALREADY_SO),
    (DISASSOCIATE, "ResourceNotFoundException", "", "", 400, Sort.ALREADY_SO),
    ("DeletePool", "ResourceNotFoundException", "", "", 400, Sort.ALREADY_SO),
    ("DeleteKeyword", "ResourceNotFoundException", "", "", 400, Sort.ALREADY_SO),
    ("CreateConfigurationSet", CONFLICT, "RESOURCE_ALREADY_EXISTS", "", 400, Sort.ALREADY_SO),
    ("RequestSenderId", CONFLICT, "RESOURCE_ALREADY_EXISTS", "", 400, Sort.ALREADY_SO),
    ("CreatePool", CONFLICT, "RESOURCE_ALREADY_EXISTS", "", 400, Sort.FINAL),
    ("UpdatePool", "ResourceNotFoundException", "", "", 400, Sort.FINAL),
    (DISASSOCIATE, CONFLICT, "LAST_PHONE_NUMBER", "", 400, Sort.FINAL),
    ("DeletePool", CONFLICT, "DELETION_PROTECTION_ENABLED", "", 400, Sort.FINAL),
    (ASSOCIATE, CONFLICT, "OPT_OUT_LIST_MISMATCH", "", 400, Sort.FINAL),
    ("CreatePool", "ServiceQuotaExceededException", "POOLS_PER_ACCOUNT", "", 400, Sort.FINAL),
    ("CreatePool", "AccessDeniedException", "", IAM, 403, Sort.FINAL),
    ("UpdatePool", "ParamValidationError", "", "", 0, Sort.FINAL),
]


@pytest.mark.parametrize(("operation", "code", "reason", "message", "status", "sort"), CASES)
def test_a_refusal_is_sorted(operation, code, reason, message, status, sort):
    assert Refusal(operation, code, reason, message, status).sort() is sort


@pytest.mark.parametrize("code", ["ReadTimeoutError", "EndpointConnectionError", "ConnectTimeoutError"])
def test_what_got_no_answer_is_tried_again(code):
    assert Refusal("UpdatePool", code).sort() is Sort.TRANSIENT


def test_what_is_pending_is_waited_for_as_it_may_take_days():
    refusal = Refusal(ASSOCIATE, CONFLICT, "RESOURCE_NOT_ACTIVE")
    assert refusal.sort(pending=True) is Sort.WAITING
    assert Refusal(ASSOCIATE, CONFLICT, "OPT_OUT_LIST_MISMATCH").sort(pending=True) is Sort.FINAL


def test_a_missing_permission_names_the_action():
    assert (
        Refusal("CreatePool", "AccessDeniedException", message=IAM).missing_action == "sms-voice:TagResource"
    )
    assert Refusal("CreatePool", INVALID, message=IAM).missing_action == ""


def test_every_row_has_its_source_and_is_needed():
    cases = [Refusal(*case[:5]) for case in CASES]
    cases += [Refusal("UpdatePool", "ReadTimeoutError")]
    first = {next(rule for rule in RULES if rule.fits(case)) for case in cases}
    assert [rule for rule in RULES if rule not in first] == []
    assert all(rule.source for rule in RULES)


def test_every_operation_and_reason_is_the_apis():
    service = shapes.service_model()
    ours = {name for rule in RULES for name in rule.operations if shapes.is_operation(name)}
    assert ours <= set(WRITES)
    known = {
        reason for code in (CONFLICT, INVALID) for reason in service.shape_for(code).members["Reason"].enum
    }
    assert {reason for rule in RULES for reason in rule.reasons} <= known
