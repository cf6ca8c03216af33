"""Headers and addresses as anyone may send them: none changes where the console is, or who is at the other end."""

import re

import pytest

from tests.help.cookies import ITS_OWN
from tests.server.conftest import Console, head_of

FORM = "application/x-www-form-urlencoded"
# What a server, a framework or a proxy might take for its own. A few in the spellings that become one in CGI's names.
HEADERS = [
    f"{name}: {value}"
    for name, value in {
        "SCRIPT_NAME": "/x",
        "Script-Name": "/x",
        "X-Script-Name": "/x",
        "SCRIPT_URL": "/x",
        "Redirect-Url": "/x",
        "PATH_INFO": "/healthz",
        "Path-Info": "/healthz",
        "X-Forwarded-Prefix": "/x",
        "X-Forwarded-Path": "/x",
        "X-Forwarded-Host": "evil.example",
        "X_Forwarded_Host": "evil.example",
        "X-Forwarded-Server": "evil.example",
        "X-Forwarded-Port": "81",
        "X-Forwarded-Proto": "https",
        "X_FORWARDED_PROTO": "https",
        "X-Forwarded-Ssl": "on",
        "X-Forwarded-Protocol": "ssl",
        "X-Forwarded-Scheme": "https",
        "Forwarded": "for=192.0.2.7;host=evil.example;proto=https",
        "X-Forwarded-For": "192.0.2.7",
        "X-Real-Ip": "192.0.2.7",
        "REMOTE_ADDR": "192.0.2.7",
        "REMOTE_USER": "demo",
        "Remote-User": "demo",
        "X-Rewrite-Url": "/healthz",
        "X-Original-Url": "/healthz",
        "X-Http-Method-Override": "DELETE",
        "X-Sendfile": "/etc/passwd",
        "Wsgi-Url-Scheme": "https",
        "HTTPS": "on",
        "Proxy": "http://192.0.2.7/",
    }.items()
]
PLACES = ["/", "/nowhere/"]


def answer_to(console: Console, path: str, header: str = "") -> tuple[int, str]:
    head = head_of("GET", path)
    status, answer = console.ask(head[:-2] + f"{header}\r\n\r\n" if header else head)
    return status, re.sub(r"(?im)^(date|set-cookie): .*\r\n|\b\w{64}\b", "", answer)


@pytest.mark.parametrize("path", PLACES)
def test_no_header_changes_an_answer(console, path):
    usual = answer_to(console, path)
    assert usual[0] < 500
    changed = {header for header in HEADERS if answer_to(console, path, header) != usual}
    assert changed == set()


@pytest.fixture(scope="module")
def behind_tls(start) -> Console:
    return start(CONSOLE_HTTPS="1", CONSOLE_ALLOWED_HOSTS="pools.example.com,localhost")


@pytest.mark.parametrize("path", PLACES)
def test_behind_a_proxy_only_the_scheme_is_taken(behind_tls, path):
    usual = answer_to(behind_tls, path)
    changed = {header for header in HEADERS if answer_to(behind_tls, path, header) != usual}
    assert changed == set()


@pytest.mark.parametrize(("proto", "accepted"), [("https", True), ("http", False), ("", False)])
def test_behind_a_proxy_its_scheme_decides_which_forms_are_ours(behind_tls, proto, accepted):
    sent = {"Host": "pools.example.com"} | ({"X-Forwarded-Proto": proto} if proto else {})
    cookie = re.search(rf"Set-Cookie: +{ITS_OWN.pattern};.*; Secure", behind_tls.get(**sent)[1])
    body = f"csrfmiddlewaretoken={cookie[2]}&username=nobody&password=x"
    form = {"Cookie": f"{cookie[1]}={cookie[2]}", "Content-Type": FORM, "Content-Length": str(len(body))}
    origin = {"Origin": "https://pools.example.com", "Referer": "https://pools.example.com/sign-in/"}
    status, _ = behind_tls.ask(head_of("POST", "/sign-in/", **sent, **form, **origin), body.encode())
    assert status == (422 if accepted else 403)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/sign-in", 301),
        ("//sign-in/", 200),
        ("///evil.example/%2f..", 404),
        ("//evil.example", 404),
        ("/%2f%2fevil.example/", 404),
        ("/\\evil.example", 404),
        ("http://evil.example/sign-in/", 200),
        ("http://evil.example", 302),
        ("*", 404),
        ("?x=y", 302),
        ("/sign-in/#top", 200),
        ("/sign-in/%00", 404),
        ("/%ff%fe/", 404),
        ("/x%0d%0aInjected:%20yes/", 404),
        ("/sign-in/?next=%0d%0aInjected:%20yes", 200),
        ("/static/../../../../etc/passwd", 404),
        ("/static/%2e%2e/%2e%2e/console/settings.py", 404),
    ],
)
def test_odd_addresses_lead_nowhere_else(console, target, status):
    for method in ("GET", "HEAD"):
        found, answer = console.ask(
            f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        head = answer.partition("\r\n\r\n")[0]
        assert found == status, answer[:300]
        assert "\r\nInjected" not in head
        assert "evil.example" not in head
        assert "root:" not in answer


def test_a_name_that_is_none_or_two_is_not_answered_to(console):
    for host in (
        "evil.example",
        "localhost, evil.example",
        "localhost\r\nHost: evil.example",
        "loc alhost",
        "@",
        "",
    ):
        assert console.get(Host=host)[0] == 400
