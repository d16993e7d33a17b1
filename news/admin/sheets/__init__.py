"""Stories as tables: CSV, XLSX and JSON, written by django-import-export, and read again.

In a table a text that begins like a formula would be run by whoever opens it: it gets an
apostrophe before it, which is taken away when the table is read again.
"""

from news.admin.sheets.reading import MOST_BYTES, MOST_ROWS, SheetError, Table, read
from news.admin.sheets.writing import FORMATS, columns_for, content_type, harmless, written
from news.cells import COLUMNS, READ

__all__ = [
    "COLUMNS",
    "FORMATS",
    "MOST_BYTES",
    "MOST_ROWS",
    "READ",
    "SheetError",
    "Table",
    "columns_for",
    "content_type",
    "harmless",
    "read",
    "written",
]
