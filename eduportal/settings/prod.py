"""Production: refuses to start with anything a demo may have and a public portal may not."""

from django.core.exceptions import ImproperlyConfigured

from eduportal.settings import env
from eduportal.settings.base import *  # noqa: F403
from eduportal.settings.base import EDUPORTAL_CSDL_URL, EDUPORTAL_DEMO, SECRET_KEY

SHORTEST_SECRET_KEY = 50

if len(SECRET_KEY) < SHORTEST_SECRET_KEY or "demo" in SECRET_KEY or "insecure" in SECRET_KEY:
    raise ImproperlyConfigured(
        f"EDUPORTAL_SECRET_KEY must be at least {SHORTEST_SECRET_KEY} random characters."
    )
if not env.items("EDUPORTAL_FACTOR_KEYS"):
    raise ImproperlyConfigured(
        "EDUPORTAL_FACTOR_KEYS must be set: the keys of second factors are encrypted with it."
    )
if EDUPORTAL_DEMO:
    raise ImproperlyConfigured("EDUPORTAL_DEMO must not be set in production.")
if env.flag("EDUPORTAL_DEBUG", False):
    raise ImproperlyConfigured("EDUPORTAL_DEBUG must not be set in production.")
if not env.flag("EDUPORTAL_HTTPS", True):
    raise ImproperlyConfigured("The portal is served over HTTPS only; unset EDUPORTAL_HTTPS.")
if EDUPORTAL_CSDL_URL and not EDUPORTAL_CSDL_URL.startswith("https://"):
    raise ImproperlyConfigured("EDUPORTAL_CSDL_URL must begin with https://.")

DEBUG = False
EDUPORTAL_SECOND_FACTOR_REQUIRED = env.flag("EDUPORTAL_SECOND_FACTOR_REQUIRED", True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

EMAIL_HOST = env.text("EDUPORTAL_EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EDUPORTAL_EMAIL_PORT", 25)
DEFAULT_FROM_EMAIL = env.text("EDUPORTAL_EMAIL_FROM", "eduportal@localhost")
