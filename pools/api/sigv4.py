"""Signature Version 4: who signed a request. The signature is computed anew with botocore's own signer."""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from pools import shapes
from pools.api.answers import Refused
from pools.operations.access_keys import caller_of_key, cannot_be_read, key_for_signing, mark_used
from pools.operations.engine.caller import Caller
from pools.operations.engine.demo_sign_ins import may_use_demo
from pools.reference import regions

logger = logging.getLogger(__name__)

ALGORITHM = "AWS4-HMAC-SHA256"
SIGNING_NAME = shapes.service_model().metadata["signingName"]
TIMESTAMP = "%Y%m%dT%H%M%SZ"
# As at AWS, whose messages below name the five minutes.
LONGEST_SKEW = timedelta(minutes=5)
PART = re.compile(r"\s*(Credential|SignedHeaders|Signature)=([^,\s]*)\s*")
SCOPE = re.compile(r"([^/]{1,128})/([0-9]{8})/([^/]*)/([^/]*)/aws4_request")
UNKNOWN = "The security token included in the request is invalid."
IN_QUERY = "The API takes a signature in the Authorization header, not one in the query of the URL."
UNREADABLE = (
    "The console's secret key was changed, so it can't check this access key any more. Whoever runs the console can "
    "put the old secret key back, or seal the access keys anew; or create another access key."
)
WAY_BACK = "put the old CONSOLE_SECRET_KEY back, or run manage.py secret-key rotate"
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)


@dataclass(frozen=True)
class Authorization:
    """What the Authorization header says."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


class Verifier(SigV4Auth):
    """botocore's signer, signing exactly the headers that the client said it signed."""

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        return request.headers


def verify(request: HttpRequest, body: bytes) -> Caller:
    """The caller who signed the request; the Region is that of the credential scope.

    Raises: Refused, with AWS's own codes: MissingAuthenticationToken, IncompleteSignature,
            UnrecognizedClientException (unknown or inactive key, no membership), InvalidSignatureException
            (scope, time, or anything that was changed on the way).
    """
    if is_signed_in_its_query(request) and "Authorization" not in request.headers:
        raise Refused(403, "MissingAuthenticationToken", IN_QUERY)
    authorization = read(request.headers.get("Authorization", ""))
    found = key_for_signing(authorization.access_key_id)
    # The console gives out no temporary credentials; those left over in a shell belong to a real AWS account.
    if "X-Amz-Security-Token" in request.headers:
        raise Refused(403, "UnrecognizedClientException", UNKNOWN)
    if found is None:
        raise Refused(403, "UnrecognizedClientException", why_unknown(authorization.access_key_id))
    row, membership, secret = found
    # Scope and time come before the signature, so that a wrong Region or clock is named as such.
    must_be_in_scope(authorization)
    timestamp = timestamp_of(request)
    must_be_now(authorization, timestamp)
    expected = signature(request, body, authorization, secret, timestamp)
    # A comparison that stops at the first difference would let a signature be guessed bit by bit.
    if not constant_time_compare(expected, authorization.signature):
        raise Refused(403, "InvalidSignatureException", MISMATCH)
    caller = caller_of_key(row, membership, authorization.region)
    if caller is None or not may_use_demo(row.user, request.META):
        raise Refused(403, "UnrecognizedClientException", UNKNOWN)
    # Last, as only a request that was let in counts as use.
    mark_used(row)
    return caller


def is_signed_in_its_query(request: HttpRequest) -> bool:
    """Whether the URL is a presigned one, as AWS has them for other services."""
    query = request.META.get("QUERY_STRING", "")
    return any(part.startswith("X-Amz-Algorithm=") for part in query.split("&"))


def why_unknown(access_key_id: str) -> str:
    if not cannot_be_read(access_key_id):
        return UNKNOWN
    logger.warning("Access key %s can't be read with this secret key: %s", access_key_id, WAY_BACK)
    return UNREADABLE


