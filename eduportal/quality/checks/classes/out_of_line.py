"""CL03: a class is less than half as large as the others of its grade."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import seats
from eduportal.quality.choices import About, Area, Effect, Kind

HALF = 2


@rule(
    "CL03",
    area=Area.CLASSES,
    kind=Kind.OUTLIER,
    about=About.CLASS,
    title=_("Class much smaller than its neighbours"),
    sentence=_(
        "Class %(class)s: students %(count)s; the other classes of the grade: %(usual)s each"
    ),
    why=_("Often a part of the list was not brought in."),
    mend=_("Compare with the list of the class. If it is so small, answer that it is right."),
    effect=Effect.LOOK,
    owner=Role.CLERK,
    days=10,
    page="grades:roster",
)
def out_of_line(checked: Checked) -> Iterator[Found]:
    groups: defaultdict[tuple[int, int], list[tuple[int, str, int]]] = defaultdict(list)
    counted = seats(checked).values_list(
        "school", "class_group__grade_level", "class_group", "class_group__name"
    )
    for school, grade, key, name, count in counted.annotate(count=Count("pk")).order_by():
        groups[school, grade].append((key, name, count))
    for (school, _grade), found in groups.items():
        total = sum(count for _key, _name, count in found)
        for key, name, count in found:
            usual = (total - count) // max(len(found) - 1, 1)
            if count * HALF < usual:
                yield Found(school, key, facts={"class": name, "count": count, "usual": usual})
