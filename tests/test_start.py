"""What bin/run prints when the console is ready."""

import socket

import pytest

from console.announcing import announce
from pools.models import AccessKey, Membership, User
from pools.operations.engine.secret_box import seal
from pools.reference import demo_data
from tests.help.factories import AccessKeyFactory, MembershipFactory, UserFactory

PASTED = """\
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
export AWS_REGION=us-east-1
export AWS_DEFAULT_REGION=us-east-1
unset AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION AWS_PROFILE AWS_DEFAULT_PROFILE \
AWS_IGNORE_CONFIGURED_ENDPOINT_URLS AWS_USE_FIPS_ENDPOINT AWS_USE_DUALSTACK_ENDPOINT
aws pinpoint-sms-voice-v2 describe-pools --endpoint-url http://127.0.0.1:{port}
  --endpoint-url   this line takes its place, also for SDKs; older ones than these ignore it and call AWS:
                   AWS CLI 2.13 (of version 1: 1.29), boto3 1.28 and the SDK for JavaScript 3.428
export AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2=http://127.0.0.1:{port}
"""


class Listener(socket.socket):
    """One at an address that this machine need not have."""

    address = ("127.0.0.1", 8000)

    def getsockname(self):
        return self.address


@pytest.fixture
def listener():
    with Listener() as made:
        yield made


@pytest.fixture
def demo(db):
    """The user and the key that the demo data have, without the rest of them."""
    user = MembershipFactory(user__username="demo", user__is_demo=True).user
    sealed = seal(demo_data.SECRET_ACCESS_KEY)
    AccessKeyFactory(user=user, access_key_id=demo_data.ACCESS_KEY_ID, encrypted_secret=sealed)


def printed(listener, capsys) -> str:
    announce(listener)
    return capsys.readouterr().out


def test_the_address_the_sign_ins_and_what_to_paste(demo, listener, capsys):
    out = printed(listener, capsys)
    assert out.startswith("The console is at  http://127.0.0.1:8000 ")
    assert "sign in with     demo / demo\n" in out
    assert out.endswith(PASTED.format(port=8000))


def test_that_the_secret_key_was_changed(demo, listener, capsys, settings):
    assert "access keys" not in printed(listener, capsys)
    settings.SECRET_KEY = "made anew"
    AccessKeyFactory()
    out = printed(listener, capsys)
    assert (
        "\n  access keys      1 of 2 can't be read with this secret key: put the old one back, or see "
        ".venv/bin/python manage.py secret-key rotate --help\n"
    ) in out
    assert "export" not in out


def test_every_address_of_the_machine_is_shown_as_loopback(demo, listener, capsys):
    listener.address = ("0.0.0.0", 8123)  # noqa: S104
    assert printed(listener, capsys).endswith(PASTED.format(port=8123))


def test_an_address_where_the_key_does_not_work_has_nothing_to_paste(demo, listener, capsys, settings):
    # The test client has a name of its own in it.
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    listener.address = ("192.0.2.7", 8000)
    assert "export" not in printed(listener, capsys)
    settings.CONSOLE_DEMO = True
    assert "describe-pools --endpoint-url http://192.0.2.7:8000\n" in printed(listener, capsys)


@pytest.mark.parametrize(
    ("https", "hosts", "origins", "shown"),
    [
        (True, ["pools.example.com"], [], "https://pools.example.com"),
        (True, ["pools.example.com", "127.0.0.1"], [], "https://pools.example.com"),
        (True, ["a.example", ".b.example"], [], "https://a.example, https://b.example"),
        (True, ["*"], ["https://a.example:8443", "https://*.b.example"], "https://a.example:8443"),
        (False, ["pools.example.com"], [], "http://pools.example.com:8000"),
    ],
)
def test_the_public_name_is_shown_where_the_address_would_be_refused(
    demo, listener, capsys, settings, https, hosts, origins, shown
):
    settings.SECURE_HTTPS, settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = https, hosts, origins
    out = printed(listener, capsys)
    assert out.startswith(f"The console is at  {shown}  (Ctrl-C")
    # From there nobody is let in by what everybody knows.
    assert "demo / demo" not in out
    assert "export" not in out
    settings.CONSOLE_DEMO = True
    out = printed(listener, capsys)
    assert "sign in with     demo / demo\n" in out
    assert f"describe-pools --endpoint-url {shown.partition(',')[0]}\n" in out


@pytest.mark.parametrize(
    ("https", "hosts"),
    [(True, ["localhost", "127.0.0.1"]), (True, ["*"]), (False, ["a.example", "127.0.0.1"])],
)
def test_the_address_is_shown_where_there_is_no_other(demo, listener, capsys, settings, https, hosts):
    settings.SECURE_HTTPS, settings.ALLOWED_HOSTS = https, hosts
    out = printed(listener, capsys)
    assert out.startswith("The console is at  http://127.0.0.1:8000 ")
    assert out.endswith(PASTED.format(port=8000))


def test_where_the_demos_sign_ins_are_refused_they_are_not_shown(demo, listener, capsys):
    listener.address = ("192.0.2.7", 8000)
    assert "demo / demo" not in printed(listener, capsys)


def test_without_the_demo_there_is_nothing_to_paste(db, listener, capsys):
    out = printed(listener, capsys)
    assert "a user of yours" in out
    assert "export" not in out


def test_the_only_one_who_can_sign_in_is_named(db, listener, capsys):
    UserFactory(username="ann")
    UserFactory(username="gone", is_active=False)
    assert "sign in with     ann\n" in printed(listener, capsys)
    UserFactory(username="bob")
    assert "sign in with     a user of yours (" in printed(listener, capsys)


@pytest.mark.parametrize("gone", ["key", "stopped", "demo", "user", "membership"])
def test_a_key_that_no_longer_works_is_not_shown(demo, listener, capsys, gone):
    if gone == "key":
        AccessKey.objects.all().delete()
    elif gone == "stopped":
        AccessKey.objects.update(is_active=False)
    elif gone == "membership":
        Membership.objects.all().delete()
    else:
        User.objects.update(**{"is_demo" if gone == "demo" else "is_active": False})
    assert "export" not in printed(listener, capsys)
