"""The results of 22/2021/TT-BGDĐT as SQL, for all students of a province at once.

A second, independent way to what `averages` and `learning` say of one student: `check_integrity`
recomputes with it what is stored, and a test lets both judge the same random sheets. Every number
in the texts is one of the readings or a cell code; the texts take no parameters.
"""

from dataclasses import dataclass

from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.sheets import Moment
from grades.rules.tt22.level_readings import LevelBar, LevelReadings, OneSubjectReading
from grades.rules.tt22.mark_readings import ExemptCell, MakeUpWithin, MarkReadings, Rounding
from grades.rules.tt22.readings import Readings

FAILED, PASSED = CellCode.FAILED.value, CellCode.PASSED.value
ABSENT, EXEMPT = CellCode.ABSENT.value, CellCode.EXEMPT.value
MOST_REGULAR = 6
"""Regular assessments a sheet may have at most (MarkSheet.regular_count)."""
_EMPTY, _NO_CELL = -2, -1
SCORED, COMMENTED = AssessmentForm.SCORED.value, AssessmentForm.COMMENTED.value


@dataclass(frozen=True)
class InSql:
    """Scheme.in_sql of secondary grades."""

    readings: Readings

    def averages(self, lines: str) -> str:
        return averages(lines, self.readings)

    def levels(self, results: str, students: str) -> str | None:
        return levels(results, students, self.readings)


def averages(lines: str, readings: MarkReadings) -> str:
    """A query of each line and its `result`, which is null where there is none.

    `lines` is a relation of moment (rules.sheets.Moment), form, regular, regular_count, has_topic,
    studies_topics, midterm, final, exempt, and for each kind of column whether it was open on no
    day of the student's stay: undue_regular, undue_midterm, undue_final.
    """
    last = Moment.YEAR_OVER if readings.make_up_within is MakeUpWithin.YEAR else Moment.TERM_OVER
    is_over = f"l.moment >= {last.value}"
    settles = f"{is_over} and {_bool(readings.absence_settles)}"
    is_mark = f"cell between 0 and {HIGHEST_MARK}"
    has_ended = f"l.moment > {Moment.RUNNING.value} and ({is_over} or not l.was_absent)"
    return f"""
    select l.*, case
        when l.exempt then null
        when l.form = '{SCORED}' then {_scored(readings)}
        when {_commented("", readings, has_ended)} then {PASSED}
        when {_commented("", readings, has_ended)} is null then null
        when (l.undue_regular or l.undue_midterm or l.undue_final)
            and {_commented("best_", readings, has_ended)} is not false then null
        else {FAILED}
    end as result
    from (
        select l.*,
            l.passed + case when l.undue_regular then l.empty else 0 end as best_passed,
            {_at_best("midterm", "mid")}, {_at_best("final", "fin")}
        from (
            select l.*, {_settled("l.midterm", settles)} as mid,
                {_settled("l.final", settles)} as fin,
                coalesce({ABSENT} in (l.midterm, l.final), false) as was_absent,
                l.has_topic and l.studies_topics as with_topic,
                case when l.has_topic and l.studies_topics
                    then l.regular[l.regular_count + 1] end as topic,
                {_sum(is_mark)} as marks,
                {_sum(is_mark, "cell")} as total,
                {_sum(f"cell = {PASSED}")} as passed, {_sum(f"cell = {FAILED}")} as failed,
                {_sum(f"cell = {EXEMPT}")} as left_out, {_sum(f"cell = {_EMPTY}")} as empty
            from (select l.*, {_slots()} from {lines} l offset 0) l
            offset 0
        ) l
        offset 0
    ) l"""


def _slots() -> str:
    """The regular cells one by one and without nulls."""
    return ", ".join(
        f"""case when l.regular_count >= {slot}
            then coalesce(l.regular[{slot}], {_EMPTY}) else {_NO_CELL} end as cell{slot}"""
        for slot in range(1, MOST_REGULAR + 1)
    )


def _sum(which: str, value: str = "1") -> str:
    """Over the regular cells for which the condition on `cell` holds."""
    case = f"case when {which} then {value} else 0 end"
    slots = range(1, MOST_REGULAR + 1)
    return " + ".join(case.replace("cell", f"l.cell{slot}") for slot in slots)


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _settled(cell: str, settles: str) -> str:
    """A midterm or final cell as it counts: an absence is 0 or Chưa đạt, or waits."""
    worst = f"case when l.form = '{COMMENTED}' then {FAILED} else 0 end"
    return f"case when {cell} = {ABSENT} then case when {settles} then {worst} end else {cell} end"


