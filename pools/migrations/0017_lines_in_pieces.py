"""What a file of numbers has is kept in pieces from the first, not in one field of its import until it is started."""

from collections import Counter
from typing import Any

from django.db import migrations, models

PIECE = 400


def fill(apps: Any, schema_editor: Any) -> None:
    pieces = apps.get_model("pools", "OptOutImportPiece")
    for piece in pieces.objects.iterator():
        piece.lines = [[0, number, number, "added", "", "", 0] for number in piece.numbers.split("\n")]
        piece.save(update_fields=["lines"])
    for row in apps.get_model("pools", "OptOutImport").objects.filter(status="READ").iterator():
        row.tallies = dict(Counter(line[3] for line in row.lines))
        row.save(update_fields=["tallies"])
        for outcome in row.tallies:
            lines = [line for line in row.lines if line[3] == outcome]
            pieces.objects.bulk_create(
                pieces(opt_out_import=row, outcome=outcome, numbers="", lines=lines[start : start + PIECE])
                for start in range(0, len(lines), PIECE)
            )
    if schema_editor.connection.vendor == "postgresql":
        # It changes no table that still has rows to check.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("pools", "0016_opt_out_uses"),
    ]

    operations = [
        migrations.AddField("optoutimport", "tallies", models.JSONField(default=dict)),
        migrations.AddField(
            "optoutimportpiece",
            "outcome",
            models.CharField(max_length=8, default="added"),
            preserve_default=False,
        ),
        migrations.AddField(
            "optoutimportpiece", "lines", models.JSONField(default=list), preserve_default=False
        ),
        # There is no way back: an import that was started keeps no lines in its row.
        migrations.RunPython(fill),
        migrations.RemoveField("optoutimport", "lines"),
        migrations.RemoveField("optoutimportpiece", "numbers"),
    ]
