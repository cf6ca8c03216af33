"""AWS itself: the only module that knows boto3. It sends one call and tells what came of it.

One attempt each, as whoever calls knows better when another is safe. Nothing in here is called inside a transaction.
"""

import contextlib
import json
from dataclasses import dataclass
from typing import Any

import boto3
import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from pools import shapes
from pools.operations.engine.instance import HEADER, instance_id
from pools.reference.aws_calls import READS, WRITES
from pools.sync.leases import LEASE
from pools.sync.refusals import OF_NO_ANSWER, Refusal, Sort

# What is sent just after the lease was kept has come to an end well before it ends.
ONE_ATTEMPT = Config(
    connect_timeout=LEASE / 12, read_timeout=LEASE / 4, retries={"total_max_attempts": 1, "mode": "standard"}
)

# As botocore calls the settings that name boto3's files.
CREDENTIALS_IN = ("config_file", "credentials_file")


class Refused(Exception):
    """AWS refused, or did not answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.operation}: {refusal.code} {refusal.reason} {refusal.message}")
        self.refusal = refusal


class ThisConsole(Exception):
    """The endpoint is the console that asks."""


class OtherAccount(Exception):
    """The credentials are of another AWS account than the linked one."""

    def __init__(self, theirs: str) -> None:
        super().__init__(theirs)
        self.theirs = theirs


@dataclass(frozen=True)
class Answer:
    """AWS's answer in wire form, with the members that botocore does not know too."""

    wire: dict[str, Any]
    request_id: str


@dataclass(frozen=True)
class Identity:
    """Who the credentials are. access_key_id: no secret, and the page names it where AWS does not know it."""

    account_id: str
    arn: str
    access_key_id: str


class Remote:
    """An account and Region of AWS, with credentials that boto3 finds by itself or in a named profile.

    account_id: the account that the credentials must be of, "" to take any. They are looked up before the first call,
    whenever they have changed, as a profile renews them by itself, and where `ask_again_whose` was called.
    is_shut_out: AWS did not let it in: what it knows of the credentials may be old. files: where those may be from.
    One thread uses it at a time. Raises, in each method: Refused; ThisConsole; and OtherAccount in `call`.
    """

    def __init__(self, region: str, *, profile: str = "", account_id: str = "") -> None:
        self.region, self.profile, self.account_id = region, profile, account_id
        self._known_key = ""
        self._content = b""
        with _refusals("CreateClient"):
            core = botocore.session.Session()
            self._session = boto3.Session(
                profile_name=profile or None, region_name=region, botocore_session=core
            )
            self.files = [core.get_config_variable(name) for name in CREDENTIALS_IN]
            self.client = self._session.client(shapes.SERVICE, config=ONE_ATTEMPT)
            self.sts = self._session.client("sts", config=ONE_ATTEMPT)
        self.is_shut_out = False
        for client in (self.client, self.sts):
            client.meta.events.register("before-parse", self._received)

    @property
    def endpoint(self) -> str:
        """The one in force, which the usual variables and files may have changed."""
        return self.client.meta.endpoint_url

    def identity(self) -> Identity:
        """Who the credentials are, by GetCallerIdentity, which needs no permission."""
        key = self._access_key_id()
        with _refusals("GetCallerIdentity"):
            answer = self.sts.get_caller_identity()
        return Identity(answer["Account"], answer["Arn"], key)

    def call(self, operation: str, request: dict[str, Any]) -> Answer:
        """Send one request, in wire form, once."""
        if operation not in READS and operation not in WRITES:
            raise ValueError(f"The sync never calls {operation}.")
        try:
            self._must_be_the_account()
            with _refusals(operation):
                answer = getattr(self.client, xform_name(operation))(**request)
                # botocore drops what its model does not have, and makes objects of times.
                return Answer(json.loads(self._content), answer["ResponseMetadata"].get("RequestId", ""))
        except Refused as refused:
            self.is_shut_out |= refused.refusal.sort() is Sort.PAUSED
            raise
        except (OtherAccount, ThisConsole):
            self.is_shut_out = True
            raise

    def ask_again_whose(self) -> None:
        self._known_key = ""

    def close(self) -> None:
        self.client.close()
        self.sts.close()

    def _must_be_the_account(self) -> None:
        key = self._access_key_id()
        if not self.account_id or key == self._known_key:
            return
        theirs = self.identity().account_id
        if theirs != self.account_id:
            raise OtherAccount(theirs)
        self._known_key = key

    def _access_key_id(self) -> str:
        with _refusals("GetCredentials"):
            found = self._session.get_credentials()
            # None is refused by the call itself, in botocore's own words.
            return found.get_frozen_credentials().access_key if found else ""

    def _received(self, response_dict: dict[str, Any], **event: Any) -> None:
        if response_dict["headers"].get(HEADER) == instance_id():
            raise ThisConsole(self.endpoint)
        self._content = response_dict["body"]


def own_profiles() -> list[str]:
    """The names of the profiles in this process's own AWS files."""
    with contextlib.suppress(BotoCoreError):
        return sorted(boto3.Session().available_profiles)
    return []


@contextlib.contextmanager
def _refusals(operation: str) -> Any:
    """Whatever boto3 raises, as a Refusal."""
    try:
        yield
    except ClientError as error:
        raise Refused(_of_answer(operation, error)) from error
    # A ValueError: what came with a 200 is no JSON, as from a proxy in between.
    except (BotoCoreError, ResponseParserError, ValueError) as error:
        raise Refused(_of_no_answer(operation, error)) from error


def _of_answer(operation: str, error: ClientError) -> Refusal:
    answer, about = error.response, error.response.get("ResponseMetadata", {})
    status = about.get("HTTPStatusCode", 0)
    said = answer.get("Error", {})
    return Refusal(
        # Another one where credentials were to be fetched first, by AssumeRole for example.
        operation=error.operation_name or operation,
        code=said.get("Code", ""),
        reason=answer.get("Reason", ""),
        message=said.get("Message", ""),
        status=status,
        request_id=about.get("RequestId", ""),
        resource_type=answer.get("ResourceType", ""),
        resource_id=answer.get("ResourceId", ""),
        fields=tuple(field.get("Name", "") for field in answer.get("Fields", [])),
        # A service that failed midway does not say how far it got.
        may_have_taken_effect=status >= 500,
    )


def _of_no_answer(operation: str, error: Exception) -> Refusal:
    """botocore's exceptions of one kind have one ancestor: it is what the table of refusals knows."""
    names = [one.__name__ for one in type(error).__mro__]
    known = next((name for name in names if name in OF_NO_ANSWER), names[0])
    return Refusal(operation, known, message=str(error), may_have_taken_effect=OF_NO_ANSWER.get(known, False))
