from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0006_slots_once_a_story"),
    ]

    operations = [
        migrations.AlterField(
            model_name="slot",
            name="area",
            field=models.CharField(
                choices=[
                    ("lead", "Lead"),
                    ("secondary", "Secondary"),
                    ("strip", "Four below"),
                    ("block", "Section block"),
                ],
                max_length=12,
                verbose_name="area",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(
                fields=("version", "article"), name="slot_story_once"
            ),
        ),
    ]
