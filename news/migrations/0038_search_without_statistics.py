from django.db import migrations

# No plan asks how often a token stands in a vector, and to count them the server would unpack
# tens of thousands, with every tenth that the table grows: a core's work while an index is built.
MAKE = "ALTER TABLE news_searchdocument ALTER COLUMN vector SET STATISTICS 0"
UNMAKE = "ALTER TABLE news_searchdocument ALTER COLUMN vector SET STATISTICS -1"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MAKE)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNMAKE)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0037_tables_at_work"),
    ]

    operations = [
        migrations.RunPython(make, unmake),
    ]
