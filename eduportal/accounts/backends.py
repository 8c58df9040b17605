"""Who may sign in at all."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from eduportal.accounts.models import User


class PortalBackend(ModelBackend):
    """Django's backend, which also keeps demo accounts out of everything but a demo.

    Their password stands on the sign-in page, so a copied demo database must open no portal.
    """

    def user_can_authenticate(self, user: User | None) -> bool:
        is_out = user is not None and user.is_demo and not settings.EDUPORTAL_DEMO
        return not is_out and super().user_can_authenticate(user)
