"""The results of all sealed classes of a term computed again, and where they are not those stored.

What the seal took from the register and the entry windows is read as it was then (SealedStay);
of sheets that the portal's seal did not seal, from the register of now.

Set-based: a province's term takes as long as a few hundred classes would one by one. The sums are
those of grades/rules/tt22/in_sql.py, which is not what computed them first.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from grades.choices import SheetState
from grades.models import MarkSheet, RegulationSet
from grades.rules.cells import CellCode
from grades.rules.sheets import Moment
from grades.selectors.filling import ITS_DAYS, days_from
from grades.selectors.settling import moment_of
from schools.models import Term
from students.selectors.own_subjects import ELECTIVES_TAKEN

OWN_RESULTS = "(select * from own_result where is_taken)"


class Difference(NamedTuple):
    """A stored value that is not the computed one: of a line's average, or of a term's result.

    `student` is the id: a command names no child.
    """

    school: str
    class_name: str
    student: int
    what: str
    stored: Any
    computed: Any


class Recomputed(NamedTuple):
    """How much of a term was computed again, and what is stored otherwise."""

    lines: int
    students: int
    differences: list[Difference]


_SEALED = "m.term_id = %(term)s and m.regulation_id = %(regulation)s and m.state = 'sealed'"
_BOOKS = f"""grades_marksheet m
        join schools_classgroup c on c.id = m.class_group_id
        where {_SEALED}"""
_STAY = "daterange(e.starts_on, e.ends_on, '[]')"
# Who counted in the class on the day it was sealed: students.selectors.in_class_for, on that day.
_DAY = "least(greatest((x.at at time zone %(zone)s)::date, t.starts_on), t.ends_on)"


def _undue(kind: str) -> str:
    """Whether the kind of column was open on no day of the stay."""
    return f"coalesce('{kind}' = any(z.undue), not d.{kind} && {_STAY}) as undue_{kind}"


LINES = f"""(
with days as materialized ({days_from(_BOOKS)}),
sealed as materialized (
    select sheet_id, min(at) as at from grades_sheetstep where step = 'seal' group by 1
)
select r.id, m.form, r.regular, m.regular_count, m.has_topic, r.studies_topics, r.midterm, r.final,
    r.exempt, r.average as stored, r.enrolment_id, m.subject_id, m.class_group_id,
    {_undue("regular")}, {_undue("midterm")}, {_undue("final")},
    case when coalesce(z.is_counted, {_STAY} @> {_DAY}) then %(ended)s
        else {Moment.RUNNING.value} end as moment,
    coalesce(z.is_reported, e.starts_on <= t.ends_on
        and (e.ends_on is null or e.ends_on >= t.starts_on)
        and (e.succeeded_on is null or e.succeeded_on > t.ends_on)) as is_reported,
    z.id as frozen, z.taken, z.own, z.optional
from grades_marksheet m
join schools_classgroup c on c.id = m.class_group_id
join schools_term t on t.id = m.term_id
join days d on {ITS_DAYS}
join sealed x on x.sheet_id = m.id
join grades_markrecord r on r.sheet_id = m.id and r.school_id = m.school_id
join students_enrolment e on e.id = r.enrolment_id
left join grades_sealedstay z on (z.enrolment_id, z.term_id) = (r.enrolment_id, m.term_id)
where {_SEALED}
)"""
# Which subjects a student takes and waits for: students.selectors.OwnSubjects.
RESULTS = f"""
create temporary table own_result on commit drop as
with choice as materialized (
    select h.enrolment_id, h.subject_id, n.class_group_id
    from students_chosensubject h join students_enrolment n on n.id = h.enrolment_id
    where n.class_group_id in (select class_group_id from computed_line)
)
select l.enrolment_id as student, l.class_group_id, l.subject_id as subject, l.form,
    case when l.exempt then {CellCode.EXEMPT.value} else l.result end as value,
    case when l.frozen is not null then l.subject_id = any(l.optional)
        else coalesce(k.kind = 'optional', false) end as is_optional,
    k.kind, o.has_choice, l.frozen is not null as is_frozen, l.own, l.optional,
    case when l.frozen is not null then l.subject_id = any(l.taken)
        else coalesce(k.kind = 'compulsory', true)
            or case when o.has_choice then h.subject_id is not null
                else k.kind = 'elective' or not o.class_has_choice end end as is_taken,
    coalesce(k.kind = 'compulsory', false)
        or case when o.has_choice then h.subject_id is not null else k.kind is not null end
        as is_own