def _at_best(cell: str, settled: str) -> str:
    """The cell as if it were Đạt where it is empty and was not due."""
    is_spared = f"l.{cell} is null and l.undue_{cell}"
    return f"case when {is_spared} then {PASSED} else l.{settled} end as best_{settled}"


def _is_out(cell: str, readings: MarkReadings) -> str:
    """Whether an exempt cell is left out of the count."""
    leaves = _bool(readings.exempt_cell is ExemptCell.LEAVE_OUT)
    return f"({leaves} and {cell} is not distinct from {EXEMPT})"


def _scored(readings: MarkReadings) -> str:
    leaves = int(readings.exempt_cell is ExemptCell.LEAVE_OUT)

    def waits(cell: str) -> str:
        return f"({cell} is null or {cell} > {HIGHEST_MARK}) and not {_is_out(cell, readings)}"

    def counted(cell: str, value: str) -> str:
        return f"case when {cell} <= {HIGHEST_MARK} then {value} else 0 end"

    weights = (readings.regular_weight, readings.midterm_weight, readings.final_weight)
    regular, midterm, final = weights
    total = f"""({regular} * (l.total + {counted("l.topic", "l.topic")})
        + {midterm} * {counted("l.mid", "l.mid")} + {final} * {counted("l.fin", "l.fin")})::int"""
    weight = f"""({regular} * (l.marks + {counted("l.topic", "1")})
        + {midterm} * {counted("l.mid", "1")} + {final} * {counted("l.fin", "1")})::int"""
    return f"""case
        when {waits("l.mid")} or {waits("l.fin")} then null
        when {_bool(readings.missing_regular_blocks)}
            and l.marks + {leaves} * l.left_out < l.regular_count then null
        when {_bool(readings.missing_topic_blocks)}
            and l.with_topic and {waits("l.topic")} then null
        when l.marks + {counted("l.topic", "1")} = 0 then null
        else {_quotient(total, weight, readings.rounding)} end"""


def _quotient(total: str, weight: str, rounding: Rounding) -> str:
    if rounding is Rounding.HALF_UP:
        return f"(2 * {total} + {weight}) / (2 * {weight})"
    # numeric rounds halves up, double precision halves to even, but is not exact.
    return f"""case when 2 * mod({total}, {weight}) = {weight}
        then {total} / {weight} + mod({total} / {weight}, 2)
        else (2 * {total} + {weight}) / (2 * {weight}) end"""


def _commented(prefix: str, readings: MarkReadings, has_ended: str) -> str:
    """Whether a comment-only line is Đạt; null where it has no result yet."""
    passed, mid, fin = f"l.{prefix}passed", f"l.{prefix}mid", f"l.{prefix}fin"
    leaves = int(readings.exempt_cell is ExemptCell.LEAVE_OUT)
    mid_out, fin_out = _is_out(mid, readings), _is_out(fin, readings)

    def is_given(cell: str, is_out: str) -> str:
        return f"(coalesce({cell} in ({FAILED}, {PASSED}), false) or {is_out})"

    is_full = f"""l.regular_count >= {readings.regular_commented}
        and {passed} + l.failed + {leaves} * l.left_out = l.regular_count
        and {is_given(mid, mid_out)} and {is_given(fin, fin_out)}
        and not ({leaves} * l.left_out = l.regular_count and {mid_out} and {fin_out})"""
    only_regular = f"""l.failed = 0 and coalesce({mid} = {PASSED}, false)
        and coalesce({fin} = {PASSED}, false)"""
    return f"""case
        when {is_full} then l.failed = 0 and {mid} is distinct from {FAILED}
            and {fin} is distinct from {FAILED}
        when not ({has_ended}) then null
        when not {_bool(readings.missing_regular_fails)} and {only_regular} then null
        else false end"""


