"""The numbers of every page equal SQL over the records, on provinces drawn by chance.

The SQL is written from the definitions of the figures and shares nothing with the counting.
"""

import random

import pytest
from django.db import connection
from django.urls import reverse

from eduportal.dashboards.figures import services
from eduportal.dashboards.figures.definitions import FIGURES
from grades.choices import SheetState
from grades.models import MarkRecord
from tests import factories
from tests.dashboards import books

STAGES = {"03": 6, "04": 10}
STATES = (SheetState.OPEN, SheetState.SUBMITTED, SheetState.APPROVED)
PRESENT = "e.starts_on <= current_date and coalesce(e.ends_on, 'infinity') >= current_date"
# Sheets `m` of classes `c` with level of education, school and commune; one row a sheet.
SHEETS = """
grades_marksheet m join schools_classgroup c on c.id = m.class_group_id
join schools_gradelevel l on l.id = c.grade_level_id join schools_school s on s.id = c.school_id
"""
WHERE = "where m.term_id = %(term)s and l.stage = %(stage)s and {place}"
CELLS = f"""
select coalesce(sum(
        (select count(*) from unnest(r.regular) mark where mark is not null)
        + (r.midterm is not null)::int + (r.final is not null)::int), 0),
    coalesce(sum(m.regular_count + 2), 0)
from {SHEETS} join grades_markrecord r on r.sheet_id = m.id
join students_enrolment e on e.id = r.enrolment_id
{WHERE} and not r.exempt and {PRESENT}
"""
STUDENTS = f"""
select count(distinct e.id) from {SHEETS}
join students_enrolment e on e.class_group_id = c.id {WHERE} and {PRESENT}
"""
IN_STATE = (
    f"select count(*) filter (where m.state = any(%(states)s)), count(*) from {SHEETS} {WHERE}"
)
SEALED = f"""
select count(*) filter (where whole), count(*)
from (select bool_and(m.state = 'sealed') as whole from {SHEETS} {WHERE} group by c.id) classes
"""
LEVEL = f"""
select count(*) filter (where o.learning = %(level)s), count(o.learning)
from grades_termresult o join students_enrolment e on e.id = o.enrolment_id
where o.term_id = %(term)s and {PRESENT} and e.class_group_id in (
    select c.id from {SHEETS} {WHERE} group by c.id having bool_and(m.state = 'sealed'))
"""
OPEN = list(map(str, STATES[1:]))
BY_CODE = {
    "TD-01": (f"select count(distinct c.id), null from {SHEETS} {WHERE}", {}),
    "TD-02": (f"select ({STUDENTS}), null", {}),
    "TD-03": (CELLS, {}),
    "TD-04": (IN_STATE, {"states": [*OPEN, "sealed"]}),
    "TD-05": (IN_STATE, {"states": ["approved", "sealed"]}),
    "TD-06": (SEALED, {}),
    **{f"KQ-01{letter}": (LEVEL, {"level": 4 - at}) for at, letter in enumerate("abcd")},
}


def draw(world, chance):
    """Classes of two levels of education with sheets in any state, marks, exemptions, leavers."""
    for school in world.schools:
        for number in range(chance.randint(1, 3)):
            grade = chance.choice(list(STAGES.values()))
            group = books.class_of(
                chance.randint(1, 9),
                school,
                name=f"{grade}X{number}",
                grade_level=factories.GradeLevelFactory(number=grade),
                school_year=world.year,
            )
            books.students(group, chance.randint(0, 2), left=True)
            for subject in chance.sample(("TOAN", "GDTC"), chance.randint(1, 2)):
                sheet = books.sheet(
                    group,
                    world.term,
                    subject,
                    chance.choice(STATES),
                    regular=[chance.choice((None, 65)), chance.choice((None, 80))],
                    midterm=chance.choice((None, 0, 70)),
                    final=chance.choice((None, 90)),
                )
                lines = list(sheet.records.values_list("pk", flat=True))
                exempt = chance.sample(lines, chance.randint(0, len(lines)))
                MarkRecord.objects.filter(pk__in=exempt).update(exempt=True)
            count = group.enrolments.count()
            books.results(group, world.term, chance.choices((None, 1, 2, 3, 4), k=count))
            if chance.random() < 0.6:
                books.seal(group, world.term)
    services.refresh_stale()


def counted(code, term, stage, place, key):
    sql, more = BY_CODE[code]
    named = {"term": term.pk, "stage": stage, "key": key} | more
    with connection.cursor() as cursor:
        cursor.execute(sql.format(place=place), named)
        return cursor.fetchone()


def places(world):
    """Address and keys of the figure's page of every place, and its condition in SQL."""
    yield "figure", [], "%(key)s is null", None
    for unit in world.communes:
        yield "figure-commune", [unit.code], "s.unit_id = %(key)s", unit.pk
    for school in world.schools:
        yield "figure-school", [school.public_id], "s.id = %(key)s", school.pk


def compare(world, client):
    for stage in STAGES:
        for name, keys, place, key in places(world):
            for code in BY_CODE:
                url = reverse(f"dashboards:{name}", args=[code, *keys])
                value = client.get(url, {"stage": stage}).context["whole"].value
                said = (value.part, value.whole)
                assert said == counted(code, world.term, stage, place, key), (url, stage)


def tiles(world, client):
    """The strip of the province is the sum of the stages."""
    tally = client.get(reverse("dashboards:overview")).context["tally"]
    of_stages = [
        [counted(code, world.term, stage, "%(key)s is null", None) for stage in ("02", *STAGES)]
        for code in ("TD-01", "TD-02", "TD-03", "TD-04", "TD-06")
    ]
    assert [tally.classes, tally.students, tally.filled, tally.handed_in, tally.classes_sealed] == [
        sum(part for part, _whole in each) for each in of_stages
    ]


def test_all_figures_of_the_mark_book_are_compared():
    assert set(BY_CODE) == {code for code, each in FIGURES.items() if each.read}


# The auditor may open every mark, so that nothing is hidden from the comparison.
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.trial("many")) for n in range(2, 14))]
)
def test_pages_say_what_the_records_say(world, db_everywhere, client_of, seed):
    draw(world, random.Random(seed))
    client = client_of("auditor")
    compare(world, client)
    tiles(world, client)
