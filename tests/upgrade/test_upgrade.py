"""Databases of earlier versions: each dump is loaded as it was then, migrated, and looked at."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse

from pools.errors import ConflictException
from pools.models import Activity, Message, Pool, User
from pools.operations.associations import create_pool_from_sender_id
from pools.operations.edit_runs import continue_edit_run
from pools.operations.engine.caller import Caller, caller_for
from pools.operations.engine.resources import BY_NAME
from pools.operations.messages import send_text_message
from pools.operations.opt_out_imports import continue_opt_out_import
from pools.operations.snapshots import restore_snapshot
from tests.help.operations import refused
from tests.upgrade import dump

DUMPS = sorted(Path(__file__).parent.glob("*.json"))
PLACE = ["111122223333", "us-east-1"]
PAGES = (
    "project-list",
    "overview",
    "pool-list",
    "pool-create",
    "phone-number-list",
    "sender-id-list",
    "opt-out-list-list",
    "configuration-set-list",
    "quotas",
    "access-key-list",
    "test-settings",
    "aws-sync",
    "simulator",
    "message-list",
    "lesson-list",
)
# Where AWS sync lists what does not stand as it should, by its standing.
LISTED = {
    "GONE": "sync-conflicts",
    "CONFLICT": "sync-conflicts",
    "NEW": "sync-pending",
    "PENDING": "sync-pending",
    "DELETED": "sync-pending",
    "LEFT_ALONE": "sync-left-alone",
}


def drop_tables() -> None:
    """Not by migrating backwards, which a migration that moved data may not be able to do."""
    mine = [name for name in connection.introspection.table_names() if name.startswith(f"{dump.APP}_")]
    cascade = "" if connection.vendor == "sqlite" else "CASCADE"
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for name in mine:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} {cascade}")
    MigrationRecorder(connection).migration_qs.filter(app=dump.APP).delete()


def migrate(targets: list[tuple[str, str]] | None = None) -> Any:
    """Migrate to `targets`, else to the newest. Returns the models as they are there."""
    executor = MigrationExecutor(connection)
    targets = targets or executor.loader.graph.leaf_nodes()
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def _no_tables(transactional_db) -> Iterator[None]:
    """Takes the app's tables away, and leaves the test database as it was, also after a failed migration."""
    before, applied = structure(), applied_migrations()
    drop_tables()
    yield
    # Where the test has migrated all the way, what it leaves is what it found: to make that again takes long.
    if applied_migrations() != applied:
        drop_tables()
        migrate()
    assert structure() == before


def applied_migrations() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def structure() -> dict[str, list[str]]:
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        return {
            name: sorted(connection.introspection.get_constraints(cursor, name)) for name in sorted(tables)
        }


def load(rows: dict[str, list[dict[str, Any]]], models: Any) -> None:
    """Write the rows through the models of that time, and go on counting after them."""
    written = []
    with transaction.atomic(), connection.cursor() as cursor:
        for name, found in rows.items():
            model = models.get_model(dump.APP, name)
            columns = {field.attname: field for field in model._meta.concrete_fields}
            model._base_manager.bulk_create(
                model(**{column: columns[column].to_python(value) for column, value in row.items()})
                for row in found
            )
            written.append(model)
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)


