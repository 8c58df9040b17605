"""Rows the Department's administrator keeps by hand: units, schools, subjects, the programme.

A row is described by a form, checked as a whole and saved; every problem is named at once. The
history is written by triggers.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.revisions import revision_of
from eduportal.core.text import search_key, squash
from schools.choices import SchoolRelation
from schools.models import AdminUnit, CurriculumLine, School, SchoolSuccession, Site, Subject
from schools.selectors.hanging import what_hangs_on
from schools.services.errors import Problems, changed_since, refuse_if, still_used
from schools.services.sites import site_problems

Row = TypeVar("Row", bound=Model)
# Addresses, files and packages name a school by its code.
SCHOOL_CODE = re.compile(r"[A-Za-z0-9._-]+")
UNIT_CODE = re.compile(r"[0-9]+")


def save_row(row: Row, *, shown: str = "") -> Row:
    """Store a row as described: a new one, or one whose stored state is the one `shown`.

    Raises RegisterRefused with every problem by field.
    """
    with transaction.atomic():
        if row.pk is not None:
            locked(type(row), row.pk, shown)
        name_it(row)
        refuse_if(problems_of(row))
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            # Taken between the check and the write: the check says what.
            refuse_if(problems_of(row))
            raise
    return row


def name_it(row: Model) -> None:
    """The name as it is stored, and the key by which it is found."""
    if isinstance(row, AdminUnit | School | Site | Subject):
        row.name = squash(row.name)
    if isinstance(row, AdminUnit | School):
        row.search_key = search_key(row.name)


def remove_row(row: Model, *, shown: str) -> None:
    """Remove a row made by mistake, on which nothing hangs. Raises RegisterRefused."""
    with transaction.atomic():
        stored = locked(type(row), row.pk, shown)
        hanging = what_hangs_on(stored)
        if hanging:
            raise still_used(hanging)
        try:
            with transaction.atomic():
                stored.delete()
        except IntegrityError as problem:
            raise changed_since() from problem


def locked(model: type[Row], pk: int, shown: str, below: tuple[type[Model], ...] = ()) -> Row:
    """The row, locked until the transaction ends, if it and those below it are as shown.

    Raises RegisterRefused.
    """
    rows = model._base_manager.select_for_update(no_key=True)
    stored = rows.filter(pk=pk).first()
    if stored is None or revision_of(stored, below, lock=True) != shown:
        raise changed_since()
    return stored


def problems_of(row: Model) -> Problems:
    """Everything wrong with a described row, by field. A field may be missing: it is passed over.

    What the model itself says comes with it.
    """
    problems: Problems = {}
    try:
        row.full_clean()
    except ValidationError as refusal:
        problems = {name: list(texts) for name, texts in refusal.message_dict.items()}
    for name, texts in own_problems(row).items():
        problems.setdefault(name, []).extend(texts)
    return problems


def own_problems(row: Model) -> Problems:
    """What the register says against a described row beyond its model, by field."""
    rule = RULES.get(type(row))
    return rule(row) if rule else {}


def _stored(row: Row) -> Row | None:
    return type(row)._base_manager.filter(pk=row.pk).first() if row.pk else None


def _school_problems(school: School) -> Problems:
    problems: Problems = {}
    stored = _stored(school)
    if stored is None or stored.code != school.code:
        problems |= _code_problems(school, stored)
    if stored and set(stored.stages) - set(school.stages or stored.stages):
        gone = set(stored.stages) - set(school.stages)
        taught = school.classes.filter(grade_level__stage__in=gone)
        if taught.exists():
            text = _("The school has classes of a level that is not ticked any more: %(names)s.")
            names = ", ".join(taught.order_by("name").values_list("name", flat=True)[:5])
            problems["stages"] = [text % {"names": names}]
    if school.unit_id and (stored is None or stored.unit_id != school.unit_id):
        problems |= _place_problems(school.unit)
    return problems


def _code_problems(school: School, stored: School | None) -> Problems:
    if stored and what_hangs_on(stored):
        text = _("The code stays %(code)s: classes, accounts or records name the school by it.")
        return {"code": [text % {"code": stored.code}]}
    if school.code and not SCHOOL_CODE.fullmatch(school.code):
        return {"code": [_("A code is made of letters without accents, digits, “.”, “-” and “_”.")]}
    return {}


def _place_problems(unit: AdminUnit | None) -> Problems:
    if unit is None or unit.valid_to is None or unit.valid_to >= timezone.localdate():
        return {}
    text = _("%(unit)s ended on %(day)s. Choose the unit the place belongs to today.")
    return {"unit": [text % {"unit": unit.full_name, "day": f"{unit.valid_to:%d/%m/%Y}"}]}


def _unit_problems(unit: AdminUnit) -> Problems:
    if unit.code and not UNIT_CODE.fullmatch(unit.code):
        return {"code": [_("A code is made of digits.")]}
    if unit.parent_id is None or unit.parent is None:
        return {}
    if unit.pk is not None and unit.parent_id == unit.pk:
        return {"parent": [_("A unit cannot belong to itself.")]}
    if unit.valid_from and unit.parent.valid_from > unit.valid_from:
        text = _("%(unit)s is valid from %(day)s only.")
        day = f"{unit.parent.valid_from:%d/%m/%Y}"
        return {"valid_from": [text % {"unit": unit.parent.full_name, "day": day}]}
    return {}


def _subject_problems(subject: Subject) -> Problems:
    stored = _stored(subject)
    if stored and stored.code != subject.code:
        return {"code": [_("The code of a subject never changes.")]}
    same = Subject.objects.exclude(pk=subject.pk).filter(name=subject.name)
    return {"name": [_("There is a subject of this name already.")]} if same.exists() else {}


def _succession_problems(row: SchoolSuccession) -> Problems:
    problems: Problems = {}
    if row.grades and row.relation != SchoolRelation.PART:
        problems["grades"] = [_("Grades are said of a part alone.")]
    back = SchoolSuccession.objects.filter(
        old=row.new_id, new=row.old_id, relation=SchoolRelation.WHOLE
    )
    if row.relation == SchoolRelation.WHOLE and back.exists():
        problems["new"] = [_("The new school went into the old one.")]
    return problems


def _line_problems(line: CurriculumLine) -> Problems:
    problems: Problems = {}
    if line.annual_periods == 0:
        problems["annual_periods"] = [_("A subject has at least one period a year.")]
    stored = _stored(line)
    place = ("programme", "grade_level_id", "subject_id")
    if stored and any(getattr(stored, name) != getattr(line, name) for name in place):
        text = _("Programme, grade and subject of a line stay; add another line instead.")
        problems[NON_FIELD_ERRORS] = [text]
    return problems


RULES: Mapping[type[Model], Callable[..., Problems]] = {
    AdminUnit: _unit_problems,
    CurriculumLine: _line_problems,
    School: _school_problems,
    SchoolSuccession: _succession_problems,
    Site: site_problems,
    Subject: _subject_problems,
}
