"""Steps of a scenario at one school: its sites, its rooms, its sessions a day."""

from dataclasses import replace

from eduportal.planning.rules.distance import straight_km
from eduportal.planning.rules.need import apportion
from eduportal.planning.rules.network import Moved, Network, Site
from eduportal.planning.rules.operations import Cannot, Operation, Refused, school_of


def close_site(network: Network, operation: Operation) -> Network:
    """Its rooms are given up; the students of the school stay at its other sites."""
    source = school_of(network, operation.school)
    for at, place in enumerate(source.places):
        site = next((each for each in place.sites if each.key == operation.site), None)
        if site is None:
            continue
        left = tuple(each for each in place.sites if each is not site)
        if not left:
            raise Refused(Cannot.LAST_SITE)
        if site.is_main:
            left = (replace(left[0], is_main=True), *left[1:])
        after = replace(place, sites=left)
        way = straight_km(site.point, after.point) if site.point and after.point else None
        # Nobody counts students by site: they are shared by rooms.
        weights = [each.rooms or 0 for each in place.sites]
        there = apportion(place.total, weights)[place.sites.index(site)]
        moved = Moved(source.key, source.key, there, way, is_estimate=True)
        return network.having(source.with_place(at, after)).and_moved(moved)
    raise Refused(Cannot.NO_SITE)


def extend(network: Network, operation: Operation) -> Network:
    """Rooms more, or fewer, at the site named or else the main one.

    Rooms that nobody has entered stay unknown: what is built is not all there is.
    """
    school = school_of(network, operation.school)
    if not operation.rooms:
        raise Refused(Cannot.NO_ROOMS)
    for at, place in enumerate(school.places):
        for number, site in enumerate(place.sites):
            if site.key == operation.site or (not operation.site and site.is_main):
                rooms = None if site.rooms is None else max(0, site.rooms + operation.rooms)
                sites = [*place.sites]
                sites[number] = replace(site, rooms=rooms)
                return network.having(school.with_place(at, replace(place, sites=tuple(sites))))
    if operation.site:
        raise Refused(Cannot.NO_SITE)
    # A school whose sites nobody has entered.
    place = school.places[0]
    site = Site(f"{school.key}+", None, place.point, is_main=True)
    return network.having(school.with_place(0, replace(place, sites=(*place.sites, site))))


def move(network: Network, operation: Operation) -> Network:
    """The site named, or the main one, with its rooms, stands elsewhere."""
    school = school_of(network, operation.school)
    if operation.point is None:
        raise Refused(Cannot.NO_PLACE)
    for at, place in enumerate(school.places):
        for number, site in enumerate(place.sites):
            if site.key == operation.site or (not operation.site and site.is_main):
                rooms = site.rooms if operation.rooms is None else operation.rooms
                sites = [*place.sites]
                sites[number] = replace(site, point=operation.point, rooms=rooms)
                way = straight_km(site.point, operation.point) if site.point else None
                weights = [each.rooms or 0 for each in place.sites]
                there = apportion(place.total, weights)[number] if len(sites) > 1 else place.total
                moved = Moved(school.key, school.key, there, way, is_estimate=len(sites) > 1)
                after = school.with_place(at, replace(place, sites=tuple(sites)))
                return network.having(after).and_moved(moved)
    raise Refused(Cannot.NO_SITE)


def sessions(network: Network, operation: Operation) -> Network:
    school = school_of(network, operation.school)
    if operation.sessions not in (1, 2):
        raise Refused(Cannot.NO_SESSIONS)
    return network.having(replace(school, sessions=operation.sessions))