@pytest.mark.parametrize("path", DUMPS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("_no_tables")
def test_a_database_of_an_earlier_version_is_migrated_shown_and_changed(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    load(content["rows"], migrate(list(content["migrations"].items())))
    migrate()
    # A message is of no resource.
    assert {row.resource_type for row in Activity.objects.filter(error="")} <= {"", *BY_NAME}
    user = User.objects.get(username="demo")
    its_pages_open(user, [row for row in content["rows"]["Pool"] if row["region"] == PLACE[1]])
    for preference in content["rows"].get("Preference", []):
        its_list_is_as_preferred(preference)
    if "AwsLink" in content["rows"]:
        its_sync_is_shown(user, content["rows"])
    its_runs_go_on(user, content["rows"])
    its_messages_are_shown(user, content["rows"])
    it_is_learned_in(user, content["rows"])
    a_pool_is_made(caller_for(user, *PLACE))


def its_pages_open(user: User, pools: list[dict[str, Any]]) -> None:
    client = Client(headers={"Host": "localhost"})  # where demo sign-ins hold
    client.force_login(user)
    for name in PAGES:
        answer = client.get(reverse(name, args=PLACE), follow=True)  # to the size that is preferred
        assert (answer.status_code, answer.request["PATH_INFO"]) == (200, reverse(name, args=PLACE))
    for pool in pools[::3]:
        page = client.get(reverse("pool-detail", args=[*PLACE, pool["pool_id"]]))
        assert page.status_code == 200
        assert pool["name"] in page.content.decode()
        typed = pool["name"].upper() or pool["pool_id"]
        found = client.get(reverse("pool-list", args=PLACE), {"q": typed}, follow=True)
        assert f'data-testid="pool-row-{pool["pool_id"]}"' in found.content.decode()


def its_list_is_as_preferred(preference: dict[str, Any]) -> None:
    """Columns in their order, but for those that the list did not have then; and as many rows as were wanted."""
    client, kept = Client(headers={"Host": "localhost"}), preference["lists"]["pools"]
    client.force_login(User.objects.get(pk=preference["user_id"]))
    page = client.get(reverse("pool-list", args=PLACE), follow=True).content.decode()
    columns = re.findall(r'<th scope="col" data-column="(\w+)"', page)
    wanted = [column for column in kept["order"] if column not in kept["hidden"]]
    assert [column for column in columns if column in kept["order"]] == wanted
    there = Pool.objects.filter(region=PLACE[1]).count()
    assert page.count('data-testid="pool-row-') == min(kept["size"], there)


def its_sync_is_shown(user: User, rows: dict[str, list[dict[str, Any]]]) -> None:
    """What stands otherwise than in AWS, what AWS changed, and each run with its steps."""
    client = Client(headers={"Host": "localhost"})
    client.force_login(user)
    names = {pool["pool_id"]: pool["name"] for pool in rows["Pool"]}

    def shown(page: str, *rest: Any) -> str:
        answer = client.get(reverse(page, args=[*PLACE, *rest]))
        assert answer.status_code == 200
        return answer.content.decode()

    standings = {row["standing"]: row["local_key"] for row in rows["Mirror"]}
    assert {"CONFLICT", "GONE", "NEW", "PENDING", "DELETED", "IN_SYNC"} <= standings.keys()
    for standing, page in LISTED.items():
        if key := standings.get(standing):
            assert names.get(key, key.partition("/")[0]) in shown(page)
    changed = {names.get(row["resource_key"], "") for row in rows["AwsChange"]}
    assert all(name in shown("sync-changed") for name in changed)
    for run in rows["SyncRun"]:
        page = shown("sync-run", run["number"])
        for step in rows["SyncStep"]:
            if step["run_id"] == run["id"]:
                assert (names.get(step["key"]) or step["key"].partition("/")[0]) in page
    assert "console-user" in shown("sync-link")


def its_runs_go_on(user: User, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Files of numbers and edits of many: each page opens, and what was cut off is carried on with."""
    caller = caller_for(user, *PLACE)
    client = Client(headers={"Host": "localhost"})
    client.force_login(user)
    names = {row["id"]: row["opt_out_list_name"] for row in rows.get("OptOutList", [])}
    for row in rows.get("OptOutImport", []):
        where = [names[row["opt_out_list_id"]], row["import_id"]]
        assert client.get(reverse("opt-out-import", args=[*PLACE, *where])).status_code == 200
        if row["status"] == "RUNNING":
            while (one := continue_opt_out_import(caller, import_id=row["import_id"])).status == "RUNNING":
                pass
            assert (one.position, one.added) == (row["total"], row["total"])
    for row in rows.get("EditRun", []):
        assert client.get(reverse("edit-run", args=[*PLACE, row["run_id"]])).status_code == 200
        if row["status"] == "RUNNING":
            while (run := continue_edit_run(caller, run_id=row["run_id"], say=str)).status == "RUNNING":
                pass
            assert (run.status, run.counts()["WAITING"]) == ("DONE", 0)


def its_messages_are_shown(user: User, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Each message has its page, and who has replied STOP gets no more."""
    caller = caller_for(user, *PLACE)
    client = Client(headers={"Host": "localhost"})
    client.force_login(user)
    for row in rows.get("Message", []):
        page = client.get(reverse("message-detail", args=[*PLACE, row["message_id"]]))
        assert page.status_code == 200
        assert row["message_body"] in page.content.decode()
        if row["decision"].get("effect") == "OPTED_OUT":
            to = {"destination_phone_number": row["destination_phone_number"], "message_body": "Hello"}
            with refused(ConflictException, "DESTINATION_PHONE_NUMBER_OPTED_OUT"):
                send_text_message(caller, **to, origination_identity=row["pool_id"])


def it_is_learned_in(user: User, rows: dict[str, list[dict[str, Any]]]) -> None:
    """A lesson is where it was; and what was kept goes back into the tables of now."""
    client = Client(headers={"Host": "localhost"})
    client.force_login(user)
    for row in rows.get("LessonProgress", []):
        page = client.get(reverse("lesson", args=[*PLACE, row["slug"]])).content.decode()
        assert "Start over" in page
    for row in rows.get("Snapshot", []):
        Message.objects.all().delete()
        restore_snapshot(caller_for(user, *PLACE), name=row["name"])
        assert Message.objects.count() == len(rows["Message"])


def a_pool_is_made(caller: Caller) -> None:
    asked = {"sender_id": "UPGRADED", "iso_country_code": "GB", "message_type": "TRANSACTIONAL"}
    pool = create_pool_from_sender_id(caller, **asked)
    assert Pool.objects.for_caller(caller).filter(pool_id=pool.pool_id).exists()


def test_there_is_a_dump_to_upgrade_from():
    assert DUMPS
