"""School years with their terms: opening the next one, correcting days."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal import registry
from schools.models import SchoolYear, Term
from schools.selectors.keeping import hanging_on
from schools.services.errors import Problems, refuse_if, still_used
from schools.services.upkeep import locked

CODE = re.compile(r"([0-9]{4})-([0-9]{4})")
TERM_FIELDS = ("starts_on", "ends_on", "entry_opens_on", "entry_closes_on")
Day = datetime.date | None
# Field, the field that must not lie before it, and what is said at that field.
_ORDER: list[tuple[str, str, Promise]] = [
    ("starts_on", "ends_on", gettext_lazy("The year begins on %(day)s.")),
    ("starts_on", "term1_starts_on", gettext_lazy("The year begins on %(day)s.")),
    *((f"term{n}_starts_on", f"term{n}_ends_on", gettext_lazy("The term begins on %(day)s."))
      for n in (1, 2)),
    *((f"term{n}_starts_on", f"term{n}_entry_opens_on", gettext_lazy("The term begins on %(day)s."))
      for n in (1, 2)),
    *((f"term{n}_entry_opens_on", f"term{n}_entry_closes_on",
       gettext_lazy("Mark entry opens on %(day)s.")) for n in (1, 2)),
]  # fmt: skip


@dataclass(frozen=True)
class YearPlan:
    """A school year and its two terms as a form describes them; a day it could not read is None.

    `days` holds every day by the form's own name: `starts_on` and `ends_on` of the year, and those
    of TERM_FIELDS with the term before them, "term1_starts_on".
    """

    code: str
    days: Mapping[str, Day]

    def of_term(self, number: int, name: str) -> Day:
        return self.days.get(f"term{number}_{name}")


def open_year(plan: YearPlan) -> SchoolYear:
    """Store a school year with its terms. Raises RegisterRefused with every problem by field."""
    with transaction.atomic():
        refuse_if(plan_problems(plan))
        year = SchoolYear(code=plan.code)
        try:
            with transaction.atomic():
                _write(year, plan)
        except IntegrityError:
            # Opened by another person between the check and the write.
            refuse_if(plan_problems(plan))
            raise
        return year


def correct_year(*, year: SchoolYear, shown: str, plan: YearPlan) -> SchoolYear:
    """Store other days. Raises RegisterRefused: no row of the year may lie outside them then."""
    with transaction.atomic():
        year = locked(SchoolYear, year.pk, shown, below=(Term,))
        refuse_if(plan_problems(plan, year))
        _write(year, plan)
        return year


def _write(year: SchoolYear, plan: YearPlan) -> None:
    year.code = plan.code
    for name in ("starts_on", "ends_on"):
        setattr(year, name, plan.days[name])
    year.save()
    for number in (1, 2):
        term = Term.objects.filter(school_year=year, number=number).first()
        term = term or Term(school_year=year, number=number)
        for name in TERM_FIELDS:
            setattr(term, name, plan.of_term(number, name))
        term.save()


def plan_problems(plan: YearPlan, year: SchoolYear | None = None) -> Problems:
    """Everything wrong with a described year, by field; `year` is the one it corrects."""
    problems: Problems = {}
    for found in (
        _code_problems(plan, year),
        _order_problems(plan),
        _neighbour_problems(plan, year),
        _cut_problems(plan, year) if year else {},
    ):
        for name, texts in found.items():
            problems.setdefault(name, []).extend(texts)
    return problems


def _others(year: SchoolYear | None) -> QuerySet[SchoolYear]:
    return SchoolYear.objects.exclude(pk=year.pk) if year else SchoolYear.objects.all()


def _code_problems(plan: YearPlan, year: SchoolYear | None) -> Problems:
    if not plan.code:
        return {}
    if year and year.code != plan.code:
        return {"code": [_("The code of a year stays: packages and addresses name it.")]}
    found = CODE.fullmatch(plan.code)
    if not found or int(found[2]) != int(found[1]) + 1:
        return {"code": [_("Two years in a row, for example 2026-2027.")]}
    if _others(year).filter(code=plan.code).exists():
        return {"code": [_("There is a school year of this code already.")]}
    begins = plan.days.get("starts_on")
    if begins and begins.year != int(found[1]):
        text = _("The year %(code)s begins in %(year)s.")
        return {"starts_on": [text % {"code": plan.code, "year": found[1]}]}
    return {}


def _order_problems(plan: YearPlan) -> Problems:
    """Days in the wrong order: pairs of fields, the later named, with the sentence."""
    problems: Problems = {}
    for earlier, later, sentence in _ORDER:
        first, last = plan.days.get(earlier), plan.days.get(later)
        if first and last and last < first:
            problems.setdefault(later, []).append(str(sentence) % {"day": f"{first:%d/%m/%Y}"})
    first, second = plan.of_term(1, "ends_on"), plan.of_term(2, "starts_on")
    if first and second and second <= first:
        text = _("Term II begins after Term I has ended, on %(day)s.")
        problems.setdefault("term2_starts_on", []).append(text % {"day": f"{first:%d/%m/%Y}"})
    ends, last = plan.days.get("ends_on"), plan.of_term(2, "ends_on")
    if ends and last and last > ends:
        text = _("The year ends on %(day)s.") % {"day": f"{ends:%d/%m/%Y}"}
        problems.setdefault("term2_ends_on", []).append(text)
    return problems


def _neighbour_problems(plan: YearPlan, year: SchoolYear | None) -> Problems:
    begins, ends = plan.days.get("starts_on"), plan.days.get("ends_on")
    if not begins or not ends:
        return {}
    other = _others(year).filter(starts_on__lte=ends, ends_on__gte=begins).first()
    if other is None:
        return {}
    text = _(
        "The school year %(year)s has some of these days: it lasts from %(first)s to %(last)s."
    )
    days = {"first": f"{other.starts_on:%d/%m/%Y}", "last": f"{other.ends_on:%d/%m/%Y}"}
    return {"starts_on": [text % {"year": other, **days}]}


def _cut_problems(plan: YearPlan, year: SchoolYear) -> Problems:
    """What the domains keep in this year that the new days would cut off, or must not move."""
    texts = [
        sentence
        for check in registry.ON_YEAR_DAYS
        for sentence in import_string(check)(year, dict(plan.days))
    ]
    return {NON_FIELD_ERRORS: texts} if texts else {}


def remove_year(*, year: SchoolYear, shown: str) -> None:
    """Remove a year opened by mistake, with its terms. Raises RegisterRefused with what hangs."""
    with transaction.atomic():
        year = locked(SchoolYear, year.pk, shown, below=(Term,))
        if hanging := hanging_on(year):
            raise still_used(hanging)
        Term.objects.filter(school_year=year).delete()
        year.delete()
