"""The main menu as a table: who sees which entry, and where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.scoping.actions import Action
from eduportal.shell.tiers import is_offered


@dataclass(frozen=True)
class Entry:
    """One line of the menu. Shown when any of `actions` is given somewhere, or there are none, none
    of `unless` is, and this node offers the page."""

    label: Promise
    page: str
    icon: str
    actions: tuple[str, ...] = ()
    for_superusers: bool = False
    unless: tuple[str, ...] = ()

    def is_for(self, request: HttpRequest) -> bool:
        scope = request.scope  # type: ignore[attr-defined]
        if self.for_superusers and not request.user.is_superuser:
            return False
        if not is_offered(self.page):
            return False
        if any(map(scope.can_somewhere, self.unless)):
            return False
        return not self.actions or any(map(scope.can_somewhere, self.actions))


@dataclass(frozen=True)
class Group:
    """Entries under one heading; the first group has none."""

    title: Promise | str
    entries: tuple[Entry, ...]


_ADMINISTER = (Action.ADMINISTER,)
# Who keeps a school's register has the page of the own school, which leads to that of the places.
_OWN_SCHOOL = (Action.KEEP_REGISTER,)
# An entry is shown to those who may do one of its actions somewhere.
MENU = (
    Group(
        "",
        (
            Entry(_("Home"), "home", "home"),
            Entry(_("Tasks"), "todo:list", "check", (Action.ANSWER_TASKS, Action.GIVE_TASKS)),
        ),
    ),
    Group(
        _("Mark book"),
        (
            Entry(_("Mark sheets"), "grades:marksheet-list", "grid", (Action.WRITE_OWN_MARKS,)),
            Entry(_("Homeroom class"), "grades:homeroom-list", "users", (Action.WRITE_OWN_MARKS,)),
            Entry(_("Work of the school"), "grades:queue", "check", (Action.APPROVE_MARKS,)),
            Entry(
                _("Marks by class and subject"), "grades:progress", "grid", (Action.APPROVE_MARKS,)
            ),
            Entry(
                _("Days of entry"),
                "grades:entry-days",
                "history",
                (Action.APPROVE_MARKS, Action.ADMINISTER),
            ),
            Entry(
                _("Changes after sealing"),
                "grades:amendment-list",
                "edit",
                (Action.WRITE_OWN_MARKS, Action.APPROVE_MARKS, Action.ADMINISTER),
            ),
            Entry(
                _("Marks to look at again"),
                "grades:review-list",
                "search",
                (Action.WRITE_OWN_MARKS, Action.APPROVE_MARKS, Action.KEEP_REGISTER),
            ),
            Entry(
                _("Questions about entries"),
                "grades:question-list",
                "eye",
                (Action.APPROVE_MARKS, Action.ADMINISTER),
            ),
            Entry(_("Mark books of classes"), "grades:class-list", "book", (Action.APPROVE_MARKS,)),
            Entry(
                _("End of the year"),
                "grades:year-end",
                "calendar",
                (Action.APPROVE_MARKS, Action.WRITE_OWN_MARKS),
            ),
            Entry(
                _("Examinations"),
                "grades:examinations",
                "chart",
                (Action.SEE_DASHBOARD, Action.WRITE_OWN_MARKS),
            ),
        ),
    ),
    Group(
        _("Management"),
        (
            Entry(_("Provinces"), "dashboards:provinces", "chart", (Action.SEE_DASHBOARD,)),
            Entry(_("Dashboard"), "dashboards:overview", "chart", (Action.SEE_DASHBOARD,)),
            Entry(
                _("Data quality"),
                "quality:board",
                "check",
                (Action.KEEP_REGISTER, Action.SEE_DASHBOARD),
            ),
            Entry(_("Learning results"), "dashboards:results", "chart", (Action.SEE_DASHBOARD,)),
            Entry(_("Schools"), "schools:school-list", "school", (Action.SEE_DASHBOARD,)),
            Entry(_("Classes"), "grades:register", "users", (Action.KEEP_REGISTER,)),
            Entry(
                _("Students"),
                "students:student-list",
                "users",
                (Action.READ_STUDENTS, Action.READ_TAUGHT_STUDENTS),
            ),
            Entry(_("Transfers"), "students:transfer-list", "exchange", (Action.KEEP_REGISTER,)),
            Entry(_("After grade 9"), "students:leavers", "right", (Action.KEEP_REGISTER,)),
            Entry(
                _("After grade 9: figures"), "dashboards:paths", "chart", (Action.SEE_DASHBOARD,)
            ),
            Entry(_("Left school: figures"), "dashboards:left", "chart", (Action.SEE_DASHBOARD,)),
            Entry(
                _("Students at risk: figures"),
                "dashboards:at-risk",
                "chart",
                (Action.SEE_DASHBOARD,),
            ),
            Entry(
                _("Lists of institutions"),
                "students:enrolment-lists",
                "upload",
                (Action.MATCH_LEAVERS,),
            ),
            Entry(_("Staff"), "staffing:staff-list", "user", (Action.KEEP_REGISTER,)),
            Entry(_("Assignments"), "staffing:assignments", "grid", (Action.KEEP_REGISTER,)),
            Entry(_("Teachers: balance"), "staffing:balance", "chart", (Action.KEEP_REGISTER,)),
            Entry(
                _("Teachers: short and too many"),
                "staffing:balance-totals",
                "chart",
                (Action.SEE_DASHBOARD,),
                unless=_OWN_SCHOOL,
            ),
            Entry(_("Schemes and conclusions"), "reform:register", "check", (Action.KEEP_SCHEMES,)),
            Entry(_("School network"), "planning:overview", "school", (Action.PLAN_NETWORK,)),
            Entry(_("Collections"), "collecting:list", "check", (Action.COLLECT,)),
            Entry(_("Figures asked for"), "collecting:asked", "edit", (Action.FILL_RETURNS,)),
            Entry(
                _("Rooms and sites"),
                "schools:rooms",
                "home",
                (Action.KEEP_REGISTER, Action.SEE_DASHBOARD),
            ),
            Entry(
                _("Standard of training"), "staffing:qualification", "book", (Action.KEEP_REGISTER,)
            ),
            Entry(_("Professional standard"), "staffing:ratings", "check", (Action.DECLARE_STAFF,)),
            Entry(
                _("Standard of training by place"),
                "staffing:qualification-totals",
                "book",
                (Action.SEE_DASHBOARD,),
                unless=_OWN_SCHOOL,
            ),
            Entry(
                _("Teachers in the years to come"),
                "staffing:outlook",
                "chart",
                (Action.KEEP_REGISTER,),
            ),
            Entry(
                _("Outlook of teachers"),
                "staffing:outlook-totals",
                "chart",
                (Action.SEE_DASHBOARD,),
                unless=_OWN_SCHOOL,
            ),
            Entry(_("Review of teachers"), "staffing:review", "check", (Action.CHECK_STAFF,)),
            Entry(
                _("Plans that move teachers"),
                "staffing:plan-list",
                "exchange",
                (Action.PLAN_STAFF,),
            ),
            Entry(
                _("Teachers and other schools"),
                "staffing:plan-lines",
                "users",
                (Action.DECLARE_STAFF, Action.DECIDE_STAFF, Action.WRITE_OWN_MARKS),
            ),
            Entry(
                _("Imports"),
                "imports:job-list",
                "upload",
                (Action.IMPORT, Action.IMPORT_MARKS, Action.WRITE_OWN_MARKS),
            ),
            Entry(_("Accounts"), "accounts:school-list", "user", (Action.MANAGE_ACCOUNTS,)),
            Entry(_("Exchange"), "exchange:board", "exchange", (Action.SEE_EXCHANGE,)),
            Entry(_("Who looked"), "privacy:search", "search", (Action.SEE_ACCESS_LOG,)),
            Entry(
                _("Requests for correction"),
                "privacy:correction-list",
                "edit",
                (Action.SEE_ACCESS_LOG,),
            ),
        ),
    ),
    Group(
        _("Administration"),
        (
            Entry(_("Getting started"), "administration", "check", _ADMINISTER),
            Entry(_("Administrative units"), "schools:unit-list", "home", _ADMINISTER),
            Entry(_("Schools of the province"), "schools:kept-schools", "school", _ADMINISTER),
            Entry(_("School years and terms"), "schools:year-list", "calendar", _ADMINISTER),
            Entry(_("Programme"), "schools:programme", "book", _ADMINISTER),
            Entry(_("Subjects"), "schools:subject-list", "book", _ADMINISTER),
            Entry(_("Regulations"), "grades:regulation-list", "book", _ADMINISTER),
            Entry(_("Staffing norms"), "staffing:norms", "book", _ADMINISTER),
            Entry(_("Accounts"), "accounts:people", "user", _ADMINISTER),
            Entry(_("Software of schools"), "exchange:node-list", "exchange", _ADMINISTER),
            Entry(_("Alerts"), "privacy:alert-list", "warn", _ADMINISTER),
            Entry(_("Check of the figures"), "dashboards:figures-check", "chart", _ADMINISTER),
            Entry(_("Retention"), "privacy:retention", "history", _ADMINISTER),
            Entry(_("Reference tables"), "admin:index", "gear", _ADMINISTER, for_superusers=True),
        ),
    ),
)
ACCOUNT_MENU = (
    Entry(_("Your account"), "accounts:profile", "user"),
    Entry(_("Change the password"), "accounts:password-change", "lock"),
)


@dataclass(frozen=True)
class ShownEntry:
    """One line as the template draws it. `count` is the number of things waiting there."""

    label: Promise
    url: str
    icon: str
    current: bool
    count: int = 0


@dataclass(frozen=True)
class ShownGroup:
    """One heading with the entries this user sees."""

    title: Promise | str
    items: list[ShownEntry] = field(default_factory=list)


def menu_for(request: HttpRequest) -> list[ShownGroup]:
    """The groups of the main menu that hold something for the user of this request."""
    current = current_of(request, [entry for group in MENU for entry in group.entries])
    shown = [ShownGroup(g.title, entries_for(request, g.entries, current)) for g in MENU]
    return [group for group in shown if group.items]


def current_of(request: HttpRequest, entries: Iterable[Entry]) -> str:
    """The longest address of an entry the page's own begins with: every address begins with "/"."""
    urls = [reverse(entry.page) for entry in entries if entry.is_for(request)]
    under = [url for url in urls if request.path.startswith(url) and url != "/"]
    return max(under, key=len, default=request.path)


def entries_for(request: HttpRequest, entries: Iterable[Entry], current: str) -> list[ShownEntry]:
    """The entries this user sees, the one at the address `current` marked: no query."""
    shown = [(entry, reverse(entry.page)) for entry in entries if entry.is_for(request)]
    return [ShownEntry(e.label, url, e.icon, current=url == current) for e, url in shown]
