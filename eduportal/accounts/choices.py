"""Codes of sign-in records, of mails and of the history of accounts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """How one attempt on an account ended."""

    RIGHT = "right", _("signed in")
    WRONG = "wrong", _("wrong password, code or passkey")
    SOON = "soon", _("came too soon, not looked at")


class MailKind(TextChoices):
    """What a mail to the owner of an account, or to an administrator, is about."""

    RESET = "reset", _("new password asked for")
    INVITATION = "invitation", _("invitation")
    GUESSING = "guessing", _("warning: the password is being guessed")
    ALERT = "alert", _("an account has gone beyond its limit")
    DIGEST = "digest", _("unread notices")


class Change(TextChoices):
    """What happened to an account or to one of its memberships."""

    CREATED = "created", _("account created")
    CHANGED = "changed", _("account changed")
    DELETED = "deleted", _("account deleted")
    ROLE_GIVEN = "role_given", _("role given")
    ROLE_CHANGED = "role_changed", _("role changed")
    ROLE_TAKEN = "role_taken", _("role taken away")
    LINK_SENT = "link_sent", _("link for a password sent")
    FACTORS_REMOVED = "factors_removed", _("second factors removed")
    TOKENS_REVOKED = "tokens_revoked", _("tokens made worthless")
    LINK_PRINTED = "link_printed", _("link for a password printed")
    LINK_USED = "link_used", _("password chosen with the link")
    UNLOCKED = "unlocked", _("wrong guesses forgotten")
    DEPUTY_NAMED = "deputy_named", _("made a deputy")
    DEPUTY_ENDED = "deputy_ended", _("deputation ended early")
