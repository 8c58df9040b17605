"""Taking back a list of accounts and roles that was written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext_noop

from eduportal.accounts.models import Membership, User
from eduportal.accounts.services.managing import NotYours
from eduportal.accounts.services.withdrawing import withdraw_account, withdraw_roles
from eduportal.core.restoring import RowChange, changed_since
from eduportal.imports.importer import Context
from eduportal.imports.models import ImportRow
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import CHANGED, Stays, Undone, Working

REMOVED = gettext_noop("Accounts removed that nobody had used")
CLOSED = gettext_noop("Accounts closed")
ROLES_ENDED = gettext_noop("Roles ended")
NOT_YOURS = gettext_noop("You may not change this account, or not this role.")
USED = gettext_noop("The account has been used since: it is closed, and not removed.")
OTHER_ROLES = gettext_noop("The account has got another role since: it stays open.")
GONE = gettext_noop("The account is not there any more.")


def take_back(context: Context, actor: User, rows: Iterable[ImportRow], working: Working) -> Undone:
    """Roles end; an account that came with the list is removed, or closed if it was used."""
    given: defaultdict[int, list[RowChange]] = defaultdict(list)
    for change in rows_written(context.operation, Membership):
        given[change.facts["user_id"]].append(change)
    undone, every = Undone(), list(rows)
    working.expect(len(every))
    accounts = _accounts(every, given)
    for row in every:
        account = accounts.get(row.values["given"]["username"])
        if account is None:
            _stay(undone, row, GONE)
        else:
            _take_back(actor, account, row, given.pop(account.pk, []), undone)
        working.step()
    return undone


def _accounts(rows: Sequence[ImportRow], given: Iterable[int]) -> dict[str, User]:
    """By the user name of the row, among those whose roles the list gave."""
    accounts = {account.pk: account for account in User.objects.filter(pk__in=list(given))}
    by_name = {account.username: account for account in accounts.values()}
    for row in rows:
        known = row.values["expected"]
        if known and known["account"][0] in accounts:
            by_name[row.values["given"]["username"]] = accounts[known["account"][0]]
    return by_name


def _take_back(
    actor: User, account: User, row: ImportRow, given: Sequence[RowChange], undone: Undone
) -> None:
    is_new = row.values["expected"] is None
    changed = {change.key for change in changed_since(given)}
    mine = Membership.objects.filter(pk__in=[c.key for c in given if c.key not in changed])
    roles = list(mine)
    has_others = Membership.objects.not_over().filter(user=account).exclude(pk__in=mine).exists()
    if changed:
        _stay(undone, row, CHANGED)
    try:
        with transaction.atomic():
            if (
                is_new
                and not has_others
                and not changed
                and withdraw_account(actor=actor, account=account)
            ):
                undone.back[REMOVED] += 1
                return
            is_closed = withdraw_roles(
                actor=actor, account=account, memberships=roles, closes=is_new
            )
    except NotYours:
        _stay(undone, row, NOT_YOURS)
        return
    undone.back[ROLES_ENDED] += len(roles)
    undone.back[CLOSED] += is_closed
    if is_new and not changed:
        _stay(undone, row, USED if is_closed else OTHER_ROLES)


def _stay(undone: Undone, row: ImportRow, why: str) -> None:
    undone.stays.append(Stays(row.label, why, values=row.values))