from computed_line l
join schools_classgroup c on c.id = l.class_group_id
left join schools_curriculumline k on k.form <> 'levels' and
    (k.programme, k.grade_level_id, k.subject_id) = (c.programme, c.grade_level_id, l.subject_id)
left join choice h on (h.enrolment_id, h.subject_id) = (l.enrolment_id, l.subject_id)
cross join lateral (
    select l.enrolment_id in (select enrolment_id from choice) as has_choice,
        l.class_group_id in (select class_group_id from choice) as class_has_choice
) o
where l.is_reported
"""
# Whether every subject of the student's own list is there, with the freely chosen ones and without.
STUDENTS = f"""
create temporary table own_student on commit drop as
with taught as (
    select class_group_id, count(distinct subject) filter (where kind = 'elective') as electives,
        count(distinct subject) filter (where kind = 'optional' and is_taken and not has_choice)
            as optional
    from own_result group by 1
),
programme as (
    select c.id as class_group_id, count(*) filter (where k.kind = 'compulsory') as compulsory,
        count(*) filter (where k.kind = 'elective') as electives
    from schools_classgroup c join schools_curriculumline k on k.form <> 'levels'
        and (k.programme, k.grade_level_id) = (c.programme, c.grade_level_id)
    where c.id in (select class_group_id from own_result)
    group by 1
),
chosen as (
    select h.enrolment_id, count(*) filter (where k.kind is distinct from 'optional') as others,
        count(*) filter (where k.kind = 'optional') as optional
    from students_chosensubject h
    join students_enrolment n on n.id = h.enrolment_id
    join schools_classgroup c on c.id = n.class_group_id
    left join schools_curriculumline k on k.form <> 'levels' and
        (k.programme, k.grade_level_id, k.subject_id)
        = (c.programme, c.grade_level_id, h.subject_id)
    where k.kind is distinct from 'compulsory'
    group by 1
)
select r.student,
    case when r.is_frozen then coalesce(r.own <@ r.there, false)
        else n.is_known and r.others + r.optional = n.others + n.optional end as lists_all,
    case when r.is_frozen then coalesce(r.own <@ (r.there || r.freely_chosen), false)
        else n.is_known and r.others = n.others end as lists_but_optional
from (
    select student, class_group_id, has_choice, bool_or(is_frozen) as is_frozen,
        max(own) as own, max(optional) as freely_chosen,
        array_agg(subject) filter (where is_taken) as there,
        count(*) filter (where is_taken and is_own and not is_optional) as others,
        count(*) filter (where is_taken and is_own and is_optional) as optional
    from own_result group by 1, 2, 3 having bool_or(is_taken)
) r
join taught t using (class_group_id)
left join programme p using (class_group_id)
left join chosen h on h.enrolment_id = r.student
cross join lateral (
    select r.has_choice or coalesce(p.electives, 0) = 0 or t.electives = {ELECTIVES_TAKEN}
            as is_known,
        coalesce(p.compulsory, 0)
            + case when r.has_choice then coalesce(h.others, 0) else t.electives end as others,
        case when r.has_choice then coalesce(h.optional, 0) else t.optional end as optional
) n
"""
RESULTS_STORED = """
select s.code, c.name, p.id, 'result',
    array[o.learning, o.level_before_adjustment, o.adjusted_for_id, o.needs_decision::int],
    array[f.level, f.before, f.raised_for, f.needs_decision::int]
