"""Bodies: each has a limit, nothing of them is written to a file, and who sends too much is told so in words."""

import json
from contextlib import ExitStack
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings

from console.receiving import MOST_LARGE_BODIES
from pools.reference import demo_data
from tests.server.conftest import Console, answer_on, head_of

MEGABYTE = 1024 * 1024
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
FILE = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
SENTENCE = "The form is larger than the console accepts."
TARGET = "PinpointSMSVoiceV2.PutKeyword"
PROGRAM = {"X_Amz_Target": TARGET}


def chunks(body: bytes) -> bytes:
    parts = [body[at : at + MEGABYTE] for at in range(0, len(body), MEGABYTE)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def post(
    console: Console, path: str, body: bytes, *, chunked: bool = False, **headers: str
) -> tuple[int, str]:
    length = {"Transfer_Encoding": "chunked"} if chunked else {"Content_Length": str(len(body))}
    return console.ask(head_of("POST", path, **length | headers), chunks(body) if chunked else body)


def aws(console: Console):
    return boto3.client(
        "pinpoint-sms-voice-v2",
        region_name="us-east-1",
        endpoint_url=f"http://{console.host}:{console.port}",
        aws_access_key_id=demo_data.ACCESS_KEY_ID,
        aws_secret_access_key=demo_data.SECRET_ACCESS_KEY,
        config=Config(retries={"max_attempts": 0, "mode": "standard"}),
    )


@pytest.mark.parametrize("size", [2 * MEGABYTE, 50 * MEGABYTE])
def test_a_program_is_told_that_what_it_sent_is_too_large(console, size):
    pool = aws(console).describe_pools()["Pools"][0]["PoolId"]
    with pytest.raises(ClientError) as refusal:
        aws(console).put_keyword(OriginationIdentity=pool, Keyword="x" * size, KeywordMessage="Hello")
    assert refusal.value.response["Error"]["Code"] == "RequestTooLarge"
    assert str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE) in refusal.value.response["Error"]["Message"]


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
@pytest.mark.parametrize("content_type", [FORM, MULTIPART])
@pytest.mark.parametrize(
    "path", ["/sign-in/", "/sign-out/", "/111122223333/us-east-1/sms-voice/pools/create/"]
)
def test_a_person_is_told_on_a_page(console, path, content_type, chunked):
    body = (FILE if content_type == MULTIPART else b"username=") + b"x" * 20 * MEGABYTE
    status, answer = post(console, path, body, chunked=chunked, Content_Type=content_type)
    assert status == 413
    assert SENTENCE in answer
    assert "\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("length", [MEGABYTE + 1, 10**12, "9" * 5000])
def test_a_length_that_is_too_large_is_refused_unread(console, length):
    for mark in ({"Content_Type": FORM}, {"X_Amz_Target": TARGET}, {"Expect": "100-continue"}):
        program = "X_Amz_Target" in mark
        path = "/" if program else "/sign-in/"
        status, answer = console.ask(head_of("POST", path, Content_Length=str(length), **mark))
        assert status == 413
        assert ('"__type": "RequestTooLarge"' if program else SENTENCE) in answer
        assert answer.startswith("HTTP/1.1 413")


def test_as_much_as_may_be_is_taken(console):
    body = json.dumps({"PoolIds": ["x" * (MEGABYTE - 17)]}).encode()
    assert len(body) == MEGABYTE
    status, answer = post(console, "/", body, X_Amz_Target="PinpointSMSVoiceV2.DescribePools")
    assert status == 403, answer
    assert "MissingAuthenticationToken" in answer
    assert post(console, "/sign-in/", b"username=" + b"x" * (MEGABYTE - 9), Content_Type=FORM)[0] == 403


@pytest.mark.parametrize("head", [{"Content_Length": str(MEGABYTE)}, {"Transfer_Encoding": "chunked"}])
@pytest.mark.parametrize("mark", [{"Content_Type": MULTIPART}, PROGRAM])
def test_no_file_is_made_of_a_body(console, head, mark):
    body = FILE + b"x" * (MEGABYTE - len(FILE) - 1)
    if "Transfer_Encoding" in head:
        body = b"%x\r\n" % MEGABYTE + body
    with console.connect() as one:
        one.sendall(head_of("POST", "/" if mark == PROGRAM else "/sign-in/", **head, **mark).encode() + body)
        # While the server still waits for the last byte, and after the answer.
        assert console.get()[0] == 200
        assert temporary_files(console) == []
        one.sendall(b"x\r\n0\r\n\r\n" if "Transfer_Encoding" in head else b"x")
        assert answer_on(one)[0] == 403
        assert temporary_files(console) == []


def temporary_files(console: Console) -> list[str]:
    """Files in the temporary folder, also those that have no name any more."""
    found = [str(path) for path in console.temporary.iterdir()]
    for pid in console.workers():
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                target = str(link.readlink())
            except FileNotFoundError:
                continue
            if target.startswith(f"{console.temporary}/"):
                found.append(target)
    return found


