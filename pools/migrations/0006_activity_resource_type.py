"""Activity rows say of which kind their resource is; and what some verbs still kept in shapes of their own is in one."""

import re
from itertools import islice
from typing import Any

from django.db import migrations, models

BATCH = 1_000
# What each operation changes. Those about tags and policies have an ARN that says it.
CHANGED = {
    "pool": "CreatePool UpdatePool DeletePool AssociateOriginationIdentity DisassociateOriginationIdentity",
    "phone-number": "RequestPhoneNumber UpdatePhoneNumber ReleasePhoneNumber mark_phone_number_as_registered",
    "sender-id": "RequestSenderId UpdateSenderId ReleaseSenderId",
    "opt-out-list": "CreateOptOutList DeleteOptOutList PutOptedOutNumber DeleteOptedOutNumber",
    "configuration-set": (
        "CreateConfigurationSet DeleteConfigurationSet SetDefaultSenderId DeleteDefaultSenderId"
        " SetDefaultMessageType DeleteDefaultMessageType SetDefaultMessageFeedbackEnabled"
        " CreateEventDestination UpdateEventDestination DeleteEventDestination"
    ),
    "verified-destination-number": (
        "CreateVerifiedDestinationNumber SendDestinationNumberVerificationCode VerifyDestinationNumber"
        " DeleteVerifiedDestinationNumber"
    ),
    "project": "create_project update_sms_settings",
    "access-key": "create_access_key set_access_key_active delete_access_key",
    "account": "update_test_settings SetTextMessageSpendLimitOverride DeleteTextMessageSpendLimitOverride",
}
KINDS = {name: kind for kind, names in CHANGED.items() for name in names.split()}
IDS = re.compile(r"(pool|phone|vdn)-[0-9a-f]{32}")
OF_IDS = {"pool": "pool", "phone": "phone-number", "vdn": "verified-destination-number"}


def resource_of(row: Any) -> tuple[str, str]:
    """The kind, and the ID as ARNs have it. Where a refusal's row leaves the kind open, it stays open."""
    if not row.resource_id:
        return "", ""
    if row.resource_id.startswith("arn:"):
        return from_arn(row, row.resource_id)
    if not row.error and "ResourceArn" in row.request:
        return from_arn(row, row.request["ResourceArn"])
    if found := IDS.fullmatch(row.resource_id):
        return OF_IDS[found[1]], row.resource_id
    kind = KINDS.get(row.operation, "")
    if kind == "sender-id" and "/" not in row.resource_id:
        country = row.request.get("IsoCountryCode")
        return kind, f"{row.resource_id}/{country}" if country else row.resource_id
    return ("" if row.error and kind != "sender-id" else kind), row.resource_id


def from_arn(row: Any, begins: str) -> tuple[str, str]:
    """An ARN was cut, and is whole in the request. One of another place stays an ARN."""
    given = [value for value in row.request.values() if isinstance(value, str) and value.startswith(begins)]
    if not given:
        return "", row.resource_id
    *_, region, account, resource = given[0].split(":", 5)
    kind, _, wanted = resource.partition("/")
    wanted = wanted.upper() if kind == "sender-id" else wanted
    return kind, wanted if (region, account) == (row.region, row.account_id) else given[0]


def in_one_shape(operation: str, before: dict, after: dict) -> tuple[dict, dict]:
    """Before and after by the API's names and in its types, without what stayed."""
    fields = {name: (value, after.get(name)) for name, value in before.items()}
    if operation == "mark_phone_number_as_registered" and fields.pop("registered", None):
        fields["status"] = ("PENDING", "ACTIVE")
    if operation == "update_sms_settings" and "sms_channel_enabled" in fields:
        fields["sms_channel_enabled"] = tuple(
            {"True": True, "False": False}.get(value, value) for value in fields["sms_channel_enabled"]
        )
    if operation == "DeleteOptOutList" and "numbers" in fields:
        fields["opted_out_number_count"] = fields.pop("numbers")
    moved = {name: (old, new) for name, (old, new) in fields.items() if old != new}
    return {name: old for name, (old, _) in moved.items()}, {name: new for name, (_, new) in moved.items()}


def rewrite(apps, schema_editor):
    Activity = apps.get_model("pools", "Activity")
    columns = ("account", "region", "operation", "request", "error", "resource_id", "before", "after")
    rows = Activity.objects.only(*columns).order_by("pk").iterator(chunk_size=BATCH)
    while some := list(islice(rows, BATCH)):
        name_resources(schema_editor.connection, Activity._meta.db_table, some)
        for row in some:
            before, after = in_one_shape(row.operation, row.before, row.after)
            if (before, after) != (row.before, row.after):
                Activity.objects.filter(pk=row.pk).update(before=before, after=after)


def name_resources(connection, table, rows):
    """In SQL, as every row is changed, and bulk_update would take a minute for some thousands."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET resource_type = %s, resource_id = %s WHERE id = %s",  # noqa: S608 - a table of ours
            [(*resource_of(row), row.pk) for row in rows],
        )


class Migration(migrations.Migration):
    dependencies = [("pools", "0005_search_and_sort")]

    operations = [
        migrations.AddField(
            "activity", "resource_type", models.CharField(max_length=64, blank=True, default="")
        ),
        migrations.AlterField(
            "activity", "resource_id", models.CharField(max_length=256, blank=True, default="")
        ),
        migrations.RunPython(rewrite, migrations.RunPython.noop),
    ]
