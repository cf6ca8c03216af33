"""manage.py secret-key rotate: all access keys sealed anew, or none."""

import io

import pytest
from django.core.management import CommandError, call_command

from pools.models import AccessKey
from pools.operations.access_keys import count_unreadable, key_for_signing
from pools.operations.classes import sign_in_of
from tests.api.test_sigv4 import post, signed
from tests.help.factories import SECRET, AccessKeyFactory, SeatFactory

pytestmark = pytest.mark.django_db
OLD, OLDER, NEW = "the-old-secret-key", "an-older-secret-key", "the-new-secret-key"


@pytest.fixture
def keys(caller, viewer, settings) -> list[AccessKey]:
    """Two of the old secret key, of which one is inactive, and one of the new, which is in use."""
    settings.SECRET_KEY = OLD
    made = [
        AccessKeyFactory(account=caller.account, user=caller.user, is_active=active)
        for active in (True, False)
    ]
    settings.SECRET_KEY = NEW
    return [*made, AccessKeyFactory(account=viewer.account, user=viewer.user)]


@pytest.fixture
def old_file(tmp_path):
    path = tmp_path / "secret-key.old"
    path.write_text(OLD)
    return path


def rotate(*options: str) -> str:
    out = io.StringIO()
    call_command("secret-key", "rotate", *options, stdout=out)
    return out.getvalue()


def sealed() -> list[str]:
    return list(AccessKey.objects.order_by("pk").values_list("encrypted_secret", flat=True))


def test_an_old_key_in_a_file(keys, old_file, settings):
    settings.SECRET_KEY = OLD
    seat = SeatFactory()
    settings.SECRET_KEY = NEW
    before = sealed()
    assert (
        rotate("--old-file", str(old_file))
        == "2 of 3 access keys were sealed anew; the others were already.\n"
    )
    assert count_unreadable() == (0, 3)
    seat.refresh_from_db()
    assert sign_in_of(seat) == ("password", "code")
    assert sealed()[2] == before[2]
    assert post(signed(keys[0].access_key_id))[0] == 200
    assert not AccessKey.objects.get(pk=keys[1].pk).is_active
    assert rotate("--old-file", str(old_file)).startswith("0 of 3 ")


def test_a_file_that_ends_with_a_line_end(keys, old_file):
    old_file.write_text(f"{OLD}\n")
    rotate("--old-file", str(old_file))
    assert key_for_signing(keys[0].access_key_id)[2] == SECRET


def test_an_old_key_in_the_environment(keys, settings):
    settings.CONSOLE_OLD_SECRET_KEY = OLD
    rotate()
    assert key_for_signing(keys[0].access_key_id)[2] == SECRET


def test_an_old_key_that_is_typed(keys, terminal):
    terminal(OLD)
    rotate()
    assert count_unreadable() == (0, 3)


def test_without_a_terminal_nobody_is_asked(keys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{OLD}\n"))
    with pytest.raises(CommandError, match="--old-file, or CONSOLE_OLD_SECRET_KEY"):
        rotate()


def test_all_or_none(keys, settings, old_file, tmp_path):
    settings.SECRET_KEY = OLDER
    older = AccessKeyFactory(user=keys[0].user, account=keys[0].account)
    settings.SECRET_KEY = NEW
    before = sealed()
    with pytest.raises(CommandError) as caught:
        rotate("--old-file", str(old_file))
    assert str(caught.value).startswith(
        f"Nothing was changed: 1 of 4 access keys ({older.access_key_id}) open neither"
    )
    assert sealed() == before
    (tmp_path / "older").write_text(OLDER)
    assert rotate("--old-file", str(old_file), "--old-file", str(tmp_path / "older")).startswith("3 of 4 ")


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_old_key_that_is_empty(keys, old_file, content):
    old_file.write_text(content)
    with pytest.raises(CommandError, match=r"^The old secret key is empty\.$"):
        rotate("--old-file", str(old_file))


def test_an_old_file_that_is_not_there(keys, tmp_path):
    with pytest.raises(CommandError, match=r"can't be read from .*/none: No such file"):
        rotate("--old-file", str(tmp_path / "none"))


def test_no_key_is_printed(keys, old_file, capsys):
    old_file.write_text("a wrong one")
    with pytest.raises(CommandError) as caught:
        rotate("--old-file", str(old_file))
    assert not any(text in str(caught.value) for text in ("a wrong one", OLD, NEW, SECRET))
