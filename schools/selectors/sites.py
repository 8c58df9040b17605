"""The rooms of schools, added up over their open sites."""

from collections.abc import Collection
from dataclasses import dataclass, field

from schools.models import School, Site
from schools.models.site import CLASSROOMS


@dataclass
class Rooms:
    """Of one school: sites, classrooms by how they are built (None: nobody has entered any),
    subject rooms, boarding rooms, and the fewest seats of a classroom that anybody has stated."""

    sites: int = 0
    classrooms: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(CLASSROOMS))
    subject_rooms: int | None = None
    boarding_rooms: int | None = None
    seats: int | None = None

    @property
    def all(self) -> int | None:
        """Every classroom; None where nobody has entered any."""
        known = [each for each in self.classrooms.values() if each is not None]
        return sum(known) if known else None

    @property
    def permanent_share(self) -> int | None:
        """Permanent classrooms in percent of all."""
        return round(100 * (self.classrooms["solid"] or 0) / self.all) if self.all else None

    def add(self, site: Site) -> None:
        self.sites += 1
        for name, number in site.classrooms.items():
            self.classrooms[name] = _plus(self.classrooms[name], number)
        self.subject_rooms = _plus(self.subject_rooms, site.subject_rooms)
        self.boarding_rooms = _plus(self.boarding_rooms, site.boarding_rooms)
        if site.seats is not None:
            self.seats = min(self.seats or site.seats, site.seats)


def _plus(first: int | None, second: int | None) -> int | None:
    return second if first is None else first + (second or 0)


def rooms_of(schools: Collection[School]) -> dict[int, Rooms]:
    """By the id of each of these schools: one query."""
    found = {school.pk: Rooms() for school in schools}
    for site in Site.objects.filter(school__in=found, closed_on=None):
        found[site.school_id].add(site)
    return found
