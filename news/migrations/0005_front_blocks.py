import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0004_revisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="frontversion",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.CreateModel(
            name="FrontBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "layout",
                    models.CharField(
                        choices=[
                            ("mixed", "One large, three small, titles"),
                            ("four", "Four equal"),
                            ("three", "Three equal"),
                            ("pictures", "Picture story, dark"),
                            ("opinion", "Opinion, with the writer's seal"),
                            ("none", "Not on the front"),
                        ],
                        max_length=12,
                        verbose_name="layout",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="news.category",
                        verbose_name="section",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="news.frontversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "block of the front",
                "verbose_name_plural": "blocks of the front",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "category"), name="front_block_once"
                    ),
                ],
            },
        ),
    ]
