"""The only writer of wishes and protections."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from schools.models import School
from schools.selectors import SchoolUnknown, school_named
from staffing.choices import ProtectionKind
from staffing.models import Protection, StaffMember, Wish
from staffing.selectors.wishes import wishes_of, wishes_shown
from staffing.services.errors import StaffRefused, changed_since, require_none
from staffing.services.holding import bad_days


def set_wishes(*, staff: StaffMember, shown: str, names: Sequence[str]) -> list[Wish]:
    """The schools the person asks for, by rank; they replace those on the page.

    Each is named by code or whole name, or by both as the page offers them; empty ones are left
    out. Rows that stay as they are keep their history. Raises StaffRefused with every line that
    cannot be read.
    """
    with transaction.atomic():
        held = StaffMember.objects.select_for_update(no_key=True, of=("self",)).get(pk=staff.pk)
        if wishes_shown(held) != shown:
            raise changed_since()
        schools, problems = _named(held, names)
        require_none(problems)
        stored = {(row.rank, row.to_school_id): row for row in Wish.objects.filter(staff=held)}
        wanted = {(rank, school.pk): school for rank, school in enumerate(schools, start=1)}
        gone = [row.pk for key, row in stored.items() if key not in wanted]
        Wish.objects.filter(pk__in=gone).delete()
        Wish.objects.bulk_create(
            Wish(
                staff=held,
                school_id=held.school_id,
                to_school=school,
                to_name=school.name,
                rank=rank,
            )
            for (rank, key), school in wanted.items()
            if (rank, key) not in stored
        )
        return wishes_of(held)


def _named(staff: StaffMember, names: Sequence[str]) -> tuple[list[School], list[str]]:
    schools: list[School] = []
    problems = []
    for rank, name in enumerate(names, start=1):
        if not name:
            continue
        try:
            school = school_named(name)
        except SchoolUnknown as problem:
            problems.append(f"{rank}. {problem}")
            continue
        if school.pk == staff.school_id:
            problems.append(f"{rank}. " + _("Choose another school than the person's own."))
        elif school in schools:
            problems.append(f"{rank}. " + _("The school stands there twice."))
        schools.append(school)
    return schools, problems


@dataclass(frozen=True)
class ProtectionFacts:
    """A ground on which a person stays, its paper and days."""

    kind: ProtectionKind
    decision: str
    starts_on: datetime.date
    ends_on: datetime.date | None = None


def add_protection(*, staff: StaffMember, facts: ProtectionFacts) -> Protection:
    """Record that a person is not moved. Raises StaffRefused."""
    require_none(bad_days(facts.starts_on, facts.ends_on))
    try:
        with transaction.atomic():
            return Protection.objects.create(staff=staff, school_id=staff.school_id, **vars(facts))
    except IntegrityError as problem:
        raise StaffRefused([_("The ground is recorded for these days.")]) from problem


def remove_protection(*, staff: StaffMember, key: int) -> None:
    """Take away what was recorded by mistake, or has ended. Raises StaffRefused."""
    gone, _by_model = Protection.objects.filter(staff=staff, pk=key).delete()
    if not gone:
        raise changed_since()
