"""Evaluation and development: the embedded servers of script/run, demo accounts allowed."""

import os

from eduportal.settings import embedded

# Fills DATABASE_URL, REDIS_URL and the secret key from .local/ when the environment is silent.
os.environ.update(embedded.missing_settings(os.environ))

from eduportal.settings.base import *  # noqa: E402, F403

DEBUG = False
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = EDUPORTAL_STATE_DIR / "mail"  # noqa: F405
# Cookies know no port: of two nodes under one host name each would sign the other's people out.
SESSION_COOKIE_NAME = f"sessionid_{EDUPORTAL_NODE}"  # noqa: F405
CSRF_COOKIE_NAME = f"csrftoken_{EDUPORTAL_NODE}"  # noqa: F405
KNOWN_DEVICE_COOKIE_NAME = f"known_device_{EDUPORTAL_NODE}"  # noqa: F405
