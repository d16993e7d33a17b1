"""What commands ask of a database, beside queries."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def without_time_limit() -> None:
    """Let the statements of this connection take as long as they need.

    The limit is there for pages; a migration or an import of a large site has no reader waiting.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")


def count_missing_migrations() -> int:
    """Count the migrations that this database has yet to see."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
