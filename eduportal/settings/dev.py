"""Evaluation and development: the embedded servers of script/run, demo accounts allowed."""

import os

from eduportal.settings import embedded

# Fills DATABASE_URL, REDIS_URL and the secret key from .local/ when the environment is silent.
os.environ.update(embedded.missing_settings(os.environ))

from eduportal.settings.base import *  # noqa: E402, F403

DEBUG = False
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = EDUPORTAL_STATE_DIR / "mail"  # noqa: F405
