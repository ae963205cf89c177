from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0003_technical_rights'),
    ]

    operations = [
        migrations.AddField(
            model_name='commune',
            name='population_year',
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