def levels(results: str, students: str, readings: LevelReadings) -> str:
    """A query of each student's `learning`, `before`, `because_of` and `needs_decision`.

    `results` is a relation of student, subject, form, value (null: none yet) and is_optional; one
    row a subject. `students` is one of student, lists_all and lists_but_optional: whether every
    subject of the student's own list has a row. Who cannot be classified has nulls.
    """
    good, fair, _passed = readings.bars
    own = OneSubjectReading(readings.one_subject_reading)
    may = readings.one_subject_may_be_commented
    counted = "true" if readings.optional_subjects_count else "not r.is_optional"
    other = _adjusted(own, not may)
    by_reading = [_adjusted(each, may) for each in OneSubjectReading]
    cause = "cause_" + own if not may else f"coalesce(cause_{own}, cause_commented)"
    return f"""
    with result as (select * from {results} r where {counted}),
    total as (
        select student, count(*) filter (where {_takes_part(SCORED)}) as marks,
            count(*) filter (where form = '{COMMENTED}' and value = {FAILED}) as failed,
            {", ".join(_counts(bar) for bar in readings.bars)},
            bool_or(case form when '{SCORED}'
                then value is null or value > {HIGHEST_MARK} and value <> {EXEMPT}
                else value is null or value not in ({FAILED}, {PASSED}, {EXEMPT}) end) as has_gap
        from result group by student
    ),
    classified as (
        select t.*, {_table_level(readings)} as before
        from total t join {students} s using (student)
        where {_is_listed(readings)} and not t.has_gap and t.marks >= {readings.classifiable_count}
    ),
    but_for_one as (
        select student, max({_but_for("remove", good, fair, readings)}) as remove,
            max({_but_for("replace", good, fair, readings)}) as replace,
            coalesce(max({_but_for_commented(good, fair, readings)}), 0) as commented,
            {_cause("remove", good, fair, readings)}, {_cause("replace", good, fair, readings)},
            min(r.subject) filter (where {_but_for_commented(good, fair, readings)} - c.before >= 2)
                as cause_commented
        from classified c join result r using (student)
        where c.before < {Level.FAIR.value} group by student
    )
    select s.student, c.before, {_adjusted(own, may)} as learning,
        case when {_adjusted(own, may)} > c.before then {cause} end as because_of,
        coalesce({by_reading[0]} <> {by_reading[1]} or {_adjusted(own, may)} <> {other}, false)
            as needs_decision
    from {students} s left join classified c using (student)
    left join but_for_one o using (student)"""


def _is_listed(readings: LevelReadings) -> str:
    if not readings.level_needs_own_list:
        return "true"
    return "s.lists_all" if readings.optional_subjects_count else "s.lists_but_optional"


def _takes_part(form: str) -> str:
    return f"form = '{form}' and value is distinct from {EXEMPT}"


def _counts(bar: LevelBar) -> str:
    """How many marks are high enough for the bar, and how many too low for it."""
    name, enough = bar.level.name.lower(), f"{bar.enough} and {HIGHEST_MARK}"
    return f"""count(*) filter (where value between {enough}) as {name}_enough,
            count(*) filter (where form = '{SCORED}' and value < {bar.every}) as {name}_low"""


def _met(bar: LevelBar, enough: str, low: str, failed: str, readings: LevelReadings) -> str:
    return f"""({failed} <= {bar.failed_commented} and {low} = 0
        and {enough} >= {readings.level_count})"""


def _table_level(readings: LevelReadings) -> str:
    cases = " ".join(
        f"when {_met(bar, f't.{name}_enough', f't.{name}_low', 't.failed', readings)} then {level}"
        for bar in readings.bars
        for name, level in [(bar.level.name.lower(), bar.level.value)]
    )
    return f"case {cases} else {Level.FAILED.value} end"


def _but_for(reading: str, good: LevelBar, fair: LevelBar, readings: LevelReadings) -> str:
    """The level but for this scored subject: taken away, or at the highest mark; 0 below Khá."""
    met = int(reading == OneSubjectReading.REPLACE)
    cases = []
    for bar in (good, fair):
        name = bar.level.name.lower()
        enough = f"c.{name}_enough - (r.value >= {bar.enough})::int + {met}"
        low = f"c.{name}_low - (r.value < {bar.every})::int"
        cases.append(f"when {_met(bar, enough, low, 'c.failed', readings)} then {bar.level.value}")
    return f"""case when r.form = '{COMMENTED}' or r.value > {HIGHEST_MARK} then 0
        {" ".join(cases)} else 0 end"""


def _but_for_commented(good: LevelBar, fair: LevelBar, readings: LevelReadings) -> str:
    cases = []
    for bar in (good, fair):
        name = bar.level.name.lower()
        failed = f"c.failed - (r.value = {FAILED})::int"
        met = _met(bar, f"c.{name}_enough", f"c.{name}_low", failed, readings)
        cases.append(f"when {met} then {bar.level.value}")
    return f"""case when r.form = '{SCORED}' or r.value = {EXEMPT} then 0
        {" ".join(cases)} else 0 end"""


def _cause(reading: str, good: LevelBar, fair: LevelBar, readings: LevelReadings) -> str:
    level = _but_for(reading, good, fair, readings)
    return f"min(r.subject) filter (where {level} - c.before >= 2) as cause_{reading}"


def _adjusted(reading: str, may: bool) -> str:
    reference = f"greatest(o.{reading}, o.commented)" if may else f"o.{reading}"
    return f"(c.before + (coalesce({reference}, 0) - c.before >= 2)::int)"
