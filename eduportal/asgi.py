"""The ASGI application, for servers that speak it."""

import os

from django.core.asgi import get_asgi_application

from eduportal.scoping.checks import require_safe_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduportal.settings.prod")

application = get_asgi_application()
require_safe_database()
