"""The statements that invent sheets and marks. All marks are in tenths.

`demo_class`, `demo_student` and `demo_line` are the temporary tables of the steps before.
uuid_hash_extended and hashint8extended are PostgreSQL's own hash functions: 64 even bits.
"""

# A term that is over is approved. In the current one a few sheets are ahead of the others.
SHEETS = """
insert into grades_marksheet (public_id, school_id, class_group_id, subject_id, term_id, form,
    regular_count, has_topic, regulation_id, state, revision, changed_at)
select md5(concat_ws(' ', 'sheet', c.public_id, l.subject, %(code)s::text))::uuid, c.school_id,
    c.id, l.subject_id, %(term)s, l.form, y.regular_count, y.has_topic, %(regulation)s,
    case
        when %(is_over)s or h.luck < 51 * %(gone)s then 'approved'
        when h.luck < 184 * %(gone)s then 'submitted'
        else 'open'
    end,
    1, now()
from demo_class c
join demo_line l on l.class_id = c.id
join jsonb_to_recordset(%(layouts)s::jsonb) as y(
    annual_periods smallint, form text, has_topics boolean, regular_count smallint,
    has_topic boolean) using (annual_periods, form, has_topics)
cross join lateral (select uuid_hash_extended(c.public_id, l.salt) & 1023 as luck) h
where c.school_year_id = %(year)s and l.programme = %(programme)s
order by c.id, l.salt
"""


def _has_gap(sheet: str) -> str:
    """Whether one student of the sheet lacks a regular mark; which one: `_is_gap`."""
    luck = f"uuid_hash_extended({sheet}.public_id, -2)"
    return f"{sheet}.form = 'scored' and {sheet}.regular_count > 1 and {luck} & 15 = 0"


# A result over all subjects waits for that mark: the student has none.
_IS_GAP = f"{_has_gap('sh')} and e.position = 1 + (uuid_hash_extended(sh.public_id, -3) & 15)"
_REASON = "Học sinh nghỉ ốm dài ngày, thiếu một lần đánh giá thường xuyên"
STEPS = f"""
insert into grades_sheetstep (school_id, sheet_id, step, from_state, to_state, at, reason)
select s.school_id, s.id, w.step, w.from_state, w.to_state,
    least(now() - interval '2 days', t.ends_on::timestamptz) + w.later,
    case when w.step = 'submit' and {_has_gap("s")} then '{_REASON}' else '' end
from grades_marksheet s
join demo_class c on c.id = s.class_group_id
join schools_term t on t.id = s.term_id
join (values
    ('submit', 'open', 'submitted', interval '0'),
    ('approve', 'submitted', 'approved', interval '1 day')
) w (step, from_state, to_state, later)
    on s.state = 'approved' or (s.state = 'submitted' and w.step = 'submit')
order by s.id, w.later
"""

_REGULAR = ["regular1", "regular2", "regular3", "regular4", "regular5"]
_CELLS = [*_REGULAR, "midterm", "final", "topic"]
# A test is harder than what a teacher picks among many regular assessments.
_SHIFT = dict.fromkeys(_REGULAR, 4) | {"midterm": -1, "final": -3, "topic": 2}
# How a teacher writes a mark: 0 whole, 1 half, 2 quarter (8.3, 8.8), 3 in tenths.
_STYLES = dict.fromkeys(_REGULAR, "{0,0,0,0,0,1,1,2}") | dict.fromkeys(
    ["midterm", "final", "topic"], "{2,2,2,1,1,3,3,0}"
)
_GIVEN = {name: f"d.regular_given > {slot}" for slot, name in enumerate(_REGULAR)} | {
    "midterm": "d.midterm_given",
    "final": "d.complete",
    "topic": "d.topic_given",
}
# A class studies three clusters of study topics (TT 32/2018): "both" and "class" in `demo_line`.
# A few of its students take its first elective instead of the last of them: "both" and "own".
_DIFFERS = "hashint8extended(s.serial, 98) & 63 = 0"
TOPICS = f"""
insert into students_studytopic (school_id, class_group_id, enrolment_id, subject_id)
select c.school_id, c.id, null, l.subject_id
from demo_line l
join demo_class c on c.id = l.class_id
where l.topics in ('both', 'class')
union all
select e.school_id, null, e.id, l.subject_id
from students_enrolment e
join demo_student s on s.id = e.student_id
join demo_line l on l.class_id = e.class_group_id
where l.topics in ('both', 'own') and {_DIFFERS}
"""
# Whether a sheet has the column: also where one student alone studies the topics.
COLUMNS = """
update demo_line l set has_topics = l.topics in ('both', 'class') or l.topics = 'own' and exists (
    select from students_studytopic t join students_enrolment e on e.id = t.enrolment_id
    where e.class_group_id = l.class_id and t.subject_id = l.subject_id
)
"""


