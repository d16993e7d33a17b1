"""Give the steps that stand in the log the end their story has today; no other is known."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def note_ends(apps, schema_editor):
    Article = apps.get_model("news", "Article")
    WorkflowEntry = apps.get_model("news", "WorkflowEntry")
    ending = Article.objects.filter(unpublish_at__isnull=False)
    end = ending.filter(pk=OuterRef("article")).values("unpublish_at")
    entries = WorkflowEntry.objects.filter(to_state="published", article__in=ending.values("pk"))
    entries.update(ends_at=Subquery(end))


class Migration(migrations.Migration):
    dependencies = [("news", "0022_end_of_a_step")]
    operations = [migrations.RunPython(note_ends, migrations.RunPython.noop)]
