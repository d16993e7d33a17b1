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


def look_again() -> None:
    """Let the database learn what its tables hold, after much came at once.

    PostgreSQL would do this by itself some minutes later, and read the rows beside the index
    until then.
    """
    if connection.vendor == "sqlite":
        refresh_statistics()
    elif not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def refresh_statistics() -> None:
    """Let SQLite look again at what its tables hold.

    Without it the planner takes every index for equally good, and walks the longest. PostgreSQL
    does this by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # A look at some rows of each index is enough, and holds up no writer.
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


def count_missing_migrations() -> int:
    """Count the migrations that this database has yet to see."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def newest_migrations() -> list[str]:
    """The migrations that nothing follows and this database has seen, as `app.name`."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    return sorted(f"{app}.{name}" for app, name in leaves if (app, name) in applied(executor))


def applied(executor: MigrationExecutor) -> set[tuple[str, str]]:
    """The migrations that the database has seen."""
    return set(executor.loader.applied_migrations or ())


def known_migrations() -> set[str]:
    """All migrations of this program, as `app.name`."""
    graph = MigrationExecutor(connection).loader.graph
    return {f"{app}.{name}" for app, name in graph.nodes}
