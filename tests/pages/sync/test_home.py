"""AWS sync of a linked account: the first state that holds, its lists, and what people press there."""

import pytest

from tests.help.sync_rows import everything

pytestmark = pytest.mark.django_db
URL = "/111122223333/us-east-1/sync/"


@pytest.fixture
def aws(caller):
    return everything(caller)


@pytest.mark.parametrize(
    "path",
    [
        *("", "conflicts/", "pending/", "changed/", "left-alone/", "runs/", "link/", "link/unlink/"),
        *("runs/12/", "runs/13/", "runs/13/saved/", "pending/?page=2", "runs/?what=APPLY&status=READY"),
    ],
)
def test_each_page_is_there(client, aws, path):
    assert client.get(f"{URL}{path}").status_code == 200
