"""The WSGI door: what `manage.py serve`, gunicorn or granian load."""

import os

from django.core.wsgi import get_wsgi_application

from portal.lib.pagecache import in_front_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = in_front_of(get_wsgi_application())
