"""Tests: harsher than production. script/test starts the servers and sets the addresses."""

import os

os.environ.setdefault("EDUPORTAL_SECRET_KEY", "tests-only")

from eduportal.settings.base import *  # noqa: E402, F403

# Between tests that commit, the owner empties the tables.
DATABASES["default"]["ENGINE"] = "tests.postgresql"  # noqa: F405
# Each worker's database is a copy of this one: script/test has migrated it already.
DATABASES["default"]["TEST"] = {"TEMPLATE": DATABASES["default"]["NAME"]}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "tests.static_addresses.RememberingStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
# The workers share one Redis: each counts only its own messages.
CELERY_TASK_DEFAULT_QUEUE += "-" + os.environ.get("PYTEST_XDIST_WORKER", "alone")  # noqa: F405


class UndefinedVariable(str):
    """Makes a template fail that reads an undefined variable."""

    def __contains__(self, key: object) -> bool:
        return True

    def __mod__(self, missing: object) -> str:
        raise LookupError(f"Undefined template variable: {missing}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")  # type: ignore[index]  # noqa: F405
