"""Write into each story the gravest of its corrections, for lists."""

from django.db import migrations

LIGHTEST_FIRST = ("update", "clarification", "correction", "apology", "retraction")


def note_gravest(apps, schema_editor):
    Article = apps.get_model("news", "Article")
    Correction = apps.get_model("news", "Correction")
    for kind in LIGHTEST_FIRST:
        corrected = Correction.objects.filter(kind=kind).values("article")
        Article.objects.filter(pk__in=corrected).update(corrected_as=kind)


class Migration(migrations.Migration):
    dependencies = [("news", "0013_corrections_by_gravity")]
    operations = [migrations.RunPython(note_gravest, migrations.RunPython.noop)]