from (
    select r.*, case when x.level = r.learning then r.because_of end as raised_for, x.level
    from computed_result r
    left join grades_termresult o on o.enrolment_id = r.student and o.term_id = %(term)s
    left join grades_sealdecision d on d.id = o.decision_id
    cross join lateral (select case
        when r.needs_decision then
            case when d.about <> '' and d.level in (r.before, r.before + 1) then d.level end
        when r.before is null then case when d.about = '' then d.level end
        else r.learning
    end as level) x
) f
join students_enrolment e on e.id = f.student
left join grades_termresult o on o.enrolment_id = f.student and o.term_id = %(term)s
join schools_classgroup c on c.id = e.class_group_id
join schools_school s on s.id = c.school_id
join students_student p on p.id = e.student_id
where (o.learning, o.level_before_adjustment, o.adjusted_for_id, o.needs_decision)
    is distinct from (f.level, f.before, f.raised_for, f.needs_decision)
order by 1, 2, 3
"""
AVERAGES_STORED = """
select s.code, c.name, p.id, b.name, l.stored, l.result
from computed_line l
join students_enrolment e on e.id = l.enrolment_id
join schools_classgroup c on c.id = e.class_group_id
join schools_school s on s.id = c.school_id
join students_student p on p.id = e.student_id
join schools_subject b on b.id = l.subject_id
where l.stored is distinct from l.result
order by 1, 2, 3
"""


def recomputed(term: Term) -> Recomputed:
    """Every sealed line and result of the term in the scope, computed again.

    Must run in a transaction; what it makes on the way is gone with it.
    """
    found = Recomputed(0, 0, [])
    sealed = MarkSheet.objects.filter(term=term, state=SheetState.SEALED)
    for regulation in RegulationSet.objects.filter(pk__in=sealed.values("regulation")):
        lines, students, differences = _of_set(term, regulation)
        found = Recomputed(
            found.lines + lines, found.students + students, found.differences + differences
        )
    return found


def _of_set(term: Term, regulation: RegulationSet) -> Recomputed:
    params: dict[str, Any] = {"term": term.pk}
    with connection.cursor() as cursor:
        lines, students = compute(cursor, term, regulation)
        differences = _differences(cursor, AVERAGES_STORED, params)
        if students:
            differences += _differences(cursor, RESULTS_STORED, params)
        return Recomputed(lines, students, differences)


def compute(cursor: Any, term: Term, regulation: RegulationSet) -> tuple[int, int]:
    """Make the temporary tables computed_line and computed_result of the classes under the set.

    Returns how many rows each has; there is no result where the circular gives none over a term.
    """
    scheme = regulation.scheme
    params = {
        "term": term.pk,
        "regulation": regulation.pk,
        "zone": settings.TIME_ZONE,
        "ended": moment_of(term).value,
    }
    made = "computed_line, own_result, own_student, computed_result"
    cursor.execute(f"drop table if exists {made}")
    lines = _made(cursor, "computed_line", scheme.in_sql.averages(LINES), params)
    levels = scheme.in_sql.levels(OWN_RESULTS, "own_student")
    if levels is None:
        return lines, 0
    cursor.execute(RESULTS)
    cursor.execute(STUDENTS)
    cursor.execute("analyze own_result, own_student")
    return lines, _made(cursor, "computed_result", levels)


def _made(
    cursor: Any, table: str, query: str, params: Mapping[str, Any] = MappingProxyType({})
) -> int:
    """Keep the query's rows until the end of the transaction; returns how many."""
    cursor.execute(f"create temporary table {table} on commit drop as {query}", params or None)
    return int(cursor.rowcount)


def _differences(cursor: Any, query: str, params: dict[str, Any]) -> list[Difference]:
    cursor.execute(query, params)
    return [Difference(*row) for row in cursor.fetchall()]