def _raw(cell: str) -> str:
    """The mark before it is written down; chance is the sum of two even draws, -16 to 16."""
    bits = 8 * _CELLS.index(cell)
    chance = f"((b.one >> {bits} & 255) + (b.two >> {bits} & 255) - 255) * 16 / 255"
    return f"least(100, greatest(5, b.level + {_SHIFT[cell]} + {chance}))::int as {cell}"


def _written(cell: str) -> str:
    """The content of the cell: a mark, a comment-only result, an absence, or nothing yet."""
    raw, bits = f"d.{cell}", 3 * _CELLS.index(cell)
    style = f"('{_STYLES[cell]}'::int[])[1 + (d.three >> {bits} & 7)]"
    absent = f" when not d.complete and mod({raw}, 97) = 0 then 210" if cell == "midterm" else ""
    return (
        f"case when d.exempt or not ({_GIVEN[cell]}) then null{absent}"
        f" when d.commented then case when {raw} < 33 then 200 else 201 end"
        f" else case {style} when 0 then ({raw} + 5) / 10 * 10 when 1 then ({raw} + 2) / 5 * 5"
        f" when 2 then ((2 * {raw} + 2) / 5 * 5 + 1) / 2 else {raw} end end as {cell}"
    )


# Some students have one weak subject, so far below the others that it alone costs the level of
# learning two steps: Art. 9(3) of TT 22/2021 raises it by one.
_WEAK = 38
# A student who left early has fewer marks than the class.
_PACE_OF_LEAVERS = 0.4
# Who is exempt from physical education, in every year, by one decision.
_EXEMPT = "hashint8extended(s.serial, 99) & 1023 < 3"
EXEMPTIONS = f"""
insert into students_exemption (school_id, student_id, subject_id, decision, signed_on, starts_on,
    reason)
select e.school_id, e.student_id, l.subject_id, mod(s.serial, 90) + 10 || '/QĐ-MGDTC',
    min(e.starts_on), min(e.starts_on), 'Theo Điều 11 Thông tư 22/2021/TT-BGDĐT'
from students_enrolment e
join demo_student s on s.id = e.student_id
join demo_line l on l.class_id = e.class_group_id and l.subject = 'gdtc'
where {_EXEMPT}
group by e.school_id, e.student_id, l.subject_id, s.serial
"""
# Who on which sheet, at which level, and how far the sheet has come.
_LINES = f"""
select e.id as enrolment_id, sh.id as sheet_id, sh.school_id, sh.public_id as sheet_uid, s.serial,
    sh.regular_count, sh.has_topic, sh.form = 'commented' as commented, p.complete,
    (p.complete or p.pace > 0.25) and sh.has_topic and o.studied as topic_given,
    not sh.has_topic or o.studied as studies_topics,
    l.subject = 'gdtc' and {_EXEMPT} as exempt,
    s.ability + l.ease + ((k.luck & 127) + (k.luck >> 7 & 127) - 127) * 8 / 127
        - case when hashint8extended(s.serial, l.salt + 1) & 127 = 0 then {_WEAK} else 0 end
        as level,
    case when p.complete then sh.regular_count - ({_IS_GAP})::int
        else floor(1.2 * p.pace * sh.regular_count + (k.luck >> 14 & 15) * 0.04)::int end
        as regular_given,
    p.complete or p.pace > 0.55 as midterm_given,
    uuid_hash_extended(sh.public_id, 3 * s.serial) as one,
    uuid_hash_extended(sh.public_id, 3 * s.serial + 1) as two,
    uuid_hash_extended(sh.public_id, 3 * s.serial + 2) as three
from grades_marksheet sh
join demo_class c on c.id = sh.class_group_id
join demo_line l on l.class_id = c.id and l.subject_id = sh.subject_id
join schools_term t on t.id = sh.term_id
join students_enrolment e on e.class_group_id = c.id
    and e.starts_on <= t.ends_on and (e.ends_on is null or e.ends_on >= t.starts_on)
join demo_student s on s.id = e.student_id
cross join lateral (
    select l.topics = 'both' or l.topics = case when {_DIFFERS} then 'own' else 'class' end
        as studied
) o
cross join lateral (select hashint8extended(s.serial, l.salt) as luck) k
cross join lateral (select e.ends_on is null or e.ends_on >= t.ends_on as stays) q
cross join lateral (
    select sh.state <> 'open' and q.stays as complete,
        (case when q.stays then 1 else {_PACE_OF_LEAVERS} end * %(gone)s * c.pace / 100
            * (0.7 + (uuid_hash_extended(sh.public_id, -1) & 1023) * 0.0006))::real as pace
) p
where sh.term_id = %(term)s and l.programme = %(programme)s
order by sh.id, e.position
"""

