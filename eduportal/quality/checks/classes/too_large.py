"""CL02: a class has more students than a class may have."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.planning.selectors.sizes import sizes_on
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.checks.seats import seats
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.choices import Stage

LIMITED = (Stage.PRIMARY, Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)


@rule(
    "CL02",
    area=Area.CLASSES,
    kind=Kind.IMPLAUSIBLE,
    about=About.CLASS,
    title=_("Class with too many students"),
    sentence=_("Class %(class)s: students %(count)s; a class has %(most)s at most"),
    why=_("Either two classes were brought in as one, or the class is really too large."),
    mend=_("Look at its list. If it is so large, answer that it is right: places are missing."),
    effect=Effect.LOOK,
    owner=Role.HEAD,
    days=20,
    page="grades:roster",
)
def too_large(checked: Checked) -> Iterator[Found]:
    sizes = sizes_on(checked.day)
    rows = seats(checked).filter(class_group__grade_level__stage__in=LIMITED)
    counted = rows.values_list(
        "school", "class_group", "class_group__name", "class_group__grade_level__stage"
    ).annotate(count=Count("pk"))
    for school, key, name, stage, count in counted.order_by():
        most = sizes.most_students(stage)
        if count > most:
            yield Found(school, key, facts={"class": name, "count": count, "most": most})
