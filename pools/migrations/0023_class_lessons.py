from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pools", "0022_clocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="class",
            name="lessons",
            field=models.JSONField(default=list),
        ),
    ]
