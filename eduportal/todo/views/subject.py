"""What a task is to be made from, as the address says, and whom it can be asked of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduportal.core.params import code_of, text_of
from eduportal.todo.choices import OPEN, Asked
from eduportal.todo.models import Task
from eduportal.todo.numbers import NumberSource, source_of
from eduportal.todo.selectors import Office, offices_of, schools_asked
from eduportal.todo.services import Wanted
from schools.models import AdminUnit, School, Term
from schools.period import term_of

EACH_SCHOOL, EACH_COMMUNE = "each", "each-commune"
LONGEST_ADDRESS = Task._meta.get_field("address").max_length or 0


@dataclass(frozen=True)
class Subject:
    """A number (`code`) or a list (`address`) of one place: a school, else a commune, else the
    province; `left` is what is left at each school."""

    office: Office
    code: str
    address: str
    school: School | None
    unit: AdminUnit | None
    term: Term | None
    source: NumberSource | None
    left: Mapping[int, int]

    @property
    def name(self) -> str:
        """What is counted; empty for a list."""
        return self.source.name(self.code) if self.source else ""

    @property
    def place(self) -> str:
        if self.school:
            return self.school.name
        return self.unit.full_name if self.unit else ""

    @property
    def page(self) -> str:
        """Where the number or the list stands."""
        if self.source:
            return self.source.address(self.code, self.school, self.unit)
        return self.address

    @cached_property
    def schools(self) -> list[School]:
        """Those of the place that the office may ask; of a number, those with something left."""
        schools = schools_asked(self.office)
        if self.unit:
            schools = schools.filter(unit=self.unit)
        if self.source:
            schools = schools.filter(pk__in=self.left)
        return list(schools.order_by("search_key", "pk"))

    @cached_property
    def communes(self) -> dict[AdminUnit, int]:
        """The communes of these schools, each with what is left in it."""
        found: dict[AdminUnit, int] = {}
        for school in self.schools:
            if school.unit:
                found[school.unit] = found.get(school.unit, 0) + self.left.get(school.pk, 0)
        return found

    @property
    def value(self) -> int | None:
        """The number of the place; None for a list."""
        if self.source is None:
            return None
        if self.school:
            return self.left.get(self.school.pk, 0)
        return sum(self.left.get(pk, 0) for pk in self._there)

    @cached_property
    def _there(self) -> set[int]:
        schools = School.objects.filter(pk__in=self.left)
        return set(
            (schools.filter(unit=self.unit) if self.unit else schools).values_list("pk", flat=True)
        )

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Whom it can be asked of."""
        return list(self._of_school(self.school) if self.school else self._of_place())

    def _of_school(self, school: School) -> Iterator[tuple[str, str]]:
        if schools_asked(self.office).filter(pk=school.pk).exists():
            yield Asked.HEAD, _("Head of %(school)s") % {"school": school.name}
            yield Asked.CLERK, _("Clerk of %(school)s") % {"school": school.name}
        if self.office.is_department and school.unit:
            yield Asked.COMMUNE, _("Office of %(place)s") % {"place": school.unit.full_name}
        yield Asked.DEPARTMENT, _("Department")

    def _of_place(self) -> Iterator[tuple[str, str]]:
        if count := len(self.schools):
            one, many = (
                _("Head of the one school"),
                _("Heads of %(count)d schools, each for itself"),
            )
            yield EACH_SCHOOL, (one if count == 1 else many % {"count": count})
        if self.unit and self.office.is_department:
            yield Asked.COMMUNE, _("Office of %(place)s") % {"place": self.unit.full_name}
        if self.unit is None and (count := len(self.communes)):
            text = ngettext(
                "Office of %(count)d commune",
                "Offices of %(count)d communes, each for itself",
                count,
            )
            yield EACH_COMMUNE, text % {"count": count}
        yield Asked.DEPARTMENT, _("Department")

    def wanted(self, to: str) -> list[Wanted]:
        """The tasks that one of the choices means."""
        if to == EACH_SCHOOL:
            return [
                self._one(Asked.HEAD, school=each, about=each, value=self.left.get(each.pk, 0))
                for each in self.schools
            ]
        if to == EACH_COMMUNE:
            return [
                self._one(Asked.COMMUNE, unit=unit, value=value)
                for unit, value in self.communes.items()
            ]
        unit = self.school.unit if self.school else self.unit
        return [
            self._one(
                Asked(to), school=self.school, unit=unit, about=self.school, value=self.value or 0
            )
        ]

    def _one(
        self,
        asked: Asked,
        *,
        value: int,
        school: School | None = None,
        unit: AdminUnit | None = None,
        about: School | None = None,
    ) -> Wanted:
        is_number = self.source is not None
        return Wanted(
            asked=asked,
            school=school,
            unit=unit,
            about_school=about,
            about_unit=None if about else unit or self.unit,
            code=self.code,
            address=self.address,
            term=self.term if is_number else None,
            value=value if is_number else None,
        )

    @property
    def open_tasks(self) -> list[Task]:
        """What is asked about exactly this already."""
        if not self.code and not self.address:
            return []
        rows = Task.objects.filter(
            state__in=OPEN,
            code=self.code,
            address="" if self.code else self.address,
            about_school=self.school,
            about_unit=None if self.school else self.unit,
            term=self.term if self.source else None,
        )
        return list(rows.select_related("asked_school", "asked_unit")[:5])


def subject_of(request: HttpRequest) -> Subject:
    """What the address names. Raises Http404 for who gives no tasks and for a place or number that
    is not there; BadRequest for an address that is no page of the portal."""
    offices = offices_of(request.user)
    if not offices:
        raise Http404
    code = code_of(request.GET, "code")
    source = source_of(code) if code else None
    term = term_of(request)
    if code and (source is None or term is None):
        raise Http404
    return Subject(
        office=offices[0],
        code=code,
        address=_address(text_of(request.GET, "address", LONGEST_ADDRESS)),
        school=_school(request.GET.get("school", "")),
        unit=_unit(code_of(request.GET, "commune"), offices[0]),
        term=term,
        source=source,
        left=source.left(code, term) if source and term else {},
    )


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        resolve(text.partition("?")[0])
    except Resolver404:
        raise BadRequest(_("This is no page of the portal.")) from None
    return text


def _school(text: str) -> School | None:
    if not text:
        return None
    try:
        key = UUID(text)
    except ValueError:
        raise Http404 from None
    found = School.objects.filter(public_id=key, closed_on=None).select_related("unit").first()
    if found is None:
        raise Http404
    return found


def _unit(code: str, office: Office) -> AdminUnit | None:
    """The commune asked for; a commune's office has only its own, also where none is named."""
    units = AdminUnit.objects.communes().valid_on(timezone.localdate())
    if not office.is_department:
        units = AdminUnit.objects.filter(pk__in=[office.unit_id])
    elif not code:
        return None
    found = (units.filter(code=code) if code else units).first()
    if found is None:
        raise Http404
    return found
