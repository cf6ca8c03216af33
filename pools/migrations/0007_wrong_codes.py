"""Wrong verification codes are counted with the number. Those of a code that waits now are forgotten: it has a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pools", "0006_activity_resource_type")]

    operations = [
        migrations.AddField(
            model_name="verifieddestinationnumber",
            name="wrong_codes",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
