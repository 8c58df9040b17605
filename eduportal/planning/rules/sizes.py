"""How large a school may be: classes, students a class, sites, as dated facts with their sources.

TT 15/2026/TT-BGDĐT replaced the charters; nobody has checked its own limits, and the lines below
say so. A line that the Department has entered takes the place of one of these from its day on.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eduportal.planning.rules.network import PRESCHOOL

# A school of several levels of education is measured as a whole.
SEVERAL = "multi"
KINDS = ("01", "02", "03", "04", SEVERAL)
USUAL, DIFFICULT = "usual", "difficult"
# Zone 1 of TT 20/2023 Điều 2: the hard places.
DIFFICULT_ZONE = 1
SIZES = "số lớp: TT 13/2020 (VBHN 14), chưa kiểm tra"
OLD_CHARTER = "sĩ số: 35/45 (điều lệ cũ: TT 28/2020 Điều 16, TT 32/2020 Điều 16), chưa kiểm tra"
BOTH = f"{SIZES}; {OLD_CHARTER}"


@dataclass(frozen=True, slots=True)
class Size:
    """Limits of one kind of school in one kind of area; None where nothing is said."""

    kind: str
    area: str
    least: int
    most: int
    students: int | None = None
    sites: int | None = None
    source: str = BOTH


DEFAULTS = (
    Size(PRESCHOOL, USUAL, 9, 20, sites=5, source=SIZES),
    Size(PRESCHOOL, DIFFICULT, 5, 20, sites=5, source=SIZES),
    Size("02", USUAL, 10, 30, 35),
    Size("02", DIFFICULT, 5, 30, 35),
    Size("03", USUAL, 8, 45, 45),
    Size("03", DIFFICULT, 3, 45, 45),
    Size("04", USUAL, 15, 45, 45),
    Size(SEVERAL, USUAL, 9, 45, source=SIZES),
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The lines in force on a day."""

    lines: Mapping[tuple[str, str], Size]

    def of(self, kind: str, area: str = USUAL) -> Size | None:
        """The line of the area; the usual one where the area has none of its own."""
        return self.lines.get((kind, area)) or self.lines.get((kind, USUAL))

    def for_school(self, stages: Collection[str], zone: int | None) -> Size | None:
        """What measures a school of these levels of education; None for centres."""
        known = sorted(set(stages) & set(KINDS))
        if not known:
            return None
        area = DIFFICULT if zone == DIFFICULT_ZONE else USUAL
        return self.of(known[0] if len(known) == 1 else SEVERAL, area)

    def most_students(self, stage: str) -> int:
        """Students a class at most, of a level of education."""
        line = self.of(stage)
        found = line.students if line else None
        return found or next(each.students or 0 for each in DEFAULTS if each.kind == stage)


def in_force(entered: Iterable[Size]) -> Sizes:
    """The portal's own lines, and in their place those entered."""
    lines = {(each.kind, each.area): each for each in DEFAULTS}
    return Sizes(lines | {(each.kind, each.area): each for each in entered})


def as_rows(sizes: Sizes) -> list[list[object]]:
    """As a forecast keeps them."""
    return [
        [each.kind, each.area, each.least, each.most, each.students, each.sites, each.source]
        for _key, each in sorted(sizes.lines.items())
    ]


def from_rows(rows: Sequence[Sequence[object]]) -> Sizes:
    found = [Size(*row) for row in rows]  # type: ignore[arg-type]
    return Sizes({(each.kind, each.area): each for each in found})
