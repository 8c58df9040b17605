"""Why posts stay open under a plan, in words, added up over its parts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from schools.choices import Stage
from staffing.models import ScenarioPart
from staffing.rebalance.obstacles import Obstacle
from staffing.rebalance.options import FULL_LOAD
from staffing.views.plan_words import posts

# Levels and subjects named with a reason, those with most posts.
NAMED = 4
# The reason, and what would help.
WORDS: dict[Obstacle, tuple[Any, Any]] = {
    Obstacle.NOBODY: (
        _("No school has a teacher of the subject to spare"),
        _("these posts are to be recruited"),
    ),
    Obstacle.FAR: (
        _("Who is to spare works too far away"),
        _("longer ways, or recruitment"),
    ),
    Obstacle.CLOSED: (
        _("Nobody goes between the two schools"),
        _("the way was closed by the settings or at a line"),
    ),
    Obstacle.PROTECTED: (
        _("Who is to spare and near may not be asked"),
        _("protected, on contract or not full-time; the grounds are settings of the plan"),
    ),
    Obstacle.UNASKED: (
        _("Who is to spare and near has not asked to go"),
        _("the plan sends or shares nobody who could be: allow it, or ask for wishes"),
    ),
    Obstacle.SMALL: (
        _("What is to spare nearby is a small part of a load"),
        _("less than the fewest periods given at a second school"),
    ),
    Obstacle.LIMITS: (
        _("The plan's other limits leave it"),
        _("people who may leave a school or be shared, what a move is worth, no school worse off"),
    ),
}


@dataclass(frozen=True)
class ObstacleShown:
    """One reason: the posts open for it, and the levels and subjects with most of them."""

    title: Any
    advice: Any
    posts: str
    where: str


def obstacle_rows(parts: Iterable[ScenarioPart], names: Mapping[str, str]) -> list[ObstacleShown]:
    """The reasons with most posts first; together what the plan leaves open."""
    found: dict[Obstacle, Counter[tuple[str, str]]] = {}
    for part in parts:
        for subject, code, units in part.obstacles:
            amount = Fraction(units, FULL_LOAD[part.stage])
            sums = found.setdefault(Obstacle(code), Counter())
            sums[part.stage, subject] += amount  # type: ignore[assignment]
    rows = sorted(found.items(), key=lambda row: (-sum(row[1].values()), row[0]))
    return [
        ObstacleShown(*WORDS[code], posts(sum(sums.values())), _where(sums, names))
        for code, sums in rows
    ]


def _where(sums: Mapping[tuple[str, str], Any], names: Mapping[str, str]) -> str:
    most = sorted(sums.items(), key=lambda each: (-each[1], each[0]))
    return "; ".join(
        f"{names.get(subject, subject)}, {Stage(stage).label} {posts(amount)}"
        for (stage, subject), amount in most[:NAMED]
    ) + ("; …" if len(most) > NAMED else "")
