"""Taking back accounts and roles that a list has given."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from eduportal.accounts.authority import managed_by
from eduportal.accounts.models import Membership, User
from eduportal.accounts.services.managing import NotYours, end_membership, set_open


def withdraw_account(*, actor: User, account: User) -> bool:
    """Delete an account that nobody has ever used, so that its name is free again.

    False, and nothing is done, where it was used or something names it. Raises NotYours.
    """
    with transaction.atomic():
        found = managed_by(actor).filter(pk=account.pk).select_for_update(of=("self",)).first()
        if found is None:
            raise NotYours(account.pk)
        if found.last_login is not None or found.has_usable_password():
            return False
        try:
            with transaction.atomic():
                User.objects.filter(pk=found.pk).delete()
        except IntegrityError:
            return False
    return True


def withdraw_roles(
    *, actor: User, account: User, memberships: Sequence[Membership], closes: bool
) -> bool:
    """End these roles; `closes`: the account as well, if it has no other. Whether it was closed.

    Raises NotYours.
    """
    with transaction.atomic():
        own = {each.pk for each in memberships}
        others = Membership.objects.not_over().filter(user=account).exclude(pk__in=own)
        is_closed = closes and not others.exists()
        # Before its roles end: an account without any is managed by fewer people.
        if is_closed:
            set_open(actor=actor, account=account, is_open=False)
        for each in memberships:
            end_membership(actor=actor, membership=each)
    return is_closed
