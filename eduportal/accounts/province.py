"""Every account of the node as the Department's administrator sees them."""

import datetime

from django.db.models import Exists, Func, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import EVERYWHERE_ROLES, UNIT_ROLES, Role
from eduportal.core.text import search_key

# What the list can be narrowed to, apart from a role: those of no school, those without a role
# that has not ended, and closed accounts.
OFFICIALS, ROLELESS, CLOSED = "officials", "roleless", "closed"
OFFICIAL_ROLES = [*UNIT_ROLES, *EVERYWHERE_ROLES, Role.MACHINE]
# How the list can be sorted; who never signed in stands before everybody else.
ORDERS = {"name": ("plain_name", "username"), "seen": ("seen_at", "username")}
NEVER = Value(datetime.datetime(1, 1, 1, tzinfo=datetime.UTC))


class WithoutAccents(Func):
    """A name as `core.text.search_key` writes it, computed by PostgreSQL."""

    template = (
        "replace(regexp_replace(normalize(lower(%(expressions)s), NFD),"
        " '[\\u0300-\\u036f]', '', 'g'), 'đ', 'd')"
    )
    output_field = TextField()


def accounts_kept(
    *, managed: QuerySet[User], text: str = "", show: str = "", role: str = "", school: str = ""
) -> QuerySet[User]:
    """Accounts, to be put in one of ORDERS: two queries.

    Each has `held`, its memberships that are not over. Every word of `text` stands in the name,
    without accents, or in the user name; `school` is an official code. `is_managed` says whether
    the account is one of `managed`.
    """
    theirs = Membership.objects.not_over()
    of_user = theirs.filter(user=OuterRef("pk"))
    accounts = User.objects.annotate(
        is_managed=Exists(managed.filter(pk=OuterRef("pk"))),
        plain_name=WithoutAccents("full_name"),
        seen_at=Coalesce("last_login", NEVER),
    )
    for word in search_key(text).split():
        accounts = accounts.filter(Q(plain_name__contains=word) | Q(username__contains=word))
    if show == OFFICIALS:
        accounts = accounts.filter(Exists(of_user.filter(role__in=OFFICIAL_ROLES)))
    if show == ROLELESS:
        accounts = accounts.filter(~Exists(of_user))
    if role:
        accounts = accounts.filter(Exists(of_user.filter(role=role)))
    if school:
        accounts = accounts.filter(Exists(of_user.filter(school__code=school)))
    held = theirs.select_related("school", "unit").order_by("starts_on", "pk")
    accounts = accounts.filter(is_active=show != CLOSED)
    return accounts.prefetch_related(Prefetch("memberships", held, "held"))


def account_kept(account_id: int, *, managed: QuerySet[User]) -> User | None:
    """One account with `held`, every membership it has or had, and `is_managed`."""
    every = Membership.objects.select_related("school", "unit").order_by("-starts_on", "-pk")
    accounts = User.objects.annotate(is_managed=Exists(managed.filter(pk=OuterRef("pk"))))
    return (
        accounts.prefetch_related(Prefetch("memberships", every, "held"))
        .filter(pk=account_id)
        .first()
    )
