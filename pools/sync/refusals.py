"""What AWS's refusals mean for a step: a table, of which the first row that fits holds.

Words of other tools and of AWS's own guides are all there is to go by: each row says where it is from.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What is done about a refusal."""

    TRANSIENT = "TRANSIENT"  # again, ever more seldom, until a deadline
    WAITING = "WAITING"  # looked at again after minutes, then hours, as it may take days
    PAUSED = "PAUSED"  # the run waits for a person; no step has failed
    FINAL = "FINAL"  # what depends on it is not sent
    ALREADY_SO = "ALREADY_SO"  # counts as done


@dataclass(frozen=True)
class Refusal:
    """An answer that is none, or none at all.

    code: AWS's, or the name of botocore's exception. may_have_taken_effect: the request may have been carried out
    though no answer came. fields: the request's members that AWS named.
    """

    operation: str
    code: str
    reason: str = ""
    message: str = ""
    status: int = 0
    request_id: str = ""
    resource_type: str = ""
    resource_id: str = ""
    fields: tuple[str, ...] = ()
    may_have_taken_effect: bool = False

    @property
    def missing_action(self) -> str:
        """The action that a policy must allow: "sms-voice:TagResource"; "" where permission is not what lacks."""
        found = ACTION.search(self.message)
        return found[1] if found and self.code.startswith("AccessDenied") else ""

    @property
    def is_throttling(self) -> bool:
        return self.code in THROTTLING

    def sort(self, *, pending: bool = False) -> Sort:
        """pending: the status of what it is about was PENDING when it was last read."""
        found = next(rule.sort for rule in RULES if rule.fits(self))
        if pending and self.reason == "RESOURCE_NOT_ACTIVE":
            return Sort.WAITING
        return found


@dataclass(frozen=True)
class Rule:
    """A row: what it is about, what that means, and where that is from. Of what is empty, anything fits."""

    sort: Sort
    source: str
    codes: Sequence[str] = ()
    reasons: Sequence[str] = ()
    says: str = ""
    operations: Sequence[str] = ()
    statuses: Sequence[int] = ()

    def fits(self, refusal: Refusal) -> bool:
        return (
            (not self.codes or refusal.code in self.codes)
            and (not self.reasons or refusal.reason in self.reasons)
            and self.says in refusal.message
            and (not self.operations or refusal.operation in self.operations)
            and (not self.statuses or refusal.status in self.statuses)
        )


ACTION = re.compile(r"not authorized to perform: ([\w-]+:\w+)")
THROTTLING = ("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded")
NOT_FOUND = "ResourceNotFoundException"
# What was to go away is gone, whatever took it.
TAKING_AWAY = (
    "DeletePool",
    "DeleteKeyword",
    "DeleteConfigurationSet",
    "DeleteDefaultSenderId",
    "DisassociateOriginationIdentity",
    "UntagResource",
)
# The request may have arrived; and it did not.
LOST = (
    "ReadTimeoutError",
    "ConnectionClosedError",
    "HTTPClientError",
    "IncompleteReadError",
    "ResponseParserError",
    "ValueError",
)
UNREACHABLE = (
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "ProxyConnectionError",
    "SSLError",
    "ConnectionError",
)
NO_CREDENTIALS = (
    "NoCredentialsError",
    "PartialCredentialsError",
    "CredentialRetrievalError",
    "MetadataRetrievalError",
    "ProfileNotFound",
    "ConfigParseError",
    "SSOError",
    "SSOTokenLoadError",
    "UnauthorizedSSOTokenError",
    "TokenRetrievalError",
    "NoAuthTokenError",
    "LoginError",
    "LoginRefreshRequired",
    "LoginTokenLoadError",
    "RefreshWithMFAUnsupportedError",
)
EXPIRED = ("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired")
NOT_KNOWN = (
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "AuthFailure",
    "MissingAuthenticationToken",
    "IncompleteSignature",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
)
# What boto3 calls before the call itself, to have credentials for it.
FETCHING_CREDENTIALS = (
    "AssumeRole",
    "AssumeRoleWithWebIdentity",
    "CreateOAuth2Token",
    "CreateToken",
    "GetCallerIdentity",
    "GetCredentials",
    "GetRoleCredentials",
)
# botocore's exceptions by whether the request may have taken effect.
OF_NO_ANSWER = {name: name in LOST for name in (*LOST, *UNREACHABLE, *NO_CREDENTIALS)}
COMMON_ERRORS = "API reference, Common errors"
TERRAFORM = "hashicorp/terraform-provider-aws, internal/service/pinpointsmsvoicev2"

RULES = (
    # A clock that is off: AWS says it in the words of a wrong signature.
    Rule(Sort.PAUSED, COMMON_ERRORS, codes=("RequestTimeTooSkewed", "RequestExpired")),
    Rule(Sort.PAUSED, "Signature Version 4, troubleshooting", codes=NOT_KNOWN, says="Signature expired"),
    Rule(Sort.PAUSED, "Signature Version 4, troubleshooting", codes=NOT_KNOWN, says="not yet current"),
    Rule(Sort.PAUSED, COMMON_ERRORS, codes=EXPIRED),
    Rule(Sort.PAUSED, COMMON_ERRORS, codes=NOT_KNOWN),
    Rule(Sort.PAUSED, "botocore.exceptions", codes=NO_CREDENTIALS),
    Rule(Sort.TRANSIENT, "service model: ThrottlingException", codes=THROTTLING),
    Rule(Sort.TRANSIENT, "service model: InternalServerException", codes=("InternalServerException",)),
    Rule(Sort.TRANSIENT, COMMON_ERRORS, statuses=(408, *range(500, 600))),
    Rule(Sort.TRANSIENT, "botocore.exceptions", codes=(*LOST, *UNREACHABLE)),
    Rule(Sort.PAUSED, "boto3 guide, Credentials", operations=FETCHING_CREDENTIALS),
    # A role that was just made is not known everywhere yet.
    Rule(Sort.TRANSIENT, f"{TERRAFORM}, phone_number.go", reasons=("RESOURCE_NOT_ACCESSIBLE",)),
    Rule(Sort.TRANSIENT, f"{TERRAFORM}, phone_number.go", says="Could not assume"),
    Rule(
        Sort.ALREADY_SO,
        "service model: AssociateOriginationIdentity",
        reasons=("RESOURCE_ALREADY_ASSOCIATED",),
        operations=("AssociateOriginationIdentity",),
    ),
    Rule(
        Sort.ALREADY_SO,
        f"{TERRAFORM}, pool.go",
        reasons=("PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL",),
        operations=("DisassociateOriginationIdentity",),
    ),
    Rule(Sort.ALREADY_SO, f"{TERRAFORM}, pool.go", codes=(NOT_FOUND,), operations=TAKING_AWAY),
    Rule(
        Sort.ALREADY_SO,
        "service model: names are unique",
        reasons=("RESOURCE_ALREADY_EXISTS",),
        operations=("CreateConfigurationSet", "RequestSenderId"),
    ),
    # It left a pool just now, and is seen there for about two minutes.
    Rule(Sort.TRANSIENT, f"{TERRAFORM}, phone_number.go", reasons=("PHONE_NUMBER_ASSOCIATED_TO_POOL",)),
    Rule(Sort.TRANSIENT, f"{TERRAFORM}, pool.go waits", reasons=("RESOURCE_NOT_ACTIVE",)),
    Rule(Sort.FINAL, "all else"),
)
