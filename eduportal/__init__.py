"""The portal itself: settings, platform apps and the composition root."""

from eduportal.celery import app as celery_app

__all__ = ["celery_app"]
