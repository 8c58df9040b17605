"""The WSGI application that web servers load."""

import os

from django.core.wsgi import get_wsgi_application

from eduportal.scoping.checks import require_safe_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduportal.settings.prod")

application = get_wsgi_application()
require_safe_database()
