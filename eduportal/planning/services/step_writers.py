"""Steps of a scenario as changes of the register, through the register's services.

A step is written once the scenario takes effect and its school year has begun. One that the
register refuses, because students still sit in a school that closes, waits and says for what; the
next night tries again.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eduportal.core.revisions import revision_of
from eduportal.planning.choices import OperationKind
from eduportal.planning.models import NetworkOperation
from eduportal.planning.rules.network import grades_of
from schools.choices import LocatedBy, ManagingBody, Ownership, SchoolRelation, Stage
from schools.models import School, SchoolSuccession, Site
from schools.services import RegisterRefused, close_school, save_row

ONE_DAY = datetime.timedelta(days=1)
MAIN_SITE = "Điểm chính"


@dataclass(frozen=True)
class Act:
    """Under which decision a step is written, and from which day on it counts."""

    decision: str
    day: datetime.date


def _source(step: NetworkOperation) -> School:
    assert step.from_school_id is not None
    return School.objects.get(pk=step.from_school_id)


def _target(step: NetworkOperation) -> School | None:
    """The school it goes to, of today or made by a step before; refused while that one waits."""
    if step.to_new_id is not None:
        made = NetworkOperation.objects.get(pk=step.to_new_id).makes
        if made is None:
            raise waiting(_("the new school is not in the register yet"))
        return made
    return School.objects.get(pk=step.to_school_id) if step.to_school_id else None


def waiting(text: str) -> RegisterRefused:
    """Why a step is not written yet."""
    return RegisterRefused({"__all__": [text]})


def _required_target(step: NetworkOperation) -> School:
    target = _target(step)
    if target is None:
        raise waiting(_("the step names no school it goes to"))
    return target


def _succeed(
    act: Act,
    old: School,
    new: School,
    relation: SchoolRelation,
    grades: list[int] | None = None,
) -> None:
    save_row(
        SchoolSuccession(
            old=old,
            new=new,
            relation=relation,
            grades=grades or [],
            legal_doc=act.decision,
            on=act.day,
        )
    )


def _make(step: NetworkOperation, act: Act, like: School | None = None) -> School:
    """The new school with its first site."""
    stages = like.stages if like else step.stages
    upper = {Stage.UPPER_SECONDARY, Stage.CONTINUING} & set(stages)
    school = save_row(
        School(
            code=step.code,
            name=step.name,
            stages=stages,
            ownership=like.ownership if like else Ownership.PUBLIC,
            managing_body=ManagingBody.DEPARTMENT if upper else ManagingBody.COMMUNE,
            unit_id=like.unit_id if like else step.unit_id,
            zone=like.zone if like else step.zone,
            sessions_per_day=like.sessions_per_day if like else step.sessions,
        )
    )
    _first_site(school, step, act, is_main=True)
    step.makes = school
    return school


def _first_site(school: School, step: NetworkOperation, act: Act, *, is_main: bool) -> None:
    has_point = step.latitude is not None
    save_row(
        Site(
            school=school,
            name=MAIN_SITE,
            is_main=is_main,
            solid=step.rooms,
            counted_on=None if step.rooms is None else act.day,
            latitude=step.latitude,
            longitude=step.longitude,
            located_by=LocatedBy.SURVEY if has_point else "",
        )
    )


def _split(step: NetworkOperation, act: Act) -> None:
    source = _source(step)
    new = _make(step, act, source)
    if step.latitude is None and step.rooms:
        _change_rooms(_main(source), -step.rooms, act)
    _succeed(act, source, new, SchoolRelation.PART)


def _close(step: NetworkOperation, act: Act) -> None:
    source, target = _source(step), _target(step)
    close_school(school=source, shown=revision_of(source), on=act.day - ONE_DAY)
    # The main one last: another may not be open without it.
    for site in _open_sites(source).order_by("is_main", "pk"):
        _close_one(site, act)
    if target is not None:
        _succeed(act, source, target, SchoolRelation.WHOLE)


def _merge_admin(step: NetworkOperation, act: Act) -> None:
    source, target = _source(step), _required_target(step)
    _teach_both(source, target)
    close_school(school=source, shown=revision_of(source), on=act.day - ONE_DAY)
    for site in _open_sites(source):
        shown = revision_of(site)
        has_main = _open_sites(target).filter(is_main=True).exists()
        site.school, site.is_main = target, site.is_main and not has_main
        site.name = f"{site.name} ({source.name})"[:100]
        save_row(site, shown=shown)
    _succeed(act, source, target, SchoolRelation.WHOLE)


def _merge_sites(step: NetworkOperation, act: Act) -> None:
    _teach_both(_source(step), _required_target(step))
    _close(step, act)


def _teach_both(source: School, target: School) -> None:
    """The target teaches the levels of education of both from then on."""
    stages = sorted({*source.stages, *target.stages})
    if stages != sorted(target.stages):
        _change_school(target, stages=stages)


def _open_sites(school: School) -> QuerySet[Site]:
    return Site.objects.filter(school=school, closed_on=None)


def _close_one(site: Site, act: Act) -> None:
    shown = revision_of(site)
    site.closed_on = act.day - ONE_DAY
    save_row(site, shown=shown)


def _close_site(step: NetworkOperation, act: Act) -> None:
    _close_one(_named(step), act)


def _named(step: NetworkOperation) -> Site:
    """The site the step names, or the main one of its school."""
    if step.site_id is not None:
        return Site.objects.get(pk=step.site_id)
    return _main(_source(step))


def _main(school: School) -> Site:
    site = _open_sites(school).order_by("-is_main", "pk").first()
    if site is None:
        raise waiting(_("the school has no site in the register"))
    return site


def _change_rooms(site: Site, rooms: int, act: Act) -> None:
    """Permanent classrooms are built or given up."""
    shown = revision_of(site)
    left = (site.solid or 0) + rooms
    if left < 0:
        raise waiting(_("the site has fewer permanent classrooms than are given up"))
    site.solid, site.counted_on = left, act.day
    save_row(site, shown=shown)


def _extend(step: NetworkOperation, act: Act) -> None:
    school = _source(step)
    if step.site_id or _open_sites(school).exists():
        _change_rooms(_named(step), step.rooms or 0, act)
    else:
        _first_site(school, step, act, is_main=True)


def _move(step: NetworkOperation, act: Act) -> None:
    site = _named(step)
    shown = revision_of(site)
    site.latitude, site.longitude = step.latitude, step.longitude
    site.located_by = LocatedBy.SURVEY
    if step.rooms is not None:
        site.solid, site.counted_on = step.rooms, act.day
    save_row(site, shown=shown)


def _shift(step: NetworkOperation, act: Act) -> None:
    """The register keeps no catchments: nothing is written."""


def _change_school(school: School, **values: object) -> None:
    shown = revision_of(school)
    for name, value in values.items():
        setattr(school, name, value)
    save_row(school, shown=shown)


def _sessions(step: NetworkOperation, act: Act) -> None:
    _change_school(_source(step), sessions_per_day=step.sessions)


def _move_grades(step: NetworkOperation, act: Act) -> None:
    source, target = _source(step), _required_target(step)
    _succeed(act, source, target, SchoolRelation.PART, list(step.grades))


def _hand_over(step: NetworkOperation, act: Act) -> None:
    source, target = _source(step), _required_target(step)
    _change_school(source, stages=[each for each in source.stages if each != step.stage])
    if step.stage not in target.stages:
        _change_school(target, stages=sorted([*target.stages, step.stage]))
    _succeed(act, source, target, SchoolRelation.PART, grades_of([step.stage]))


WRITERS: Mapping[OperationKind, Callable[[NetworkOperation, Act], object]] = {
    OperationKind.OPEN: _make,
    OperationKind.CLOSE: _close,
    OperationKind.CLOSE_SITE: _close_site,
    OperationKind.EXTEND: _extend,
    OperationKind.MERGE_SITES: _merge_sites,
    OperationKind.MERGE_ADMIN: _merge_admin,
    OperationKind.SPLIT: _split,
    OperationKind.MOVE: _move,
    OperationKind.SHIFT: _shift,
    OperationKind.SESSIONS: _sessions,
    OperationKind.MOVE_GRADES: _move_grades,
    OperationKind.HAND_OVER: _hand_over,
}
