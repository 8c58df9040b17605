"""Which schools a province of n schools has: kind, place, name and size. No table is touched."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from schools.choices import ManagingBody, Ownership, Stage

WORDS_FOR_PRESCHOOLS = [
    "Hoa Sen", "Sao Mai", "Họa Mi", "Ánh Dương", "Tuổi Thơ", "Măng Non", "Sơn Ca", "Hướng Dương",
    "Vành Khuyên", "Bông Sen", "Rạng Đông", "Tuổi Ngọc", "Hoa Mai", "Bông Hồng", "Thỏ Ngọc",
]  # fmt: skip


@dataclass(frozen=True)
class Commune:
    """A commune of today, with the names of the communes it was made of."""

    unit_id: int
    name: str
    full_name: str
    former_province: str
    former_names: tuple[str, ...]
    latitude: float
    longitude: float


@dataclass(frozen=True)
class StageSize:
    """How big one level of education is in a school of this province.

    `classes` is the mean number of classes at one grade level, `spread` its deviation; `sizes` the
    students in a class at each grade level. Chosen so that 1,024 schools have the province's
    573,000 students in classes of about 27, 32, 40 and 40.
    """

    grade_levels: tuple[int, ...]
    sizes: tuple[int, ...]
    size_spread: int
    largest: int
    classes: float
    spread: float


SIZES = {
    Stage.PRESCHOOL: StageSize((103, 104, 105, 106), (22, 25, 28, 32), 2, 35, 2.85, 1.0),
    Stage.PRIMARY: StageSize((1, 2, 3, 4, 5), (32,) * 5, 3, 35, 3.75, 1.4),
    Stage.LOWER_SECONDARY: StageSize((6, 7, 8, 9), (40,) * 4, 3, 45, 4.6, 1.8),
    Stage.UPPER_SECONDARY: StageSize((10, 11, 12), (40,) * 3, 3, 45, 7.9, 2.2),
    Stage.CONTINUING: StageSize((10, 11, 12), (36,) * 3, 4, 45, 3.0, 1.0),
}


@dataclass(frozen=True)
class Kind:
    """One kind of school: how its name begins, what it teaches, how common it is per mille."""

    title: str
    stages: tuple[Stage, ...]
    per_mille: int
    managing_body: ManagingBody
    sessions_per_day: int = 1
    private_per_mille: int = 0


# In the order a very small province gets them. Share of 1,024 institutions: docs/demo-province.md.
COMMUNE, DEPARTMENT = ManagingBody.COMMUNE, ManagingBody.DEPARTMENT
KINDS = [
    Kind("Trường THCS", (Stage.LOWER_SECONDARY,), 220, COMMUNE),
    Kind("Trường Tiểu học", (Stage.PRIMARY,), 365, COMMUNE, 2, 10),
    Kind("Trường THPT", (Stage.UPPER_SECONDARY,), 68, DEPARTMENT, 1, 40),
    Kind("Trường Mầm non", (Stage.PRESCHOOL,), 322, COMMUNE, 2, 160),
    Kind(
        "Trường THCS và THPT",
        (Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY),
        11,
        DEPARTMENT,
        1,
        200,
    ),
    Kind("Trung tâm GDNN-GDTX", (Stage.CONTINUING,), 14, DEPARTMENT),
]


@dataclass(frozen=True, eq=False)
class SchoolPlan:
    """One school to invent. `classes` is the number of classes at each grade level of a stage."""

    number: int
    name: str
    kind: Kind
    commune: Commune
    ownership: Ownership
    classes: dict[Stage, int]
    latitude: float
    longitude: float

    @property
    def code(self) -> str:
        """An invented code, shorter than any official one."""
        return f"S{self.number:04d}"


def plan_schools(
    count: int, communes: Sequence[Commune], draw: random.Random, first: int = 1
) -> list[SchoolPlan]:
    """Invent `count` schools, numbered from `first`; every kind of school comes once before any
    comes twice."""
    used = communes[: min(len(communes), max(4, count // 3))]
    names = _Names(draw)
    plans: list[SchoolPlan] = []
    for kind_number, kind in enumerate(KINDS):
        for index in range(_kind_counts(count)[kind_number]):
            # Shifted by kind, so that a small demo does not put every first school in one commune.
            commune = used[(index + kind_number) % len(used)]
            # The first of each kind is public: a small demo has something to balance then.
            is_private = draw.randrange(1000) < kind.private_per_mille and index > 0
            plans.append(
                SchoolPlan(
                    number=first + len(plans),
                    name=names.name(kind, commune),
                    kind=kind,
                    commune=commune,
                    ownership=Ownership.PRIVATE if is_private else Ownership.PUBLIC,
                    classes={stage: _class_count(stage, draw) for stage in kind.stages},
                    latitude=round(commune.latitude + draw.uniform(-0.02, 0.02), 5),
                    longitude=round(commune.longitude + draw.uniform(-0.02, 0.02), 5),
                )
            )
    return plans


def _kind_counts(count: int) -> list[int]:
    """How many schools of each kind: one of each first, then the kind furthest below its share."""
    counts = [int(number < count) for number in range(len(KINDS))]
    total = sum(kind.per_mille for kind in KINDS)
    for _ in range(count - sum(counts)):
        behind = [
            kind.per_mille * count / total - have for kind, have in zip(KINDS, counts, strict=True)
        ]
        counts[behind.index(max(behind))] += 1
    return counts


def _class_count(stage: Stage, draw: random.Random) -> int:
    size = SIZES[stage]
    return max(1, round(draw.gauss(size.classes, size.spread)))


class _Names:
    """School names from names of places and generic words, none given twice."""

    def __init__(self, draw: random.Random) -> None:
        self._given: Counter[str] = Counter()
        self._words = cycle(draw.sample(WORDS_FOR_PRESCHOOLS, len(WORDS_FOR_PRESCHOOLS)))
        self._places: Counter[tuple[str, int]] = Counter()

    def name(self, kind: Kind, commune: Commune) -> str:
        if Stage.PRESCHOOL in kind.stages:
            name = f"{kind.title} {next(self._words)} {commune.name}"
        else:
            name = f"{kind.title} {self._place(kind, commune)}"
        self._given[name] += 1
        return name if self._given[name] == 1 else f"{name} {self._given[name]}"

    def _place(self, kind: Kind, commune: Commune) -> str:
        """Schools of one kind take the names of the former communes in turn."""
        # Former wards had numbers for names; "Trường THCS 4" is no name.
        places = [commune.name]
        places += [
            name for name in commune.former_names if name not in places and not name.isdigit()
        ]
        turn = self._places[kind.title, commune.unit_id]
        self._places[kind.title, commune.unit_id] += 1
        return places[turn % len(places)]
