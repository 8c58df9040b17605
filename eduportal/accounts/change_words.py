"""A line of the history of accounts in words: what was given, taken or set otherwise."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.choices import Change
from eduportal.accounts.roles import DeputyAct, Role

Facts = Mapping[str, Any]

WHOLE = {
    Change.ROLE_GIVEN: _("role given: %(role)s"),
    Change.ROLE_CHANGED: _("role changed: %(role)s"),
    Change.ROLE_TAKEN: _("role taken away: %(role)s"),
}
DEPUTATION = (Change.DEPUTY_NAMED, Change.DEPUTY_ENDED)
# Columns that hold yes or no: what is said when they become the one or the other.
SWITCHES = {
    "is_active": (_("account opened again"), _("account closed")),
    "is_superuser": (
        _("every right in the administration: given"),
        _("every right in the administration: taken away"),
    ),
    "is_demo": (_("a demo account from now on"), _("a demo account no longer")),
    "wants_digest": (_("mails about notices switched on"), _("mails about notices switched off")),
    "imports_marks": (
        _("may bring in marks by file: given"),
        _("may bring in marks by file: taken away"),
    ),
}
# What a new account has without anybody's doing.
USUALLY_ON = ("is_active", "wants_digest")
TITLES = {
    "username": _("user name"),
    "full_name": _("full name"),
    "email": _("e-mail"),
    "role": _("role"),
    "starts_on": _("from"),
    "ends_on": _("last day"),
}
PASSWORD = _("password changed")
# Columns that name a row by its number, which says nothing to a person.
POINTERS = {"user_id": _("moved to another account"), "school_id": _("moved to another school")}
POINTERS["unit_id"] = _("moved to another commune")


def in_words(what: str, old: Facts | None, new: Facts | None) -> str:
    """What happened, in the reader's language; steps taken at once are one sentence."""
    before, after = old or {}, new or {}
    told = [] if what == Change.CHANGED else [_whole(what, after or before)]
    if what != Change.DELETED:
        told += _switched(before, after)
    if "password" in after:
        told.append(str(PASSWORD))
    if old and new:
        told += _set_otherwise(before, after)
    return "; ".join(told) or str(Change(what).label)


def _whole(what: str, facts: Facts) -> str:
    """What happened to the account or the role as a whole."""
    if what in WHOLE:
        return WHOLE[Change(what)] % {"role": Role(facts["role"]).label}
    if what in DEPUTATION:
        acts = ", ".join(str(DeputyAct(act).label) for act in facts["acts"])
        days = f"{_value('starts_on', facts)}–{_value('ends_on', facts)}"
        return f"{Change(what).label}: {acts}, {days}"
    return str(Change(what).label)


def _switched(before: Facts, after: Facts) -> Iterator[str]:
    """What the account may do now and could not before, or the other way round.

    A new row counts as one that could do nothing yet, and was open.
    """
    for name, (on, off) in SWITCHES.items():
        usual = name in USUALLY_ON
        if before.get(name, usual) != after.get(name, usual):
            yield str(on if after.get(name, usual) else off)


def _set_otherwise(before: Facts, after: Facts) -> Iterator[str]:
    """Texts and days with their values, the rest by name."""
    for name, title in TITLES.items():
        if before.get(name) != after.get(name):
            yield f"{title}: {_value(name, before)} → {_value(name, after)}"
    for name, sentence in POINTERS.items():
        if before.get(name) != after.get(name):
            yield str(sentence)


def _value(name: str, facts: Facts) -> str:
    value = facts.get(name)
    if not value:
        return "–"
    if name == "role":
        return str(Role(value).label)
    if name in ("starts_on", "ends_on"):
        return f"{datetime.date.fromisoformat(value):%d/%m/%Y}"
    return str(value)
