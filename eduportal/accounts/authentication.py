"""Tokens of machines for the REST interface."""

from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from eduportal.accounts.selectors import may_be_used


class MachineTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …` of an active user with a machine membership in force.

    People sign in with password and second factor; a token of theirs opens nothing.
    """

    def authenticate_credentials(self, token):
        # knox 5.1 answers other bytes with a crash.
        if not token.isalnum():
            raise AuthenticationFailed(_("This is not a token."))
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token):
        user, token = super().validate_user(auth_token)
        if not may_be_used(user, by_token=True):
            raise AuthenticationFailed(_("This account is not a machine account in use."))
        return user, token
