"""Rows of the addresses of the register of schemes."""

from typing import Any

from eduportal.reform.models import Indicator, Measure, Objective, Review, Scheme
from tests import factories
from tests.route import SEES_EVERY_SCHOOL, Route, nothing, only
from tests.world import World

READERS = SEES_EVERY_SCHOOL
KEEPERS = ("department_officer", "department_admin")


def any_scheme(world: World) -> Scheme:
    return Scheme.objects.first() or factories.SchemeFactory()


def any_objective(world: World) -> Objective:
    return Objective.objects.first() or factories.ObjectiveFactory(scheme=any_scheme(world))


def any_indicator(world: World) -> Indicator:
    found = Indicator.objects.first()
    return found or factories.IndicatorFactory(objective=any_objective(world))


def any_measure(world: World) -> Measure:
    return Measure.objects.first() or factories.MeasureFactory(objective=any_objective(world))


def any_review(world: World) -> Review:
    found = Review.objects.first()
    maker = world.users["department_officer"]
    return found or factories.ReviewFactory(scheme=any_scheme(world), made_by=maker)


def scheme(world: World) -> dict[str, Any]:
    return {"public_id": any_scheme(world).public_id}


def objective(world: World) -> dict[str, Any]:
    return scheme(world) | {"pk": any_objective(world).pk}


def below(world: World) -> dict[str, Any]:
    return scheme(world) | {"objective": any_objective(world).pk}


def indicator(world: World) -> dict[str, Any]:
    return below(world) | {"pk": any_indicator(world).pk}


def measure_of(world: World) -> dict[str, Any]:
    return below(world) | {"pk": any_measure(world).pk}


def reported(world: World) -> dict[str, Any]:
    return scheme(world) | {"pk": any_indicator(world).pk}


def removed(world: World) -> dict[str, Any]:
    return reported(world) | {"kind": "indicator"}


def measure(world: World) -> dict[str, Any]:
    return {"public_id": any_measure(world).public_id}


def review(world: World) -> dict[str, Any]:
    return {"public_id": any_review(world).public_id}


def paper(world: World) -> dict[str, Any]:
    return review(world) | {"kind": "docx"}


def ended(world: World) -> dict[str, Any]:
    return {"do": "end", "shown": 0}


def claimed(world: World) -> dict[str, Any]:
    return {"do": "claim", "shown": 0}


def handed_in(world: World) -> dict[str, Any]:
    return {"do": "hand_in", "shown": 0}


def kind(world: World) -> dict[str, Any]:
    return {"kind": "final"}


REFORM = [
    Route("reform:register", only(200, READERS)),
    Route(
        "reform:register",
        only(200, "department_officer", "department_admin", "ministry_officer") | {"auditor": 403},
        query="export=xlsx",
    ),
    Route("reform:scheme", only(200, READERS), kwargs=scheme),
    Route("reform:measure", only(200, READERS), kwargs=measure),
    Route("reform:review", only(200, READERS), kwargs=review),
    Route("reform:review", only(200, KEEPERS), "POST", review, form=nothing),
    Route("reform:review-file", only(200, READERS) | {"auditor": 403}, kwargs=paper),
    Route("reform:scheme-new", only(200, KEEPERS)),
    Route("reform:scheme-new", only(200, KEEPERS), "POST", form=nothing),
    *(
        Route(f"reform:{name}", only(200, KEEPERS), verb, kwargs, form=form)
        for name, kwargs in (
            ("scheme-edit", scheme),
            ("scheme-merge", scheme),
            ("objective-new", scheme),
            ("objective", objective),
            ("indicator-new", below),
            ("indicator", indicator),
            ("measure-new", below),
            ("measure-edit", measure_of),
            ("report", reported),
        )
        for verb, form in (("GET", None), ("POST", nothing))
    ),
    Route("reform:scheme-act", only(302, KEEPERS), "POST", scheme, form=ended),
    Route("reform:remove", only(302, KEEPERS), "POST", removed, form=nothing),
    Route("reform:review-new", only(302, KEEPERS), "POST", scheme, form=kind),
    Route("reform:measure-act", only(302, KEEPERS), "POST", measure, form=claimed),
    Route("reform:review-act", only(302, KEEPERS), "POST", review, form=handed_in),
]
