from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pools", "0008_search_by_words")]

    operations = [
        migrations.AddField(
            model_name="preference",
            name="lists",
            field=models.JSONField(default=dict),
        ),
    ]
