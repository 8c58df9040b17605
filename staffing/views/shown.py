"""Assignments and loads in the words and measures of a page."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from eduportal.core.numbers import short_text
from eduportal.core.text import search_key
from schools.models import Subject
from staffing.models import StaffMember
from staffing.rules.load import HOMEROOM as HOMEROOM_PERIODS
from staffing.rules.short_names import short_names
from staffing.rules.specialities import fitting
from staffing.selectors.cells import HOMEROOM
from staffing.selectors.loads import StaffLoad
from staffing.selectors.matrix import Cell, Column

# The bar is as wide as the norm and two thirds of it.
BAR_AT_NORM = Decimal(60)
FULL = Decimal(100)


@dataclass(frozen=True)
class BarPart:
    """One piece of a bar, in hundredths of its width."""

    css: str
    x: str
    width: str


@dataclass(frozen=True)
class LoadShown:
    """One person's load as the page draws it."""

    staff: StaffMember
    total: str
    norm: str
    difference: str
    css: str
    detail: str
    warning: str
    bar: list[BarPart]


def load_shown(load: StaffLoad) -> LoadShown:
    """Periods, norm and difference in words and as a bar."""
    figures = load.load
    difference = figures.difference
    sign = "" if not difference else "+" if difference > 0 else "−"
    warning = ""
    if load.has_too_many_duties:
        warning = _("more than two duties (Circular 05/2025)")
    elif figures.state == "cap":
        warning = _("more than half above the norm")
    return LoadShown(
        staff=load.staff,
        total=short_text(figures.total),
        norm="" if figures.norm is None else short_text(figures.norm),
        difference=f"{sign}{short_text(abs(difference))}" if difference else "",
        css=f"is-{figures.state}" if figures.state else "",
        detail=_detail(load),
        warning=warning,
        bar=_bar(figures.taught, figures.total, figures.norm, figures.state),
    )


def _detail(load: StaffLoad) -> str:
    """Lessons by subject, homerooms and duties: Toán 16, HĐTN-HN 3 · homeroom of 6A3 (4)."""
    parts = [", ".join(f"{name} {short_text(each)}" for name, each in load.lessons.items())]
    if load.stand_in:
        parts.append(
            _("of it %(periods)s as a substitute") % {"periods": short_text(load.stand_in)}
        )
    for name in load.homerooms:
        words = {"class": name, "periods": short_text(HOMEROOM_PERIODS)}
        parts.append(_("homeroom of %(class)s (%(periods)s)") % words)
    parts += [
        f"{duty.get_kind_display()} ({short_text(duty.weekly_periods)})" for duty in load.duties
    ]
    return " · ".join(filter(None, parts))


def _bar(taught: Decimal, total: Decimal, norm: Decimal | None, state: str) -> list[BarPart]:
    if norm is None or not norm:
        return []
    scale = BAR_AT_NORM / norm
    ends = [min(each, norm) * scale for each in (taught, total)]
    over = min(total * scale, FULL)
    parts = [("bar", Decimal(0), ends[0]), ("duty", ends[0], ends[1] - ends[0])]
    if total > norm:
        parts.append(("cap" if state == "cap" else "over", BAR_AT_NORM, over - BAR_AT_NORM))
    parts.append(("norm", BAR_AT_NORM, Decimal("0.7")))
    return [BarPart(css, f"{x:.2f}", f"{width:.2f}") for css, x, width in parts if width > 0]


@dataclass(frozen=True)
class CellShown:
    """One cell as the table draws it; `label` is its accessible name.

    `periods` is what a teacher of it has more a week.
    """

    class_id: str
    subject: str
    text: str
    label: str
    value: str
    periods: str
    css: str
    url: str

    @property
    def as_json(self) -> dict[str, str]:
        names = {"class": self.class_id, "subject": self.subject, "css": self.css}
        return names | {"text": self.text, "label": self.label, "value": self.value}


def cell_shown(cell: Cell, names: Mapping[int, str], day: datetime.date) -> CellShown:
    """A cell with the short names of its teachers; `day` is the one the page is about."""
    group, content = cell.class_group, cell.content
    title = cell.plan.subject.name if cell.plan else _("Homeroom")
    people = [_person(each.staff, each.periods) for each in content.given]
    notes = [
        _("%(name)s stands in until %(day)s")
        % {"name": each.staff.full_name, "day": f"{each.ends_on:%d/%m/%Y}" if each.ends_on else "–"}
        for each in content.stand_ins
    ]
    css = ["is-homeroom"] * (cell.plan is None) + ["is-empty"] * cell.is_empty
    css += ["is-short"] * bool(cell.left and content.given)
    css += ["is-substituted"] * bool(content.stand_ins)
    address = reverse("staffing:class-assignments", args=[group.public_id])
    return CellShown(
        class_id=str(group.public_id),
        subject=cell.subject_code,
        text=" · ".join(names[each.staff.pk] for each in content.given),
        label=f"{title} {group.name}: " + ("; ".join([*people, *notes]) or _("nobody")),
        value=content.value,
        periods=str(cell.plan.periods if cell.plan else HOMEROOM_PERIODS),
        css=" ".join(css),
        url=f"{address}?on={day:%Y-%m-%d}#{cell.subject_code}",
    )


def _person(staff: StaffMember, periods: Decimal | None) -> str:
    if periods is None:
        return staff.full_name
    words = {"name": staff.full_name, "periods": short_text(periods)}
    return _("%(name)s, %(periods)s periods") % words


def names_of(staff: Iterable[StaffMember]) -> dict[int, str]:
    """Short names that tell the people apart."""
    return short_names({each.pk: each.full_name for each in staff})


@dataclass(frozen=True)
class ColumnShown:
    """The head of one column."""

    subject: Subject
    periods: str


def column_shown(column: Column) -> ColumnShown:
    """A subject with its periods a week: "4" or "1–1,49"."""
    ends = [short_text(column.fewest), short_text(column.most)]
    return ColumnShown(column.subject, "–".join(dict.fromkeys(ends)))


def choices_for_script(
    loads: Iterable[StaffLoad], names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The people the list of a cell offers, with what it shows beside each."""
    return [
        {
            "id": str(each.staff.public_id),
            "name": each.staff.full_name,
            "short": names[each.staff.pk],
            "key": search_key(each.staff.full_name),
            "born": f"{each.staff.birth_date:%Y}" if each.staff.birth_date else "",
            "subject": each.staff.main_subject.code if each.staff.main_subject else "",
            "speciality": each.staff.main_subject.name if each.staff.main_subject else "",
            "total": str(each.load.total),
            "norm": "" if each.load.norm is None else str(each.load.norm),
        }
        for each in loads
        if each.gives_lessons
    ]


def columns_for_script(columns: Iterable[Column]) -> dict[str, Any]:
    """What a script knows of each column: name and whose subject it is."""
    found = {
        column.subject.code: {
            "name": column.subject.name,
            "fits": sorted(fitting(column.subject.code)),
        }
        for column in columns
    }
    return found | {HOMEROOM: {"name": _("Homeroom"), "fits": []}}
