from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0017_rights_of_the_stages")]

    operations = [
        migrations.CreateModel(
            name="SiteHour",
            fields=[
                (
                    "hour",
                    models.DateTimeField(primary_key=True, serialize=False, verbose_name="hour"),
                ),
                ("count", models.PositiveBigIntegerField(default=0, verbose_name="reads")),
            ],
            options={
                "verbose_name": "reads of the site in an hour",
                "verbose_name_plural": "reads of the site by hour",
            },
        ),
    ]
