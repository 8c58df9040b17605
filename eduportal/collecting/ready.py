"""Statistical returns as ready-made forms: figures of the portal that a school checks and hands in.

Circular 25/2024/TT-BGDĐT (in force 09/02/2025) has two periods, the start and the end of the year;
the middle is the Department's own review of the first term, under no circular. What its forms ask
line by line is not known here: the questions below are figures of the register, and the Department
adds what its form has besides. Codes of indicators are those of Circular 03/2024/TT-BGDĐT, of
primary schools, whose titles are known.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eduportal.collecting.choices import Statistics
from eduportal.collecting.rules import form as forms
from eduportal.collecting.rules.form import Check, Field, Form, with_field
from eduportal.collecting.selectors.known import known
from schools.choices import Stage

GRADES = {
    Stage.PRIMARY: range(1, 6),
    Stage.LOWER_SECONDARY: range(6, 10),
    Stage.UPPER_SECONDARY: range(10, 13),
}
# Forms of the start of the year, Circular 25/2024/TT-BGDĐT.
FORM_CODES = {
    Stage.PRIMARY: "02.ĐN-TH",
    Stage.LOWER_SECONDARY: "03.ĐN-THCS",
    Stage.UPPER_SECONDARY: "04.ĐN-THPT",
}
# Indicators of primary schools, Circular 03/2024/TT-BGDĐT.
INDICATORS = {"TK-C02": "2102", "TK-04": "2103", "TK-06": "2104", "TK-D02": "2105"}
# Figures of the school as a whole.
OF_SCHOOL = ("TK-04", "TK-05", "TK-06", "TK-07", "TK-08", "TK-09")
CIRCULAR = "Thông tư 25/2024/TT-BGDĐT"


@dataclass(frozen=True)
class Ready:
    """A return to begin a collection with; `due_on` is None where no source gives the day."""

    title: str
    purpose: str
    as_of: datetime.date
    due_on: datetime.date | None
    form: Form


def ready_made(period: Statistics, stage: Stage, year: int) -> Ready:
    """The return of a level of education in the school year that begins in `year`."""
    name = f"{year}–{year + 1}"
    label = str(Statistics(period).label)
    if period == Statistics.START:
        title = f"{FORM_CODES[stage]}: {label}, {name}"
        # Figures of 30/9, to be reported by 31/10: Circular 25/2024.
        days = datetime.date(year, 9, 30), datetime.date(year, 10, 31)
        return Ready(title, CIRCULAR, *days, _form(stage))
    title = f"{label}, {Stage(stage).label}, {name}"
    if period == Statistics.END:
        # Figures of 31/5; until when the circular of 2024 wants them is not confirmed.
        return Ready(title, CIRCULAR, datetime.date(year + 1, 5, 31), None, _form(stage))
    purpose = _("Review of the first term by the Department; no circular asks for it.")
    return Ready(title, purpose, datetime.date(year + 1, 1, 15), None, _form(stage))


def _form(stage: Stage) -> Form:
    classes, students, girls = f"TK-C{stage}", f"TK-D{stage}", f"TK-G{stage}"
    classes_by_grade = [f"TK-L{grade:02}" for grade in GRADES[stage]]
    students_by_grade = [f"TK-H{grade:02}" for grade in GRADES[stage]]
    codes = [classes, *classes_by_grade, students, girls, *students_by_grade, *OF_SCHOOL]
    form, keys = _filled(codes, stage)
    form = with_field(form, _confirmed())
    form = with_field(form, Field("", forms.TEXT, _("Remarks"), is_required=False))
    checks = (
        Check(forms.MOST, keys[students], (keys[girls],)),
        Check(forms.SUM, keys[classes], tuple(keys[code] for code in classes_by_grade)),
        Check(forms.SUM, keys[students], tuple(keys[code] for code in students_by_grade)),
    )
    return Form(form.fields, checks, form.last)


def _filled(codes: Iterable[str], stage: Stage) -> tuple[Form, dict[str, str]]:
    """A form with these figures, and the key of each."""
    table, form = known(), Form()
    keys: dict[str, str] = {}
    for code in codes:
        each = table[code]
        indicator = INDICATORS.get(code) if stage == Stage.PRIMARY else None
        asked = Field(
            "",
            forms.FIGURE,
            f"{each.name} ({indicator})" if indicator else str(each.name),
            help=str(each.meaning),
            figure=code,
            counts_persons=each.counts_persons,
        )
        form = with_field(form, asked)
        keys[code] = f"f{form.last}"
    return form, keys


def _confirmed() -> Field:
    return Field(
        "",
        forms.CHOICE,
        _("The school has checked these figures"),
        help=_("What is wrong is mended in the register first; the figures here follow."),
        choices=(_("Checked, they are right"),),
    )