def read(header: str) -> Authorization:
    """The parts of an Authorization header, complete and well-formed."""
    if not header:
        raise Refused(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise incomplete(f"Unsupported AWS 'algorithm': '{algorithm[:100]}'.")
    # Some signers put a space after each comma, others none.
    parts = dict(match.groups() for item in rest.split(",") if (match := PART.fullmatch(item)))
    for name in ("Credential", "Signature", "SignedHeaders"):
        if not parts.get(name):
            raise incomplete(f"Authorization header requires '{name}' parameter.")
    scope = SCOPE.fullmatch(parts["Credential"])
    if not scope:
        raise incomplete("Credential must have exactly 5 slash-delimited elements that end in aws4_request.")
    return Authorization(
        *scope.groups(), tuple(parts["SignedHeaders"].lower().split(";")), parts["Signature"]
    )


def incomplete(message: str) -> Refused:
    return Refused(403, "IncompleteSignature", message)


def must_be_in_scope(authorization: Authorization) -> None:
    if authorization.service != SIGNING_NAME:
        raise invalid(f"Credential should be scoped to correct service: '{SIGNING_NAME}'.")
    if regions.region(authorization.region) is None:
        raise invalid("Credential should be scoped to a valid Region.")


def invalid(message: str) -> Refused:
    return Refused(403, "InvalidSignatureException", message)


def timestamp_of(request: HttpRequest) -> datetime:
    text = request.headers.get("X-Amz-Date", "")
    try:
        return datetime.strptime(text, TIMESTAMP).replace(tzinfo=UTC)
    except ValueError:
        raise incomplete(
            "Authorization header requires existence of an 'X-Amz-Date' header, like 20260131T235959Z."
        ) from None


def must_be_now(authorization: Authorization, timestamp: datetime) -> None:
    if authorization.date != timestamp.strftime("%Y%m%d"):
        raise invalid(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP."
        )
    now = timezone.now()
    mine, theirs = now.strftime(TIMESTAMP), timestamp.strftime(TIMESTAMP)
    if timestamp < now - LONGEST_SKEW:
        limit = (now - LONGEST_SKEW).strftime(TIMESTAMP)
        raise invalid(f"Signature expired: {theirs} is now earlier than {limit} ({mine} - 5 min.)")
    if timestamp > now + LONGEST_SKEW:
        limit = (now + LONGEST_SKEW).strftime(TIMESTAMP)
        raise invalid(f"Signature not yet current: {theirs} is still later than {limit} ({mine} + 5 min.)")


def signature(
    request: HttpRequest, body: bytes, authorization: Authorization, secret: str, timestamp: datetime
) -> str:
    """What the signature must be. The body's own hash goes in, whatever X-Amz-Content-SHA256 says."""
    headers = HTTPHeaders()
    for name in authorization.signed_headers:
        if name not in request.headers:
            raise invalid(f"The signed header '{name[:100]}' is not in the request.")
        headers[name] = request.headers[name]
    must_sign_enough(request, authorization)
    query = request.META.get("QUERY_STRING", "")
    # The host is signed as one of the headers, so this one is never looked at.
    url = f"http://console{quote(request.path)}{'?' + query if query else ''}"
    signer = Verifier(
        Credentials(authorization.access_key_id, secret), authorization.service, authorization.region
    )
    signed = AWSRequest(method=request.method, url=url, headers=headers, data=body)
    signed.headers = headers
    signed.context["timestamp"] = timestamp.strftime(TIMESTAMP)
    # botocore takes the header's hash for the body's: a signed one would pass with another body.
    given_hash = headers.get("X-Amz-Content-SHA256")
    if given_hash is not None and given_hash != signer.payload(signed):
        raise invalid(MISMATCH)
    return signer.signature(signer.string_to_sign(signed, signer.canonical_request(signed)), signed)


def must_sign_enough(request: HttpRequest, authorization: Authorization) -> None:
    """The host, and every x-amz- header that is there, must be under the signature."""
    needed = {"host"} | {name.lower() for name in request.headers if name.lower().startswith("x-amz-")}
    unsigned = sorted(needed - set(authorization.signed_headers))
    if unsigned:
        raise invalid(
            f"There were headers present in the request which were not signed: {', '.join(unsigned)}"
        )
