"""Who may sign in at all."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from eduportal.accounts.models import User


class PortalBackend(ModelBackend):
    """Django's backend, which also keeps demo accounts out of everything but a demo.

    Their password is shown on the sign-in page, so a copied demo database must open no portal.
    """

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        is_demo = isinstance(user, User) and user.is_demo
        return (settings.EDUPORTAL_DEMO or not is_demo) and super().user_can_authenticate(user)
