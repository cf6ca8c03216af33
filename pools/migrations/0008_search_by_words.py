"""Searches are for words, and find by tags with their keys, by sender IDs with their countries, and numbers by tags."""

from itertools import islice

from django.db import migrations

from pools.models import text
from pools.models.fast_reads.search import lines_below

OWN = {
    "Project": text.of_project,
    "SenderId": text.of_sender_id,
    "PhoneNumber": text.of_number,
    "Pool": text.of_pool,
}
AT_ONCE = 500


def fill(apps, schema_editor):
    for name, own in OWN.items():
        model = apps.get_model("pools", name)
        rows = model._base_manager.order_by("pk").iterator(chunk_size=AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            # Nothing else says anything of a project.
            below = {} if name == "Project" else lines_below(name.lower(), [row.pk for row in some])
            for row in some:
                row.search_text = below.get(row.pk, "")
            write(schema_editor.connection, model._meta.db_table, [(own(row), row.pk) for row in some])


def write(connection, table, found):
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET search_text = %s WHERE id = %s", found)  # noqa: S608 - a table of ours


class Migration(migrations.Migration):
    dependencies = [
        ("pools", "0007_wrong_codes"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
