"""Static files under names that change with their content, so that they may be kept for ever."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Follows `import` inside our JavaScript modules too, so that they need no build step."""

    support_js_module_import_aggregation = True


def collect_if_changed() -> bool:
    """Collect the static files unless nothing has changed since; tell whether it was done."""
    note = Path(settings.STATIC_ROOT) / "collected.txt"
    present = fingerprint()
    if note.is_file() and note.read_text(encoding="ascii") == present:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(present, encoding="ascii")
    return True


def fingerprint() -> str:
    """Sum up names, sizes and times of all static files of all apps."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
