"""The plan of training by year, level, place and money: proposed, looked at, and written down."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.downloads import download
from eduportal.core.hints import offer
from eduportal.core.looking import Kind, looked
from eduportal.core.numbers import grouped_text
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from schools.choices import Stage
from schools.models import School
from staffing.forms.training import MILLION, TermsForm
from staffing.models import StaffMember
from staffing.rules.training_plan import Place, Why
from staffing.selectors.qualification import Placed
from staffing.selectors.training_plan import training_plan as planned
from staffing.services import Planned, StaffRefused, plan_trainings
from staffing.views.access import may_check
from staffing.views.asked import Asked, asked_for, frame_of
from staffing.views.balance_shown import number

_RECOUNTED = gettext_lazy("The shares are being counted again; look again in a minute.")
CLASS_TEACHERS = {
    Stage.PRESCHOOL.value: gettext_lazy("preschool teacher"),
    Stage.PRIMARY.value: gettext_lazy("class teacher"),
}
# People on the page; a file has all.
MOST_SHOWN = 200


@dataclass(frozen=True)
class PlanRow:
    """One person of the plan: the year, the money, and why it is so in a sentence."""

    staff: StaffMember
    school: School
    teaches: str
    stage: str
    year: int | None
    cost: str
    why: str
    key: str
    place: Place


@require_http_methods(["GET", "POST"])
def training_plan(request: HttpRequest) -> HttpResponse:
    """Propose who studies in which year by the terms of the form; write down those who are chosen.

    What is written is what was shown: where the facts have changed since, nothing is.
    """
    asked = asked_for(request, ["xlsx"], Action.CHECK_STAFF)
    said = request.POST if request.method == "POST" else request.GET
    begins = timezone.localdate().year + 1
    form = TermsForm(said if "place" in said else None, begins=begins)
    is_made = form.is_bound and form.is_valid()
    rows = _rows(request, asked, form) if is_made else []
    problems: list[str] = []
    if request.method == "POST" and is_made:
        try:
            count = _write(request, form, rows)
        except StaffRefused as refusal:
            problems = refusal.problems
        else:
            text = ngettext("%d training is planned.", "%d trainings are planned.", count)
            messages.success(request, f"{text % count} {_RECOUNTED}")
            offer("staffing.count_balances")
            return redirect("staffing:qualification-totals")
    elif request.method == "POST":
        problems = [_("The terms of the plan do not say whom it is about.")]
    shown = rows if asked.export else rows[:MOST_SHOWN]
    _look(request, shown)
    if asked.export:
        return _file(rows, asked)
    return _page(request, asked, form, rows, problems)


def _page(
    request: HttpRequest, asked: Asked, form: TermsForm, rows: Sequence[PlanRow], problems: Any
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows[:MOST_SHOWN],
        "count": len(rows),
        "is_made": form.is_bound and form.is_valid(),
        "years": _years(rows),
        "left_out": sum(row.year is None for row in rows),
        "problems": problems,
        "terms": [(name, form.data.get(name, "")) for name in form.fields],
        **frame_of(request, asked),
    }
    return render(request, "staffing/training_plan.html", context)


def _rows(request: HttpRequest, asked: Asked, form: TermsForm) -> list[PlanRow]:
    """The plan by year, of the schools the user's body decides for; who goes in none comes last."""
    counts = [each for each in asked.counts.rows if may_check(request, each.school)]
    today = timezone.localdate()
    plan = planned(counts, asked.year, today, form.terms)
    people = StaffMember.objects.select_related("main_subject").in_bulk([p.key for p, _ in plan])
    schools = {each.school.pk: each.school for each in counts}
    rows = [_row(people[who.key], schools[who.school_id], who, place) for who, place in plan]
    rows.sort(key=lambda row: (row.year is None, row.year or 0))
    return rows


