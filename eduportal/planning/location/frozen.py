"""A question as bytes that a row keeps, and back: the same question, the same bytes."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any

from eduportal.planning.location.answers import CatchmentsJob, PlacesJob
from eduportal.planning.location.catchments import Hamlet, Limits, School
from eduportal.planning.location.facts import Case, Costs, Point, Site, Standards

Job = PlacesJob | CatchmentsJob


def frozen(job: Job) -> bytes:
    text = json.dumps(asdict(job), sort_keys=True, separators=(",", ":"))
    return zlib.compress(text.encode())


def thawed(content: bytes) -> Job:
    plain = json.loads(zlib.decompress(content))
    return _places(plain) if "cases" in plain else _catchments(plain)


def _places(plain: dict[str, Any]) -> PlacesJob:
    return PlacesJob(**{**plain, "cases": tuple(map(_case, plain["cases"]))})


def _case(plain: dict[str, Any]) -> Case:
    points = [{**each, "pupils": tuple(each["pupils"])} for each in plain["points"]]
    return Case(
        **{
            **plain,
            "points": tuple(Point(**_placed(each)) for each in points),
            "sites": tuple(Site(**_placed(each)) for each in plain["sites"]),
            "standards": Standards(**plain["standards"]),
            "costs": Costs(**plain["costs"]),
            "roads": _roads(plain["roads"]),
        }
    )


def _catchments(plain: dict[str, Any]) -> CatchmentsJob:
    limits = {**plain["limits"], "roads": _roads(plain["limits"]["roads"])}
    return CatchmentsJob(
        tuple(Hamlet(**_placed(each)) for each in plain["hamlets"]),
        tuple(School(**_placed(each)) for each in plain["schools"]),
        Limits(**limits),
        plain["with_border"],
    )


def _placed(plain: dict[str, Any]) -> dict[str, Any]:
    return {**plain, "place": tuple(plain["place"])}


def _roads(rows: list[Any]) -> tuple[tuple[str, str, int], ...]:
    return tuple((row[0], row[1], row[2]) for row in rows)
