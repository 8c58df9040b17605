"""The level of a term or year alone, as many cases of the circulars ask for it."""

from grades.rules.levels import Level
from grades.rules.tt22.learning import Averages, Results, learning_outcome
from grades.rules.tt22.level_readings import LevelReadings


def learning_level(scored: Averages, commented: Results, readings: LevelReadings) -> Level | None:
    """Adjustment included; None if not classifiable yet."""
    outcome = learning_outcome(scored, commented, readings)
    return None if outcome is None else outcome.final
