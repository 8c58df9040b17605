"""A school's accounts as its list shows them: who can get in, and what needs a look."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy, ngettext

from eduportal.accounts.models import AccountChange, Deputation, Membership, User
from eduportal.accounts.roles import WITHOUT_SECOND_FACTOR, Role
from eduportal.accounts.selectors import changes_of
from eduportal.accounts.services.guessing import wrong_guesses
from eduportal.accounts.standing import DEVICES, deputations_in_force
from eduportal.core.text import name_sort_key, search_key
from schools.models import School

PARTS = {
    "": gettext_lazy("All accounts"),
    "look": gettext_lazy("To look at"),
    "new": gettext_lazy("Never signed in"),
    "closed": gettext_lazy("Closed accounts"),
}
CHANGES_SHOWN = 20
# The last days of a role that the list speaks of.
ENDS_SOON = datetime.timedelta(days=60)


class Part(NamedTuple):
    """One part of the list: its name in the address, its title, how many rows it has."""

    name: str
    label: str
    number: int


class Sign(NamedTuple):
    """One exception in words; `css` is the colour of its tag."""

    text: str
    css: str = ""


@dataclass(frozen=True)
class Listed:
    """One account at a school, with what `_people_at` reads of it.

    `guesses` are the wrong ones of the last hour, from five on.
    """

    account: Any
    deputations: Sequence[Deputation]
    guesses: int

    @property
    def is_open(self) -> bool:
        return self.account.is_active and self.account.is_here

    @property
    def is_new(self) -> bool:
        """Nobody has signed in with it yet; a machine never does."""
        return self.is_open and not self.is_machine and self.account.last_login is None

    @property
    def is_machine(self) -> bool:
        return any(each.role == Role.MACHINE for each in self.account.here)

    @property
    def last_sign_in(self) -> datetime.datetime | None:
        """In local time and without a zone, as a spreadsheet takes it."""
        at = self.account.last_login
        return timezone.localtime(at).replace(tzinfo=None) if at else None

    @property
    def may_get_slip(self) -> bool:
        """Whether the list may print a new link: it takes nothing away from anybody."""
        return self.is_new and self.account.is_managed

    @property
    def needs_second_factor(self) -> bool:
        needs = any(
            each.role not in WITHOUT_SECOND_FACTOR for each in self.account.here if not each.is_over
        )
        return settings.EDUPORTAL_SECOND_FACTOR_REQUIRED and bool(needs or self.deputations)

    @cached_property
    def signs(self) -> list[Sign]:
        """What is not as it should be, the worst first."""
        if not self.account.is_active:
            return [Sign(gettext("closed account"), "red")]
        if not self.account.is_here:
            return [Sign(gettext("no role any more"))]
        if self.is_machine:
            return []
        return [sign for sign in (*self._of_signing_in(), *self._of_the_school()) if sign]

    def _of_signing_in(self) -> Iterable[Sign | None]:
        if self.guesses:
            text = ngettext("%(count)d wrong guess", "%(count)d wrong guesses", self.guesses)
            yield Sign(text % {"count": self.guesses}, "red")
        if self.account.last_login is None:
            yield self._of_link()
        elif self.needs_second_factor and not self.account.has_device:
            yield Sign(gettext("no second factor"), "amber")

    def _of_link(self) -> Sign:
        link = getattr(self.account, "one_time_link", None)
        if link is None or link.ends_at <= timezone.now():
            return Sign(gettext("never signed in, no link"), "amber")
        day = f"{timezone.localtime(link.ends_at):%d/%m}"
        return Sign(gettext("never signed in, link until %(day)s") % {"day": day}, "amber")

    def _of_the_school(self) -> Iterable[Sign | None]:
        ends = [each.ends_on for each in self.account.here if not each.is_over]
        if ends and None not in ends and max(ends) - timezone.localdate() <= ENDS_SOON:
            yield Sign(gettext("ends on %(day)s") % {"day": f"{max(ends):%d/%m/%Y}"})
        if not self.account.is_on_staff:
            yield Sign(gettext("not on the staff list"))


def listed_at(school: School, *, managed: QuerySet[User]) -> list[Listed]:
    """The accounts with a role at the school, now or once, by name: four queries.

    Each account has `here`, its memberships at this school with the newest first, `is_here` when
    one has not ended, and `is_managed` when it is one of `managed`.
    """
    people = sorted(_people_at(school, managed), key=lambda user: name_sort_key(user.full_name))
    guesses = wrong_guesses(people)
    given: dict[int, list[Deputation]] = {}
    for each in deputations_in_force().filter(school=school).select_related("principal"):
        given.setdefault(each.deputy_id, []).append(each)
    return [Listed(each, given.get(each.pk, ()), guesses.get(each.pk, 0)) for each in people]


def narrowed(
    rows: Sequence[Listed], *, show: str = "", role: str = "", text: str = ""
) -> list[Listed]:
    """The rows of a part, of a role, and of whom every word of the text begins a word of the name
    in any order, without accents, or the whole begins the user name."""
    return [
        row
        for row in rows
        if _is_shown(row, show)
        and (not role or any(each.role == role and not each.is_over for each in row.account.here))
        and _is_named(row.account, text)
    ]


def in_order(rows: Sequence[Listed], column: str, falls: bool) -> list[Listed]:
    """The rows of `listed_at` by name, or by the last sign-in with those who never did first."""
    found = list(rows)
    if column == "seen":
        found.sort(key=lambda row: row.last_sign_in or datetime.datetime.min)
    return found[::-1] if falls else found


def parts_of(rows: Sequence[Listed]) -> list[Part]:
    """The parts of the list with how many rows each has."""
    return [Part(name, str(label), len(narrowed(rows, show=name))) for name, label in PARTS.items()]


def account_at(school: School, account_id: int, *, managed: QuerySet[User]) -> User | None:
    """One of the accounts of `listed_at`."""
    return _people_at(school, managed).filter(pk=account_id).first()


def changes_at(school: School, account: User) -> list[AccountChange]:
    """The newest changes of the account, without what it is at other places."""
    return list(changes_of(account, [school.pk])[:CHANGES_SHOWN])


def _is_shown(row: Listed, show: str) -> bool:
    if show == "closed":
        return not row.is_open
    if show == "new":
        return row.is_new
    return bool(row.is_open and row.signs) if show == "look" else True


def _is_named(account: User, text: str) -> bool:
    asked = search_key(text)
    words = search_key(account.full_name).split()
    by_name = all(any(word.startswith(part) for word in words) for part in asked.split())
    return by_name or account.username.startswith(asked)


def _people_at(school: School, managed: QuerySet[User]) -> QuerySet[User]:
    here = Membership.objects.filter(school=school)
    of_user = here.filter(user=OuterRef("pk"))
    devices = [
        Exists(device.objects.filter(user=OuterRef("pk"), confirmed=True))
        for device in DEVICES.values()
    ]
    is_on_staff = ExpressionWrapper(Q(staff_here__isnull=False), output_field=BooleanField())
    return (
        User.objects.filter(Exists(of_user))
        .select_related("one_time_link")
        .annotate(
            staff_here=FilteredRelation("staff", condition=Q(staff__school=school)),
            is_on_staff=is_on_staff,
            is_here=Exists(of_user.not_over()),
            is_managed=Exists(managed.filter(pk=OuterRef("pk"))),
            has_device=devices[0] | devices[1],
        )
        .prefetch_related(Prefetch("memberships", here.order_by("-starts_on", "-pk"), "here"))
    )
