"""The ASGI application, for servers that speak it."""

import os
from concurrent.futures import ThreadPoolExecutor

from django.core.asgi import get_asgi_application

from eduportal.scoping.checks import require_safe_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduportal.settings.prod")

application = get_asgi_application()
# Here an event loop may be running, in which Django refuses to wait for the database.
with ThreadPoolExecutor(1) as thread:
    thread.submit(require_safe_database).result()
