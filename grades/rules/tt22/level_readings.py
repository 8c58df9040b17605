"""Settings of a student's results over all subjects (Điều 9 khoản 2, 3; Điều 12, 14, 15)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from grades.rules.levels import Level
from grades.rules.settings import Tag, gettext_noop, setting

_ = gettext_noop


class OneSubjectReading(StrEnum):
    """How "solely because of one subject" (Điều 9 khoản 3) is tested."""

    REMOVE = "remove"
    """Would the level be higher if the subject were not there?"""
    REPLACE = "replace"
    """Would the level be higher if the subject had met every bar?"""


@dataclass(frozen=True, slots=True)
class LevelBar:
    """What one level of learning asks for. Marks in tenths."""

    level: Level
    every: int
    """Least average of every scored subject."""
    enough: int
    """Least average of at least `Readings.level_count` scored subjects."""
    failed_commented: int
    """How many comment-only subjects may be Chưa đạt."""


@dataclass(frozen=True)
class LevelReadings:
    """How results of subjects become a level, a promotion and a title."""

    level_count: int = setting(
        6,
        "Đ9 k2",
        _("How many scored subjects must reach the higher bar of a level?"),
        Tag.READ,
        source="S6",
        between=(1, 20),
    )
    classifiable_count: int = setting(
        6,
        "Đ9 k2",
        _("From how many scored subjects on is a level of learning given?"),
        Tag.DERIVED,
        source="S6",
        between=(1, 20),
    )
    good_every: int = setting(
        65,
        "Đ9 k2",
        _("Tốt: the least average of every subject"),
        Tag.READ,
        source="S6",
        unit="tenths",
    )
    good_enough: int = setting(
        80,
        "Đ9 k2",
        _("Tốt: the average enough subjects must reach"),
        Tag.READ,
        source="S6",
        unit="tenths",
    )
    good_failed_commented: int = setting(
        0,
        "Đ9 k2",
        _("Tốt: how many comment-only subjects may be Chưa đạt"),
        Tag.READ,
        source="S6",
        between=(0, 6),
    )
    fair_every: int = setting(
        50,
        "Đ9 k2",
        _("Khá: the least average of every subject"),
        Tag.READ,
        source="S6",
        unit="tenths",
    )
    fair_enough: int = setting(
        65,
        "Đ9 k2",
        _("Khá: the average enough subjects must reach"),
        Tag.READ,
        source="S6",
        unit="tenths",
    )
    fair_failed_commented: int = setting(
        0,
        "Đ9 k2",
        _("Khá: how many comment-only subjects may be Chưa đạt"),
        Tag.READ,
        source="S6",
        between=(0, 6),
    )
    passed_every: int = setting(
        35,
        "Đ9 k2",
        _("Đạt: the least average of every subject"),
        Tag.READ,
        source="S6",
        unit="tenths",
    )
    passed_enough: int = setting(
        50,
        "Đ9 k2",
        _("Đạt: the average enough subjects must reach"),
        Tag.READ,
        source="S6",
        unit="tenths",
    )
    passed_failed_commented: int = setting(
        1,
        "Đ9 k2",
        _("Đạt: how many comment-only subjects may be Chưa đạt"),
        Tag.READ,
        source="S6",
        between=(0, 6),
    )
    one_subject_reading: OneSubjectReading = setting(
        OneSubjectReading.REMOVE,
        "Đ9 k3",
        _("How is “solely because of one subject” tested?"),
        Tag.UNCONFIRMED,
        source="S7, S28c",
        point="A1",
        words={
            "remove": _("the level without the subject"),
            "replace": _("the level if the subject met every bar"),
        },
    )
    one_subject_may_be_commented: bool = setting(
        True,
        "Đ9 k3",
        _("Can the one subject be a comment-only subject?"),
        Tag.UNCONFIRMED,
        source="S7, R8",
        point="A2",
    )
    optional_subjects_count: bool = setting(
        True,
        "Đ9 k2, Đ15",
        _("Do freely chosen subjects count among “all” and “at least six”, in titles as well?"),
        Tag.DERIVED,
        point="A10, A17",
    )
    level_needs_own_list: bool = setting(
        True,
        "Đ9 k2",
        _("Must every subject of the student's own list have its result before a level is given?"),
        Tag.UNCONFIRMED,
        point="A18",
    )
    max_absences: int = setting(
        45,
        "Đ12 k1 đc",
        _("How many sessions may a student miss in the year and still be promoted?"),
        Tag.READ,
        source="S10",
        unit="sessions",
        between=(0, 400),
    )
    max_absences_a_day: int | None = setting(
        1,
        "Đ12 k1 đc",
        _("How many missed sessions count on one day at most?"),
        Tag.UNCONFIRMED,
        source="S10",
        point="A8",
        unit="sessions",
        between=(1, 2),
        optional=True,
    )
    reassess_below: int = setting(
        50,
        "Đ14",
        _("Below which year average may a subject be assessed again?"),
        Tag.READ,
        source="S11",
        unit="tenths",
    )
    reassess_all: bool = setting(
        False,
        "Đ14",
        _("Must every subject that may be assessed again be sat?"),
        Tag.UNCONFIRMED,
        source="S12, S20b",
        point="A5",
    )
    reassessment_waits_for_training: bool = setting(
        False,
        "Đ12 k1, Đ14",
        _("Are subjects assessed again only after the summer's conduct result?"),
        Tag.UNCONFIRMED,
        source="S20a",
        point="A6",
    )
    adjust_after_reassessment: bool = setting(
        True,
        "Đ9 k3, Đ14",
        _("Is a level raised for one subject after re-assessment as well?"),
        Tag.UNCONFIRMED,
        point="A7",
    )
    lower_reassessment_replaces: bool = setting(
        True,
        "Đ14",
        _("Does a re-assessment replace the first result even if it is lower?"),
        Tag.UNCONFIRMED,
        point="A16",
    )
    award_mark: int = setting(
        90,
        "Đ15 k1",
        _("Which average must enough subjects reach for Học sinh Xuất sắc?"),
        Tag.READ,
        source="S7, S13",
        unit="tenths",
    )
    award_count: int = setting(
        6,
        "Đ15 k1",
        _("How many scored subjects must reach it for Học sinh Xuất sắc?"),
        Tag.READ,
        source="S7",
        between=(1, 20),
    )

    @cached_property
    def bars(self) -> tuple[LevelBar, ...]:
        """From the highest level down; a student who clears none is Chưa đạt."""
        return tuple(
            LevelBar(
                level,
                every=getattr(self, f"{name}_every"),
                enough=getattr(self, f"{name}_enough"),
                failed_commented=getattr(self, f"{name}_failed_commented"),
            )
            for level, name in _BAR_NAMES
        )


_BAR_NAMES = ((Level.GOOD, "good"), (Level.FAIR, "fair"), (Level.PASSED, "passed"))