def _row(staff: StaffMember, school: School, who: Placed, place: Place) -> PlanRow:
    return PlanRow(
        staff=staff,
        school=school,
        teaches=_teaches(staff, who.person.stage),
        stage=str(Stage(who.person.stage).label) if who.person.stage else "–",
        year=place.year,
        cost=grouped_text(place.money // MILLION, 0),
        why=_why(place),
        key=f"{staff.public_id} {place.year}",
        place=place,
    )


def _why(place: Place) -> str:
    sentences = {
        Why.SPARE: _("%(left)s posts stay for the %(needed)s that the subject needs"),
        Why.OVERTIME: _("%(left)s posts stay for %(needed)s needed: overtime covers the rest"),
        Why.NO_COVER: _("only %(left)s posts would stay for %(needed)s needed: a substitute first"),
        Why.NO_MONEY: _("the money of every year is spent on those who come before"),
        Why.NOT_CHECKED: _("the school's balance has no line of the subject: cover is not checked"),
        Why.RETIRES: _("would retire before the training is over"),
    }
    if place.there < place.needed:
        # The school is short before anybody leaves: that has to be seen beside what the plan does.
        sentences |= {
            Why.OVERTIME: _(
                "%(there)s posts for %(needed)s needed already today; %(left)s would stay, and "
                "overtime covers what is missing"
            ),
            Why.NO_COVER: _(
                "%(there)s posts for %(needed)s needed already today; only %(left)s would stay: a "
                "substitute first"
            ),
        }
    numbers = {
        "left": number(place.left, 2),
        "needed": number(place.needed, 2),
        "there": number(place.there, 2),
    }
    return sentences[place.why] % numbers


def _teaches(staff: StaffMember, stage: str) -> str:
    """The subject; class teachers and preschool teachers have none."""
    if staff.main_subject:
        return str(staff.main_subject.name)
    return str(CLASS_TEACHERS.get(stage, "–"))


def _years(rows: Sequence[PlanRow]) -> list[dict[str, Any]]:
    """Each year with its people by level, and the money."""
    found: defaultdict[int, list[PlanRow]] = defaultdict(list)
    for row in rows:
        if row.year is not None:
            found[row.year].append(row)
    return [
        {
            "year": year,
            "people": len(going),
            "levels": _by_level(going),
            "money": grouped_text(sum(each.place.money for each in going) // MILLION, 0),
        }
        for year, going in sorted(found.items())
    ]


def _by_level(rows: Sequence[PlanRow]) -> str:
    counts: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.stage] += 1
    return ", ".join(f"{stage}: {count}" for stage, count in sorted(counts.items()))


def _write(request: HttpRequest, form: TermsForm, rows: Sequence[PlanRow]) -> int:
    """Plan the training of those chosen on the page. Raises StaffRefused."""
    chosen = set(request.POST.getlist("person"))
    if not chosen:
        raise StaffRefused([_("Choose those whose training is to be planned.")])
    going = [row for row in rows if row.key in chosen and row.year is not None]
    if len(going) != len(chosen):
        raise StaffRefused(
            [_("The training plan has changed since this page was opened. Nothing was done.")]
        )
    begins: Mapping[int, int] = {row.staff.pk: row.year or 0 for row in going}
    said = form.cleaned_data
    plan = Planned(said["place"], said["takes"], said["away"])
    cost = {row.staff.pk: row.place.money for row in going}
    return len(plan_trainings(begins=begins, cost=cost, plan=plan))


def _look(request: HttpRequest, rows: Sequence[PlanRow]) -> None:
    looked(request, Kind.STAFF, ((row.staff.pk, row.school.pk) for row in rows))


def _file(rows: Sequence[PlanRow], asked: Asked) -> HttpResponse:
    titles: list[Value] = [_("Calendar year"), _("Full name"), _("School"), _("Level of education")]
    titles += [_("Main subject"), _("Cost, million đồng"), _("Why")]
    table: list[Sequence[Value]] = [titles]
    for row in rows:
        subject = row.staff.main_subject
        table.append(
            [
                row.year,
                row.staff.full_name,
                row.school.name,
                row.stage,
                subject.name if subject else "",
                row.place.money // MILLION,
                row.why,
            ]
        )
    return download(write_xlsx([(_("Plan of training"), table)]), f"training-{asked.year.code}")