@pytest.mark.parametrize("sent", [b"zz\r\n{}\r\n0\r\n\r\n", b"2\r\n{}0\r\n\r\n", b"-1\r\n{}\r\n0\r\n\r\n"])
def test_chunks_that_are_none_are_refused_at_both_doors(console, sent):
    head = {"Transfer_Encoding": "chunked"}
    status, answer = console.ask(head_of("POST", "/", X_Amz_Target=TARGET, **head), sent)
    assert (status, "MalformedHttpRequest" in answer) == (400, True)
    assert console.ask(head_of("POST", "/sign-in/", Content_Type=FORM, **head), sent)[0] in (400, 403)


@pytest.mark.parametrize("size", [b"FFFFFFFFFFFFFFFF", b"100001", b"1" * 5000])
def test_a_chunk_that_is_too_large_is_refused_when_it_is_announced(console, size):
    for mark in ({"Content_Type": FORM}, {"X_Amz_Target": TARGET}):
        program = "X_Amz_Target" in mark
        head = head_of("POST", "/" if program else "/sign-in/", Transfer_Encoding="chunked", **mark)
        status, answer = console.ask(head, size + b"\r\nx")
        assert status == 413
        assert ('"__type": "RequestTooLarge"' if program else SENTENCE) in answer


@pytest.mark.parametrize("begun", [b"1;" + b"x" * 40_000, b"0\r\n" + b"x" * 40_000], ids=["line", "trailer"])
def test_what_divides_the_chunks_has_a_limit_too(console, begun):
    head = head_of("POST", "/", Transfer_Encoding="chunked", X_Amz_Target=TARGET)
    status, answer = console.ask(head, begun)
    assert (status, "MalformedHttpRequest" in answer) == (400, True)


@pytest.mark.parametrize(
    "mark",
    [
        "X-Amz-Target: PinpointSMSVoiceV2.DescribePools",
        "authorization: AWS4-HMAC-SHA256 Credential=x",
        "Content-Type: application/x-amz-json-1.0",
    ],
)
@pytest.mark.parametrize(("line", "status"), [("no colon", 400), (f"Cookie: {'x' * 40_000}", 431)])
def test_a_program_whose_head_cannot_be_read_gets_json(console, mark, line, status):
    found, answer = console.ask(f"POST / HTTP/1.1\r\nHost: localhost\r\n{mark}\r\n{line}\r\n\r\n")
    assert found == status
    head, _, body = answer.partition("\r\n\r\n")
    assert "\r\nContent-Type: application/x-amz-json-1.0\r\n" in head
    assert json.loads(body)["__type"] == "MalformedHttpRequest"
    assert json.loads(body)["Message"]


def test_where_many_large_bodies_wait_another_is_told_to_come_back_and_a_small_one_is_taken(start):
    console = start("--workers", "1")
    half, refused = MEGABYTE // 2, {}
    with ExitStack() as stack:
        for _ in range(MOST_LARGE_BODIES):
            one = stack.enter_context(console.connect())
            one.sendall(head_of("POST", "/", Content_Length=str(MEGABYTE), **PROGRAM).encode() + b"x" * half)
        for path, mark in (("/", PROGRAM), ("/sign-in/", {"Content_Type": FORM})):
            refused[path] = post(console, path, b"x" * half, **mark)
            assert post(console, path, b"x", **mark)[0] == 403
    for status, answer in refused.values():
        assert status == 503
        assert "\r\nRetry-After: 5\r\n" in answer
        assert "too much to do" in answer
    assert '"__type": "ServiceUnavailable"' in refused["/"][1]
    # Where they are gone there is room again.
    assert post(console, "/", b"x" * half, **PROGRAM)[0] == 403


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GARBAGE\r\n\r\n", 400),
        ("GET http://[ HTTP/1.1\r\n\r\n", 400),
        ("get / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (f"GET /{'x' * 40_000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 431),
        (head_of("GET", "/", Cookie="x" * 40_000), 431),
    ],
)
def test_a_head_that_is_none_gets_a_sentence(console, head, status):
    answer = console.ask(head)
    assert answer[0] == status
    assert "generated by" not in answer[1]
    assert answer[1].endswith((" well-formed HTTP.\n", " bytes.\n"))


@pytest.mark.parametrize("head", [{"Content_Length": "many"}, {"Transfer_Encoding": "gzip, chunked"}])
def test_a_program_whose_length_is_none_is_told_in_its_format(console, head):
    status, answer = console.ask(head_of("POST", "/", X_Amz_Target=TARGET, **head))
    assert (status, '"__type": "MalformedHttpRequest"' in answer) == (400, True)


def test_what_follows_a_refused_body_is_no_request(console):
    inside = head_of("GET", "/healthz").encode()
    head = head_of("POST", "/sign-in/", Content_Length=str(2 * MEGABYTE), Connection="keep-alive")
    status, answer = console.ask(head, inside + b"x" * 2 * MEGABYTE + inside)
    assert (status, answer.count("HTTP/1.1 ")) == (413, 1)
    assert '{"status"' not in answer
