"""The ASGI door, for hosts that only speak it; WSGI is several times faster for this code."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_asgi_application()
