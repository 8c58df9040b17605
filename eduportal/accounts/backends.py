"""Who may sign in at all."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from eduportal.accounts.models import User
from eduportal.accounts.selectors import may_be_used
from eduportal.accounts.standing import user_with_standing


class PortalBackend(ModelBackend):
    """Django's backend, asking `may_be_used` at sign-in and at every request of a session."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        return isinstance(user, User) and may_be_used(user)

    def get_user(self, user_id: int) -> User | None:
        """The user of a session: one query, roles and second factors included."""
        user = user_with_standing(user_id)
        return user if self.user_can_authenticate(user) else None