# "offset 0" keeps PostgreSQL from computing an expression again for each use of it.
# Weights, rounding and what waits for a missing mark come from the term's regulation set: tests
# compare the averages with grades.rules. Lines of an incomplete sheet lack the final mark.
_SUM = " + ".join(f"coalesce(m.{name}, 0)" for name in _REGULAR)
RECORDS = f"""
insert into grades_markrecord (uid, school_id, sheet_id, enrolment_id, regular, midterm, final,
    average, exempt, studies_topics, remark)
select md5(m.sheet_uid::text || m.serial)::uuid, m.school_id, m.sheet_id, m.enrolment_id,
    (array[{", ".join(f"m.{name}" for name in _REGULAR)}]::smallint[])[1:m.regular_count]
        || case when m.has_topic then array[m.topic]::smallint[] else '{{}}' end,
    m.midterm, m.final,
    case
        when m.exempt or not m.complete then null
        when m.commented then
            case when 200 in ({", ".join(f"m.{name}" for name in _REGULAR)}, m.midterm, m.final)
                then 200 else 201 end
        when m.has_topic and m.studies_topics and m.topic is null and %(missing_topic_blocks)s
            then null
        when m.given < m.regular_count and %(missing_regular_blocks)s then null
        when %(rounding)s = 'half_even' and mod(w.doubled, 2 * w.weights) = 0
            then w.doubled / (2 * w.weights) / 2 * 2
        else w.doubled / (2 * w.weights)
    end,
    m.exempt, m.studies_topics, ''
from (
    select d.sheet_uid, d.serial, d.school_id, d.sheet_id, d.enrolment_id, d.regular_count,
        d.has_topic, d.commented, d.complete, d.exempt, d.studies_topics,
        d.regular_given as given,
        {", ".join(_written(cell) for cell in _CELLS)}
    from (
        select b.*, {", ".join(_raw(cell) for cell in _CELLS)}
        from ({_LINES} offset 0) b
        offset 0
    ) d
    offset 0
) m
-- Twice the weighted sum, plus the weights: half up is what whole division makes of it.
cross join lateral (
    select %(regular_weight)s * (m.given + num_nonnulls(m.topic))
        + %(midterm_weight)s + %(final_weight)s as weights
) v
cross join lateral (
    select v.weights, 2 * (%(regular_weight)s * ({_SUM} + coalesce(m.topic, 0))
        + %(midterm_weight)s * m.midterm + %(final_weight)s * m.final) + v.weights as doubled
) w
"""
