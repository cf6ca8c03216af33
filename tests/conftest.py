"""What tests share: callers, clients signed in as them, and settings that only tests need."""

import gc
import os
import shutil
from pathlib import Path

# Playwright's sync API runs an event loop in this thread, in which Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client, TransactionTestCase
from django.utils.functional import cached_property

from pools.models import Role, User
from pools.operations.engine.caller import Caller, caller_for
from pools.pages.frame.sessions import SessionStore
from tests.help.factories import AccountFactory, MembershipFactory, ProjectFactory
from tests.start.helpers import MANAGE, environment, run

REGION = "us-east-1"
# What these make of an operation's answer is the same on every database. What can differ there is tested in the
# operations, models and sync, and tests/test_authorization.py opens each page and sends each form on every database.
# The few that ask for more, such as those that search, sort or send what a database refuses, are marked every_database.
ANSWERED = ("tests/pages/", "tests/api/")
# Single tests of a minute or so. They begin, as whichever comes last has the machine to itself.
LONG = (
    "tests/sync/campaign/test_kills.py",
    "tests/crash/",
    "tests/browser/test_axe.py",
    "tests/test_properties.py",
)


def pytest_configure() -> None:
    # Tests serve static files from where they lie; the names with digests are bin/run's business.
    django_settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.WHITENOISE_AUTOREFRESH = True
    TransactionTestCase._fixture_teardown = empty_tables
    # What is streamed to browsers, tests read whole.
    StreamingHttpResponse.content = cached_property(StreamingHttpResponse.getvalue)
    StreamingHttpResponse.content.__set_name__(StreamingHttpResponse, "content")


def empty_tables(case: TransactionTestCase) -> None:
    """What is left by a test with transactions of its own goes. Django would TRUNCATE, which makes a file for every
    table and index, and end as after a migration, with a look at each index: on PostgreSQL that takes 0.4 s."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of ours


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database", action="store_true", help="leave out tests that no database can change"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        left_out = [item for item in items if not asks_a_database(item)]
        items[:] = [item for item in items if asks_a_database(item)]
        config.hook.pytest_deselected(items=left_out)
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test's outcome may depend on the database of DATABASE_URL, used through Django or by a console of
    its own."""
    if item.get_closest_marker("any_database"):
        return False
    if item.path.relative_to(item.config.rootpath).as_posix().startswith(ANSWERED):
        return bool(item.get_closest_marker("every_database"))
    marked = any(item.get_closest_marker(name) for name in ("django_db", "database"))
    return marked or not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames)


def pytest_collection_finish() -> None:
    """What the tests are made of stays until the end: to look through it for garbage takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory) -> None:
    """On SQLite the tests have a file, as in production: of one in memory, threads would share the connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    for command in (["migrate", "--verbosity=0"], ["demo"]):
        run([*MANAGE, *command], environment(folder), timeout=300)
    return folder


@pytest.fixture
def demo_folder(made_demo, tmp_path) -> Path:
    """The folder of a console of its own, on SQLite, with the demo in it: a copy, as to make one takes seconds."""
    return Path(shutil.copytree(made_demo, tmp_path / "demo"))


@pytest.fixture
def account(db):
    return AccountFactory()


@pytest.fixture
def caller(account) -> Caller:
    """An administrator in us-east-1 of an account whose SMS channel is on."""
    ProjectFactory(account=account)
    return caller_for(MembershipFactory(account=account).user, account.account_id, REGION)


@pytest.fixture
def editor(account) -> Caller:
    user = MembershipFactory(account=account, role=Role.EDITOR).user
    return caller_for(user, account.account_id, REGION)


@pytest.fixture
def viewer(account) -> Caller:
    user = MembershipFactory(account=account, role=Role.VIEWER).user
    return caller_for(user, account.account_id, REGION)


@pytest.fixture
def other_caller(db) -> Caller:
    """Somebody with another account, who must see and change nothing of the first."""
    other = AccountFactory(account_id="444455556666", name="Other")
    ProjectFactory(account=other)
    return caller_for(MembershipFactory(account=other).user, other.account_id, REGION)


def signed_in(caller: Caller) -> Client:
    client = Client()
    sign_in(client, caller.user)
    return client


def sign_in(client: Client, user: User) -> None:
    """As force_login() does it, without what else a sign-in writes: that takes longer than many a test."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[-1]
    session.create()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key


@pytest.fixture
def client(caller) -> Client:
    """A browser without script, signed in as `caller`."""
    return signed_in(caller)


@pytest.fixture
def viewer_client(viewer) -> Client:
    return signed_in(viewer)


@pytest.fixture
def editor_client(editor) -> Client:
    return signed_in(editor)


@pytest.fixture
def other_client(other_caller) -> Client:
    return signed_in(other_caller)


HTMX = {"HX-Request": "true"}
