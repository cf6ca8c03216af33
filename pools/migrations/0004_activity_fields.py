"""Activity rows say what changed in one shape, {field: value} before and after, where each verb had its own."""

from typing import Any

from django.db import migrations, models

BATCH = 1_000


def in_fields(operation: str, request: dict, value: Any) -> dict[str, Any]:
    """One side of a row as it was stored, by field; nothing where there was nothing."""
    if not value:
        return {}
    if operation in ("PutKeyword", "DeleteKeyword"):
        word, message, action = value
        return {f"keywords/{word}": {"keyword_message": message, "keyword_action": action}}
    if operation in ("TagResource", "UntagResource"):
        return {f"tags/{key}": text for key, text in value.items()}
    if operation in ("PutOptedOutNumber", "DeleteOptedOutNumber"):
        return {f"opted_out_numbers/{number}": is_on for number, is_on in value.items()}
    if operation in ("AssociateOriginationIdentity", "DisassociateOriginationIdentity"):
        return {f"origination_identities/{identity_in(request)}": value["associated"]}
    if operation.endswith("EventDestination"):
        return {f"event_destinations/{request.get('EventDestinationName', '')}": value}
    return value


def identity_in(request: dict) -> str:
    """As the log calls it: a phone number's ID, or NAME/CC."""
    identity = request.get("OriginationIdentity", "")
    if identity.startswith("arn:"):
        return identity.split("/", 1)[1]
    country = request.get("IsoCountryCode")
    return identity if identity.startswith("phone-") or not country else f"{identity.upper()}/{country}"


def both_sides(operation: str, request: dict, before: Any, after: Any) -> tuple[dict, dict]:
    """Before and after with the same fields; None stands for what was not there."""
    sides = [in_fields(operation, request, side) for side in (before, after)]
    names = [*sides[0], *(name for name in sides[1] if name not in sides[0])]
    return tuple({name: side.get(name) for name in names} for side in sides)


def rewrite(apps, schema_editor):
    Activity = apps.get_model("pools", "Activity")
    rows = Activity.objects.only("operation", "request", "before", "after").order_by("pk")
    batch = []
    for row in rows.iterator(chunk_size=BATCH):
        row.before, row.after = both_sides(row.operation, row.request, row.before, row.after)
        batch.append(row)
        if len(batch) == BATCH:
            Activity.objects.bulk_update(batch, ["before", "after"])
            batch = []
    Activity.objects.bulk_update(batch, ["before", "after"])


class Migration(migrations.Migration):
    dependencies = [("pools", "0003_counts")]

    operations = [
        # There is no way back: what a row looked like before is not kept.
        migrations.RunPython(rewrite),
        migrations.AlterField("activity", "before", models.JSONField(default=dict)),
        migrations.AlterField("activity", "after", models.JSONField(default=dict)),
    ]
