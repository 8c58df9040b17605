"""Forms of the register of schemes as an older page holds them, for tests/test_older_pages.py.

Each is (persona, address, form, what happens meanwhile, what must not have changed).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.urls import reverse

from eduportal.reform.models import Indicator, Measure, Objective, ReportedValue, Review, Scheme
from tests import factories, routes_reform
from tests.world import World

FACTS = {
    "kind": "plan",
    "number": "9/KH",
    "title": "Tên khác",
    "issuer": "Sở",
    "issued_on": "2026-01-01",
    "starts_on": "2026-01-01",
    "ends_on": "2027-01-01",
    "owner": "Văn phòng",
    "due_on": "2027-01-01",
    "better": "higher",
    "unit": "phần trăm",
    "day": "2026-11-01",
    "value": "5",
    "source": "Báo cáo",
    "text": "lý do",
}


def page(name: str, kwargs: Callable[[World], dict[str, Any]]) -> Callable[[World], str]:
    return lambda world: reverse(f"reform:{name}", kwargs=kwargs(world))


def shown(world: World) -> dict[str, Any]:
    return FACTS | {"shown": routes_reform.any_scheme(world).revision}


def doing(step: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: shown(world) | {"do": step}


def merging(world: World) -> dict[str, Any]:
    into = factories.SchemeFactory()
    seen = {"into": str(into.public_id), "into_shown": into.revision}
    return shown(world) | seen


def review_shown(world: World) -> dict[str, Any]:
    words = {"reached": "a", "causes": "b", "ahead": "c", "do": "hand_in"}
    return words | {"shown": routes_reform.any_review(world).revision}


def changed(world: World) -> None:
    Scheme.objects.update(revision=F("revision") + 1)


def review_changed(world: World) -> None:
    Review.objects.update(revision=F("revision") + 1)


def stored(world: World) -> Any:
    rows = [Scheme.objects.values_list("title", "state")]
    rows += [model.objects.values_list("title") for model in (Objective, Indicator, Measure)]
    return [list(each) for each in rows], ReportedValue.objects.count(), reviews(world)


def reviews(world: World) -> Any:
    return list(Review.objects.values_list("causes", "state"))


OF_REFORM = {
    f"reform:{name}": ("department_admin", page(name, kwargs), form, changed, stored)
    for name, kwargs, form in (
        ("scheme-edit", routes_reform.scheme, shown),
        ("scheme-act", routes_reform.scheme, doing("end")),
        ("scheme-merge", routes_reform.scheme, merging),
        ("objective-new", routes_reform.scheme, shown),
        ("objective", routes_reform.objective, shown),
        ("indicator-new", routes_reform.below, shown),
        ("indicator", routes_reform.indicator, shown),
        ("measure-new", routes_reform.below, shown),
        ("measure-edit", routes_reform.measure_of, shown),
        ("report", routes_reform.reported, shown),
        ("remove", routes_reform.removed, shown),
        ("measure-act", routes_reform.measure, doing("claim")),
    )
} | {
    f"reform:{name}": (
        "department_admin",
        page(name, routes_reform.review),
        review_shown,
        review_changed,
        reviews,
    )
    for name in ("review", "review-act")
}
