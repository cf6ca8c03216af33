from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pools", "0023_class_lessons"),
    ]

    operations = [
        migrations.AddField(
            model_name="learner",
            name="begun_timestamp",
            field=models.DateTimeField(null=True),
        ),
    ]
