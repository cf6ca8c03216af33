"""Everybody knows the demo's passwords and key: at both doors they let in nobody from outside this computer."""

import json

import pytest
from django.test import Client

from pools.models import User
from pools.operations.engine.secret_box import seal
from pools.reference import demo_data
from tests.api.test_sigv4 import signed
from tests.help.factories import AccessKeyFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.any_database
HERE = [
    {},
    {"HTTP_HOST": "127.0.0.1:8000"},
    {"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1"},
    {"REMOTE_ADDR": "127.8.8.8"},
    {"REMOTE_ADDR": "::ffff:127.0.0.1"},
]
ELSEWHERE = [
    {"HTTP_HOST": "pools.example.com"},
    {"HTTP_HOST": "localhost.example.com"},
    {"HTTP_HOST": "192.0.2.1:8000"},
    {"REMOTE_ADDR": "192.0.2.7"},
    {"REMOTE_ADDR": "2001:db8::7"},
    {"REMOTE_ADDR": "::ffff:192.0.2.7"},
    {"REMOTE_ADDR": ""},
    {"HTTP_FORWARDED": "for=192.0.2.7"},
    {"HTTP_VIA": "1.1 proxy"},
    {"HTTP_X_REAL_IP": "192.0.2.7"},
    {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_HOST": "localhost"},
    {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_X_FORWARDED_PROTO": ""},
]
# As proxies, balancers and networks in front of a server are known to write it.
FORWARDED = [
    "CF-Connecting-IP",
    "CF-Connecting-IPv6",
    "CF-Visitor",
    "CDN-Loop",
    "Client-IP",
    "Fastly-Client-IP",
    "Fly-Client-IP",
    "Forwarded-For",
    "Front-End-Https",
    "Proxy-Client-IP",
    "Remote-Addr",
    "True-Client-IP",
    "WL-Proxy-Client-IP",
    "X-Appengine-User-IP",
    "X-Azure-ClientIP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "X-Envoy-External-Address",
    "X-Envoy-Original-Path",
    "X-Forward-For",
    "X-Forwarded",
    "X-Nf-Client-Connection-Ip",
    "X-Original-Forwarded-For",
    "X-Original-Host",
    "X-Originating-IP",
    "X-Proxy-Id",
    "X-ProxyUser-Ip",
    "X-Remote-Addr",
    "X-Remote-IP",
    "X-Vercel-Forwarded-For",
    "X-Via",
]
# What browsers and AWS's clients send on their own.
DIRECT = [
    "Accept-Language",
    "Amz-Sdk-Invocation-Id",
    "Amz-Sdk-Request",
    "Dnt",
    "Origin-Agent-Cluster",
    "Priority",
    "Sec-Fetch-Site",
    "Sec-Ch-Ua-Platform",
    "Upgrade-Insecure-Requests",
    "X-Amz-Meta",
    "X-Amz-User-Agent",
    "X-Amzn-Trace-Id",
    "X-Requested-With",
]
WAYS = ("sign-in", "session", "named", "key")
KEY = (demo_data.ACCESS_KEY_ID, demo_data.SECRET_ACCESS_KEY)


@pytest.fixture
def demo(db, settings) -> User:
    settings.ALLOWED_HOSTS = ["*"]
    user = UserFactory(username="demo", is_demo=True)
    user.set_password("demo")
    user.save()
    AccessKeyFactory(
        user=MembershipFactory(user=user).user, access_key_id=KEY[0], encrypted_secret=seal(KEY[1])
    )
    return user


def let_in(sent: dict[str, str]) -> dict[str, bool]:
    """Whether each way in takes a request that is `sent` so."""
    sent = {"HTTP_HOST": "localhost"} | sent
    page, used, kept = Client(), Client(), Client()
    kept.force_login(User.objects.get(username="demo"))
    headers = signed(*KEY, host=sent["HTTP_HOST"])
    call = used.generic("POST", "/", b"{}", "application/x-amz-json-1.0", headers=headers, **sent)
    return {
        "sign-in": page.post("/sign-in/", {"username": "demo", "password": "demo"}, **sent).status_code
        == 303,
        "session": kept.get("/help/pools/", **sent).status_code == 200,
        "named": b'translate="no">demo / demo' in Client().get("/sign-in/", **sent).content,
        "key": "Pools" in json.loads(call.content),
    }


@pytest.mark.parametrize("sent", HERE)
def test_on_this_computer_they_work(demo, sent):
    assert let_in(sent) == dict.fromkeys(WAYS, True)


@pytest.mark.parametrize("sent", ELSEWHERE)
def test_from_elsewhere_they_do_not(demo, sent):
    assert let_in(sent) == dict.fromkeys(WAYS, False)


@pytest.mark.parametrize("sent", ELSEWHERE)
def test_whoever_runs_it_can_open_them_to_all(demo, sent, settings):
    settings.CONSOLE_DEMO = True
    assert let_in(sent) == dict.fromkeys(WAYS, True)


@pytest.mark.parametrize("sent", ELSEWHERE)
def test_what_nobody_else_knows_works_from_everywhere(demo, sent):
    User.objects.update(is_demo=False)
    assert let_in(sent) == dict.fromkeys(WAYS, True) | {"named": False}


@pytest.mark.parametrize("name", FORWARDED)
def test_what_a_proxy_says_by_whatever_name_closes_them(demo, name):
    sent = {"HTTP_" + name.upper().replace("-", "_"): "127.0.0.1"}
    assert b"Demo sign-ins" not in Client().get("/sign-in/", HTTP_HOST="localhost", **sent).content


def test_what_browsers_and_clients_send_leaves_them_open(demo):
    sent = {"HTTP_" + name.upper().replace("-", "_"): "1" for name in DIRECT}
    assert b"Demo sign-ins" in Client().get("/sign-in/", HTTP_HOST="localhost", **sent).content
