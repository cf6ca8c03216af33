"""A program gets the API's JSON at every address, with every method: never a page, and never one about CSRF."""

import json
from itertools import product

import pytest
from botocore.exceptions import ClientError
from django.test import Client

from tests.api.conftest import key_of
from tests.api.test_sigv4 import TARGET, signed
from tests.help.walk import each_address, world
from tests.help.wire import client_for, refusal_of

__all__ = ["world"]
WHERE = "The API is at POST /"
MARKS = {
    "Authorization": {
        "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260131/us-east-1/sms-voice/aws4_request"
    },
    "SigV4a": {"Authorization": "AWS4-ECDSA-P256-SHA256 Credential=a/20260131/sms-voice/aws4_request"},
    "X-Amz-Target": {"X-Amz-Target": TARGET},
    "JSON 1.0": {"Content-Type": "application/x-amz-json-1.0"},
    "JSON 1.1": {"Content-Type": "application/x-amz-json-1.1; charset=utf-8"},
    "query": {},
}
METHODS = ("POST", "GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
ODD = (
    "//",
    "/sms",
    "/sms/",
    "/v1/apps/a/messages",
    "/healthz",
    "/static/css/tokens.css",
    "/%00",
    "/é",
    "/x" * 3000,
)


def send(client: Client, method: str, path: str, mark: str):
    headers = dict(MARKS[mark])
    kind = headers.pop("Content-Type", "application/x-www-form-urlencoded")
    path += "?X-Amz-Algorithm=AWS4-HMAC-SHA256" if mark == "query" else ""
    return client.generic(method, f"http://testserver{path}", b"{}", content_type=kind, headers=headers)


def see_that_it_is_the_apis(answer, method: str, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/x-amz-json-1.0"
    assert answer["x-amzn-ErrorType"] == code
    if method != "HEAD":
        said = json.loads(answer.content)
        assert said["__type"] == code
        assert said["Message"].startswith(WHERE)


@each_address
def test_at_every_page_somebody_signed_in_or_not(address, world):
    path = address.path(world.values)
    clients = [Client(enforce_csrf_checks=True), world.client("administrator", enforce_csrf_checks=True)]
    for client, mark, method in product(clients, MARKS, METHODS if path != "/" else ("GET", "PUT")):
        expected = (404, "UnknownOperationException") if path != "/" else (405, "MalformedHttpRequest")
        see_that_it_is_the_apis(send(client, method, path, mark), method, *expected)


@pytest.mark.parametrize("path", ODD)
@pytest.mark.parametrize("mark", MARKS)
def test_where_there_is_nothing_else(mark, path):
    answer = send(Client(enforce_csrf_checks=True), "POST", path, mark)
    see_that_it_is_the_apis(answer, "POST", 404, "UnknownOperationException")


def test_what_bears_no_mark_is_a_browsers(db):
    for path, status in (("/", 302), ("/sms", 404), ("/sign-in/?X-Amz-Date=1", 200)):
        answer = Client().get(path)
        assert (answer.status_code, answer.get("x-amzn-ErrorType")) == (status, None)
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/sms", "/sms/", "//sms"])
def test_boto3_with_a_path_in_its_endpoint_reads_where_the_api_is(caller, path):
    answer = refusal_of(client_for(key_of(caller).access_key_id, path=path).describe_pools)
    assert answer["Code"] == "UnknownOperationException"
    assert answer["Error"]["Message"].startswith(WHERE)


@pytest.mark.parametrize(
    ("service", "act", "given"),
    [
        ("pinpoint-sms-voice", "list_configuration_sets", {}),
        ("pinpoint", "get_apps", {}),
        ("sesv2", "list_email_identities", {}),
    ],
)
def test_clients_of_other_apis_read_which_one_this_is(caller, service, act, given):
    """Version 1 of the API among them; each at an address of its own."""
    client = client_for(key_of(caller).access_key_id, service=service)
    with pytest.raises(ClientError) as refusal:
        getattr(client, act)(**given)
    error = refusal.value.response["Error"]
    assert error["Code"] == "UnknownOperationException"
    assert error["Message"].startswith(f"{WHERE} and is pinpoint-sms-voice-v2:")


def test_a_url_that_is_signed_in_its_query_is_told_so(caller):
    headers = signed(key_of(caller).access_key_id)
    del headers["Authorization"]
    answer = Client(enforce_csrf_checks=True).generic(
        "POST",
        "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=a",
        b"{}",
        content_type="application/x-amz-json-1.0",
        headers=headers,
    )
    said = json.loads(answer.content)
    assert (answer.status_code, said["__type"]) == (403, "MissingAuthenticationToken")
    assert "in the Authorization header" in said["Message"]
