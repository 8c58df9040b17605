"""A proposed plan of places as a draft of a scenario, which people complete and decide."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.planning.models import NetworkScenario, SolvePart
from eduportal.planning.rules.operations import Kind, Operation
from eduportal.planning.services.errors import refuse_if
from eduportal.planning.services.scenarios import draft_scenario
from schools.models import AdminUnit, School, Site

YEARS_A_PERIOD = 2
PRIMARY = "02"
Figures = Mapping[str, Any]


def draft_proposal(*, part: SolvePart, number: int, user: User) -> NetworkScenario:
    """The proposed plan (0), or the alternative of this number from 1 on, as a draft.

    Raises PlanningRefused where the plan changes nothing, or names a school that is gone.
    """
    run, figures = part.run, part.figures
    sites = figures["sites"] if number == 0 else figures["others"][number - 1]["sites"]
    steps = list(_Steps(part, sites))
    refuse_if([] if steps else [_("The plan changes nothing: there is nothing to draft.")])
    where = part.unit.full_name if part.unit else _("the whole province")
    name = _("Proposal by computer") if not number else _("Alternative %(number)s") % {
        "number": number
    }  # fmt: skip
    reason = _(
        "From proposal %(key)s, costs and limits stated by: %(source)s. The places to which "
        "students go are the nearest; complete the shares of catchments."
    ) % {"key": run.pk, "source": run.source}
    return draft_scenario(
        title=f"{name}, {where}"[:150],
        unit=part.unit,
        user=user,
        reason=reason[:500],
        operations=steps,
    )


class _Steps:
    """What the plan does, in its order: first what is built, then what is closed."""

    def __init__(self, part: SolvePart, sites: Sequence[Figures]) -> None:
        self.part, self.sites = part, sites
        self.names = part.run.told["names"]
        self.first = part.run.told["origin"] + 1
        found = Site.objects.in_bulk(self._ids("s"))
        self.registered = {f"s{pk}": site for pk, site in found.items()}
        schools = School.objects.filter(public_id__in=self._public_ids()).values_list(
            "public_id", "pk"
        )
        self.schools = {str(public_id): pk for public_id, pk in schools}

    def __iter__(self) -> Iterator[Operation]:
        for site in self.sites:
            if site["now"] is None:
                yield self._opened(site)
            elif site["classes"][-1] > site["now"] and site["open"][-1]:
                yield self._extended(site)
        for site in self.sites:
            if site["now"] is not None and not site["open"][-1]:
                yield self._closed(site)

    def _ids(self, letter: str) -> list[int]:
        return [int(s["key"][1:]) for s in self.sites if s["key"][0] == letter]

    def _public_ids(self) -> list[str]:
        return [self.names[site["key"]][3] for site in self.sites if self.names[site["key"]][3]]

    def _opened(self, site: Figures) -> Operation:
        name, latitude, longitude = self.names[site["key"]][:3]
        title = _("New school, %(place)s") % {"place": name}
        return Operation(
            Kind.OPEN, key=site["key"], name=title, commune=f"c{self._unit(site).pk}",
            stages=(self.part.run.stage,), rooms=self._rooms(site["classes"][-1]),
            year=self._year(site["open"].index(True)), point=(latitude, longitude),
        )  # fmt: skip

    def _unit(self, site: Figures) -> AdminUnit:
        """Upper secondary schools stand at the middle of the commune that the key names."""
        return self.part.unit or AdminUnit.objects.get(pk=int(site["key"][1:]))

    def _extended(self, site: Figures) -> Operation:
        more = site["classes"][-1] - site["now"]
        year = next(at for at, classes in enumerate(site["classes"]) if classes > site["now"])
        return Operation(
            Kind.EXTEND, school=self._school(site), site=self._site(site),
            rooms=self._rooms(more), year=self._year(year),
        )  # fmt: skip

    def _closed(self, site: Figures) -> Operation:
        """The other sites of a school take its students; those of a whole school go to the
        nearest that stays."""
        year = self._year(site["open"].index(False))
        school = self._school(site)
        stays = [each for each in self.sites if each["now"] is not None and each["open"][-1]]
        if any(self._school(each) == school for each in stays):
            return Operation(Kind.CLOSE_SITE, school=school, site=self._site(site), year=year)
        near = min(stays, key=lambda each: self._way(site, each))
        return Operation(Kind.CLOSE, school=school, target=self._school(near), year=year)

    def _way(self, one: Figures, other: Figures) -> float:
        return math.dist(self.names[one["key"]][1:3], self.names[other["key"]][1:3])

    def _school(self, site: Figures) -> str:
        pk = self.schools.get(self.names[site["key"]][3])
        refuse_if([] if pk else [_("A school of the plan is not in the register any more.")])
        return f"s{pk}"

    def _site(self, site: Figures) -> str:
        found = self.registered.get(site["key"])
        return f"p{found.pk}" if found else ""

    def _rooms(self, classes: int) -> int:
        """Two sessions a day in primary schools, one above: two classes share a room."""
        return classes if self.part.run.stage == PRIMARY else -(-classes // 2)

    def _year(self, period: int) -> int:
        return int(self.first + period * YEARS_A_PERIOD)
