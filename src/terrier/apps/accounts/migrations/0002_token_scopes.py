"""Access tokens have scopes and limits; those made before keep reading, and nothing else."""

from django.db import migrations, models

import terrier.apps.accounts.models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="accesstoken",
            name="scopes",
            field=models.JSONField(default=terrier.apps.accounts.models.reading),
        ),
        migrations.AddField(
            model_name="accesstoken",
            name="organisation_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="accesstoken",
            name="dataset_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
