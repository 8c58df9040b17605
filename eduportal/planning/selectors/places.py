"""Hamlets and schools of communes with their places."""

from collections.abc import Collection
from dataclasses import dataclass

from eduportal.planning.models import Hamlet, RoadDistance
from schools.models import AdminUnit, School, Site


def hamlets_of(units: Collection[AdminUnit]) -> list[Hamlet]:
    """By commune and name: one query."""
    found = Hamlet.objects.filter(unit__in=[unit.pk for unit in units])
    return list(found.select_related("unit").order_by("unit__search_key", "unit", "name"))


def roads_of(hamlets: Collection[Hamlet]) -> dict[tuple[int, int], int]:
    """Metres by hamlet and school, where somebody measured: one query."""
    rows = RoadDistance.objects.filter(hamlet__in=[each.pk for each in hamlets])
    return {(row.hamlet_id, row.school_id): row.metres for row in rows}


@dataclass(frozen=True)
class Located:
    """Where a school teaches: its site, or the school itself where no site is entered; `place` is
    latitude and longitude."""

    school: School
    site: Site | None
    place: tuple[float, float]

    @property
    def key(self) -> str:
        return f"s{self.site.pk}" if self.site else f"k{self.school.pk}"

    @property
    def is_main(self) -> bool:
        return self.site is None or self.site.is_main

    @property
    def name(self) -> str:
        if self.site is None or self.site.is_main:
            return self.school.name
        return f"{self.school.name}, {self.site.name}"


def located_of(units: Collection[AdminUnit], stage: str = "") -> list[Located]:
    """Open sites of open schools of a level with a known place, by name: two queries."""
    schools = School.objects.filter(unit__in=[unit.pk for unit in units], closed_on=None)
    known = {
        school.pk: school
        for school in schools.order_by("search_key", "pk")
        if not stage or stage in school.stages
    }
    found = []
    sites = Site.objects.filter(school__in=known, closed_on=None).order_by("-is_main", "pk")
    with_site = set()
    for site in sites:
        with_site.add(site.school_id)
        if place := _place(site) or (_place(known[site.school_id]) if site.is_main else None):
            found.append(Located(known[site.school_id], site, place))
    for school in known.values():
        if school.pk not in with_site and (place := _place(school)):
            found.append(Located(school, None, place))
    return sorted(found, key=lambda each: (each.school.search_key, each.name))


def _place(at: School | Site) -> tuple[float, float] | None:
    if at.latitude is None or at.longitude is None:
        return None
    return float(at.latitude), float(at.longitude)
