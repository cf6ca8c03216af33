from itertools import islice

from django.db import migrations, models

import pools.models.kept
from pools.models import text
from pools.models.fast_reads.search import pool_values
from pools.models.fast_reads.trigrams import make_trigrams

KEPT = {
    "User": {"name_key": text.key_of_username},
    "Project": {"name_key": text.key_of_name, "search_text": text.of_project},
    "SenderId": {"name_key": text.key_of_sender_id, "search_text": text.of_sender_id},
    "PhoneNumber": {"search_text": text.of_number},
    "Pool": {"name_key": text.key_of_name, "search_text": text.of_pool},
}
AT_ONCE = 500


def fill(apps, schema_editor):
    """Compute the new columns of the rows that are there."""
    for name, columns in KEPT.items():
        model = apps.get_model("pools", name)
        rows = model._base_manager.order_by("pk").iterator(chunk_size=AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            if name == "Pool":
                find_parts(some)
            write(schema_editor.connection, model._meta.db_table, columns, some)


def find_parts(pools):
    values = pool_values([pool.pk for pool in pools])
    for pool in pools:
        found = values[pool.pk]
        pool.search_text = text.pool_parts(found.tags, found.numbers, found.sender_ids)


def write(connection, table, columns, rows):
    assignments = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {assignments} WHERE id = %s",  # noqa: S608 - tables and columns of ours
            [(*(by(row) for by in columns.values()), row.pk) for row in rows],
        )


def index(apps, schema_editor):
    make_trigrams(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("pools", "0004_activity_fields"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="pool",
            name="pool_by_name",
        ),
        migrations.AddField(
            model_name="phonenumber",
            name="search_text",
            field=pools.models.kept.SearchText(by=text.of_number, default="", editable=False),
        ),
        migrations.AddField(
            model_name="pool",
            name="name_key",
            field=pools.models.kept.SortKey(by=text.key_of_name, default=b""),
        ),
        migrations.AddField(
            model_name="pool",
            name="search_text",
            field=pools.models.kept.SearchText(by=text.of_pool, default="", editable=False),
        ),
        migrations.AddField(
            model_name="project",
            name="name_key",
            field=pools.models.kept.SortKey(by=text.key_of_name, default=b""),
        ),
        migrations.AddField(
            model_name="project",
            name="search_text",
            field=pools.models.kept.SearchText(by=text.of_project, default="", editable=False),
        ),
        migrations.AddField(
            model_name="senderid",
            name="name_key",
            field=pools.models.kept.SortKey(by=text.key_of_sender_id, default=b""),
        ),
        migrations.AddField(
            model_name="senderid",
            name="search_text",
            field=pools.models.kept.SearchText(by=text.of_sender_id, default="", editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="name_key",
            field=pools.models.kept.SortKey(by=text.key_of_username, default=b""),
        ),
        migrations.AddIndex(
            model_name="pool",
            index=models.Index(
                fields=["account", "region", "name_key", "created_timestamp"], name="pool_by_name_key"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
