"""The product's settings with its state in a folder of this process, and nothing of the machine's.

Without TEST_DATABASE_URL the tests run on SQLite, in a file rather than in memory, so that
threads lock each other out as they do in the product.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = Path(tempfile.mkdtemp(prefix="masthead-test-"))
atexit.register(shutil.rmtree, STATE, ignore_errors=True)

for _knob in re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE):
    os.environ.pop(_knob, None)
    os.environ.pop(f"{_knob}_FILE", None)

os.environ |= {
    "ENV_FILE": os.devnull,
    "VAR_DIR": str(STATE),
    "MEDIA_ROOT": str(STATE / "media"),
    "CACHE_URL": "locmem://",
    # Tests look at pages as they are made, but for those of the page cache.
    "PAGE_CACHE_MB": "0",
    "SECRET_KEY": "a secret of the tests, long and varied enough for every check: 0123456789",
    "SITE_URL": "http://testserver",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{STATE}/db.sqlite3",
    # Playwright keeps an event loop in the thread of the tests.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES, PASSWORD_HASHERS, STORAGES  # noqa: E402

# A connection kept by a thread of the live server would hold the database when it is dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(STATE / "test.sqlite3")}
    # What a test writes need not outlive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
STORAGES |= {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
