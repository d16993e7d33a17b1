import django.db.models.deletion
from django.db import migrations, models

PG_FUNCTION = """
CREATE FUNCTION news_search_newest(
    query tsquery, low bigint, high bigint, live_at timestamptz, most integer
) RETURNS TABLE (
    key bigint, article_id bigint, heading text, section bigint, source bigint, kind varchar
) LANGUAGE sql STABLE
-- Only the GIN index, through a bitmap: the planner does not know what reading a vector costs.
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
AS $$
    SELECT d.key, d.article_id, d.heading, d.section, d.source, d.kind
    FROM news_searchdocument d
    WHERE d.vector @@ query AND d.key + 0 BETWEEN low AND high
        AND (live_at IS NULL OR d.publish_at <= live_at
            AND (d.unpublish_at IS NULL OR d.unpublish_at > live_at))
    ORDER BY d.key + 0 DESC LIMIT most
$$
"""

MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE news_searchindex USING fts5("
        "tokens, content='', detail=none, columnsize=0, tokenize='ascii')",
        # A batch of documents is sorted in memory and written once.
        "INSERT INTO news_searchindex (news_searchindex, rank) VALUES ('hashsize', 33554432)",
    ],
    "postgresql": [
        "ALTER TABLE news_searchdocument ADD COLUMN vector tsvector",
        # Vectors lie beside the table, so that thousands of its rows are few pages; texts lie
        # there unpacked, to be looked through at once.
        "ALTER TABLE news_searchdocument SET (toast_tuple_target = 128)",
        "ALTER TABLE news_searchdocument ALTER COLUMN heading SET STORAGE MAIN",
        "ALTER TABLE news_searchtext ALTER COLUMN text SET STORAGE EXTERNAL",
        # Quicker than the usual way of packing, where this server has it.
        "DO $$ BEGIN ALTER TABLE news_searchdocument ALTER COLUMN vector SET COMPRESSION lz4;"
        " EXCEPTION WHEN feature_not_supported THEN END $$",
        "CREATE INDEX news_searchdocument_vector ON news_searchdocument USING gin (vector)"
        " WITH (fastupdate = off)",
        PG_FUNCTION,
    ],
}

UNMAKE = {
    "sqlite": ["DROP TABLE news_searchindex"],
    "postgresql": [
        "DROP FUNCTION news_search_newest",
        "ALTER TABLE news_searchdocument DROP COLUMN vector",
    ],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    for statement in UNMAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0007_slot_story_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("after", models.PositiveBigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "state of the search",
                "verbose_name_plural": "states of the search",
            },
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
            options={
                "verbose_name": "text for searching",
                "verbose_name_plural": "texts for searching",
            },
        ),
        migrations.CreateModel(
            name="SearchSpelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("variant", models.CharField(max_length=40)),
                ("term", models.CharField(max_length=40)),
                ("rank", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "spelling",
                "verbose_name_plural": "spellings",
                "constraints": [
                    models.UniqueConstraint(fields=("variant", "term"), name="search_spelling_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "language",
                    models.CharField(
                        default="", editable=False, max_length=10, verbose_name="language"
                    ),
                ),
                (
                    "publish_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="publish at"),
                ),
                (
                    "unpublish_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="unpublish at"),
                ),
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("part", models.PositiveSmallIntegerField()),
                ("heading", models.TextField()),
                ("section", models.PositiveBigIntegerField()),
                ("source", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=8)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_documents",
                        to="news.article",
                    ),
                ),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
                "constraints": [
                    models.UniqueConstraint(fields=("article", "part"), name="search_document_once")
                ],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
