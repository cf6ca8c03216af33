from itertools import islice

from django.db import migrations, models

import pools.models.kept
from pools.models import text
from pools.models.fast_reads.trigrams import make_trigrams

# What rows are searched by is computed by 0008, which has other texts for it.
SORTED_BY = {
    "User": text.key_of_username,
    "Project": text.key_of_name,
    "SenderId": text.key_of_sender_id,
    "Pool": text.key_of_name,
}
AT_ONCE = 500


def fill(apps, schema_editor):
    """Compute the new columns of the rows that are there."""
    for name, key in SORTED_BY.items():
        model = apps.get_model("pools", name)
        rows = model._base_manager.order_by("pk").iterator(chunk_size=AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            with schema_editor.connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {model._meta.db_table} SET name_key = %s WHERE id = %s",  # noqa: S608 - a table of ours
                    [(key(row), row.pk) for row in some],
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
