"""A story stands once in a version: of several slots the first in the page's order is kept."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count

ORDER = ("lead", "secondary", "strip", "block")


def keep_the_first(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Slot = apps.get_model("news", "Slot")
    Slot.objects.exclude(area__in=ORDER).delete()
    twice = Slot.objects.values("version", "article").annotate(slots=Count("pk"))
    for row in twice.filter(slots__gt=1):
        slots = list(Slot.objects.filter(version=row["version"], article=row["article"]))
        slots.sort(key=lambda slot: (ORDER.index(slot.area), slot.position, slot.pk))
        Slot.objects.filter(pk__in=[slot.pk for slot in slots[1:]]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0005_front_blocks"),
    ]

    operations = [
        migrations.RunPython(keep_the_first, migrations.RunPython.noop),
    ]
