"""Class groups: making them, and the lock under which their contents change."""

from collections.abc import Iterable, Mapping

from schools.models import ClassGroup, SchoolYear


def lock_classes(class_ids: Iterable[int]) -> None:
    """Lock the classes until the transaction ends, by their keys: no two callers wait in a circle.

    Who sits in a class, its lines and its seal change under this lock.
    """
    groups = ClassGroup.objects.filter(pk__in=class_ids).order_by("pk")
    list(groups.select_for_update(no_key=True).values_list("pk"))


def create_classes(
    *, school_id: int, school_year: SchoolYear, levels: Mapping[str, int]
) -> list[ClassGroup]:
    """New classes of one school and year; `levels` maps the name of each to its grade level."""
    return ClassGroup.objects.bulk_create(
        [
            ClassGroup(
                school_id=school_id, school_year=school_year, grade_level_id=level, name=name
            )
            for name, level in levels.items()
        ]
    )
