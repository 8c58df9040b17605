"""Which marks there are, the history of marks, the steps of a sheet, and the peace of the sealed.

Codes as in grades/rules/cells.py and steps as in grades/choices.py when this was written; tests
compare every number and every pair of states with them.
"""

from django.db import migrations

# Null (not yet entered), 0 to 100 tenths, or a cell code. Built-in functions only, so that
# PostgreSQL expands it in place: a loop over the array would cost several times as much. RETURN
# binds the names now; a search_path of its own would keep it from being expanded.
CELLS = """
create function grades_are_cells(cells smallint[]) returns boolean
language sql immutable parallel safe
    return (0 <= all (array_remove(array_remove(array_remove(array_remove(
            array_remove(array_remove(array_remove(
            cells, 200::smallint), 201::smallint), 210::smallint), 211::smallint),
            220::smallint), 221::smallint), 222::smallint))
        and 100 >= all (array_remove(array_remove(array_remove(array_remove(
            array_remove(array_remove(array_remove(
            cells, 200::smallint), 201::smallint), 210::smallint), 211::smallint),
            220::smallint), 221::smallint), 222::smallint))
    ) is not false;
alter table grades_markrecord add constraint markrecord_regular_are_cells
    check (array_ndims(regular) = 1 and array_lower(regular, 1) = 1
        and grades_are_cells(regular) and cardinality(regular) between 1 and 7);
"""

# One history row per changed record and statement. Transition tables keep a mass update cheap:
# tried on a million rows, 7.2 s without history and 12 s with it.
HISTORY = """
create function grades_line(r grades_markrecord) returns jsonb language sql immutable
    return jsonb_build_object(
        'regular', to_jsonb(r.regular), 'midterm', r.midterm, 'final', r.final,
        'exempt', r.exempt, 'remark', r.remark, 'midterm_remark', r.midterm_remark);

create function grades_record_changes() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    who bigint := nullif(current_setting('eduportal.actor', true), '')::bigint;
    by_door text := coalesce(nullif(current_setting('eduportal.door', true), ''), 'sql');
    why text := coalesce(current_setting('eduportal.reason', true), '');
    batch text := coalesce(current_setting('eduportal.operation', true), '');
begin
    if tg_op = 'UPDATE' then
        insert into grades_markchange
            (school_id, sheet_id, record_id, at, actor_id, door, reason, operation, old, new)
        select n.school_id, n.sheet_id, n.id, statement_timestamp(), who, by_door, why, batch,
            grades_line(o), grades_line(n)
        from new_rows n join old_rows o on o.id = n.id
        where (o.regular, o.midterm, o.final, o.exempt, o.remark, o.midterm_remark)
            is distinct from
            (n.regular, n.midterm, n.final, n.exempt, n.remark, n.midterm_remark);
    elsif tg_op = 'INSERT' then
        insert into grades_markchange
            (school_id, sheet_id, record_id, at, actor_id, door, reason, operation, old, new)
        select n.school_id, n.sheet_id, n.id, statement_timestamp(), who, by_door, why, batch,
            null, grades_line(n)
        from new_rows n
        where num_nonnulls(n.midterm, n.final) > 0 or n.exempt or n.remark <> ''
            or n.midterm_remark <> ''
            or array_remove(n.regular, null) <> '{}';
    else
        insert into grades_markchange
            (school_id, sheet_id, record_id, at, actor_id, door, reason, operation, old, new)
        select o.school_id, o.sheet_id, o.id, statement_timestamp(), who, by_door, why, batch,
            grades_line(o), null
        from old_rows o;
    end if;
    return null;
end $$;

create trigger markrecord_history_insert after insert on grades_markrecord
    referencing new table as new_rows for each statement
    execute function grades_record_changes();
create trigger markrecord_history_update after update on grades_markrecord
    referencing new table as new_rows old table as old_rows for each statement
    execute function grades_record_changes();
create trigger markrecord_history_delete after delete on grades_markrecord
    referencing old table as old_rows for each statement
    execute function grades_record_changes();

call append_only('grades_markchange');
call append_only('grades_sheetstep');
call append_only('grades_removal');
call append_only('grades_sealdecision');
-- Lines come, change and go, each leaving its history; TRUNCATE would leave none.
call append_only('grades_markrecord', 'truncate');
"""

# A set is born a draft, unless it is the first of its circular: without one in force no sheet could
# be opened. It is written once; a draft moves, and what is in force may be withdrawn.
REGULATIONS = """
create function grades_refuse_born_set() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if new.state in ('discarded', 'withdrawn') or exists (
        select 1 from grades_regulationset
        where circular = new.circular and state = 'in_force'
    ) then
        raise exception 'Regulation set % must begin as a draft.', new.code
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger regulationset_born_draft before insert on grades_regulationset
    for each row when (new.state <> 'draft') execute function grades_refuse_born_set();

create function grades_refuse_set_change() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        if old.state = 'draft' and new.state in ('in_force', 'discarded')
            and to_jsonb(new) - array['state', 'moved_at', 'moved_by_id']
                = to_jsonb(old) - array['state', 'moved_at', 'moved_by_id']
        then
            return new;
        end if;
        if old.state = 'in_force' and new.state = 'withdrawn'
            and to_jsonb(new)
                - array['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawal_reason']
                = to_jsonb(old)
                - array['state', 'withdrawn_at', 'withdrawn_by_id', 'withdrawal_reason']
        then
            return new;
        end if;
    end if;
    raise exception 'Regulation set % cannot be changed.', old.code
        using errcode = 'restrict_violation';
end $$;
create trigger regulationset_append_only before update or delete on grades_regulationset
    for each row execute function grades_refuse_set_change();
call append_only('grades_regulationset', 'truncate');
"""

# An amendment goes its way, keeps its names, and holds what it held when it was asked for.
AMENDMENTS = """
create function grades_refuse_amendment() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'Amendment % stays.', old.id using errcode = 'restrict_violation';
    elsif tg_op = 'INSERT' then
        if new.state <> 'asked' then
            raise exception 'An amendment begins asked, not %.', new.state
                using errcode = 'check_violation';
        end if;
        return new;
    end if;
    -- The policy of the table judges the school.
    if to_jsonb(new) - 'school_id' = to_jsonb(old) - 'school_id' then
        return new;
    end if;
    if (old.id, old.public_id, old.school_id, old.sheet_id, old.number, old.year, old.cause,
            old.reason, old.asked_by_id, old.asked_at)
        is distinct from (new.id, new.public_id, new.school_id, new.sheet_id, new.number, new.year,
            new.cause, new.reason, new.asked_by_id, new.asked_at)
        or old.state not in ('asked', 'questioned', 'confirmed', 'endorsed', 'approved')
    then
        raise exception 'Amendment % keeps what it says.', old.id
            using errcode = 'restrict_violation';
    end if;
    if old.state || '>' || new.state not in (
        'asked>confirmed', 'asked>questioned', 'asked>refused', 'asked>withdrawn',
        'asked>overtaken', 'questioned>asked', 'questioned>refused', 'questioned>withdrawn',
        'questioned>overtaken', 'confirmed>endorsed', 'confirmed>approved',
        'confirmed>questioned', 'confirmed>refused', 'confirmed>withdrawn',
        'confirmed>overtaken', 'endorsed>approved', 'endorsed>questioned', 'endorsed>refused',
        'endorsed>withdrawn', 'endorsed>overtaken', 'approved>written'
    ) then
        raise exception 'An amendment cannot go from % to %.', old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger amendment_legal_step before insert or update or delete on grades_amendment
    for each row execute function grades_refuse_amendment();

-- Which cells it is about is said when it is asked for; what is approved is what was asked.
create function grades_refuse_late_cell() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
begin
    perform set_config('eduportal.scope', '*', true);
    if not exists (
        select 1 from grades_amendment a join grades_markrecord r on r.sheet_id = a.sheet_id
        where a.id = new.amendment_id and a.state = 'asked' and r.id = new.record_id
    ) then
        raise exception 'Amendment % takes no such cell.', new.amendment_id
            using errcode = 'restrict_violation';
    end if;
    perform set_config('eduportal.scope', scope_before, true);
    return new;
end $$;
create trigger amendedcell_in_time before insert on grades_amendedcell
    for each row execute function grades_refuse_late_cell();

call append_only('grades_amendment', 'truncate');
call append_only('grades_amendedcell');
call append_only('grades_amendmentstep');
call append_only('grades_amendmentpolicy');
call append_only('grades_evidence');
call append_only('grades_questionstep');
call append_only('grades_supportaction', 'delete or truncate');

-- The line as the amendment leaves it; null where it holds none of its cells as they were asked
-- for. The caller sees every school.
create function grades_amended(line jsonb, amendment bigint, record bigint) returns jsonb
language plpgsql stable set search_path = public, pg_temp as $$
declare
    cell record;
    amended jsonb := line;
begin
    for cell in
        select path, coalesce(before, 'null') as before, coalesce(after, 'null') as after
        from grades_amendedcell
        where amendment_id = amendment and record_id = record order by id
    loop
        if line #> cell.path is distinct from cell.before then
            return null;
        end if;
        amended := jsonb_set(amended, cell.path, cell.after, false);
    end loop;
    return nullif(amended, line);
end $$;
"""

# A package holds the lines of a sealed sheet as they were: none may come, change or go. The function
# brings its own scope: RETURNING set_config('eduportal.scope', '{}', true) is evaluated before it
# and would hide the sheet. The shared lock makes a writer wait for a seal that is under way, and a seal for a writer; the second query
# sees what the one waited for has left. The one way to change a line is the amendment that this
# transaction writes, whose three persons are there: exactly its cells, from exactly what they held.
SEALED_LINES = """
create function grades_refuse_sealed_lines() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    touched bigint[];
    sealed bigint;
    written bigint := nullif(current_setting('eduportal.amendment', true), '')::bigint;
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
begin
    perform set_config('eduportal.scope', '*', true);
    if tg_op = 'INSERT' then
        touched := array(select distinct sheet_id from new_rows);
    elsif tg_op = 'DELETE' then
        touched := array(select distinct sheet_id from old_rows);
    else
        touched := array(select sheet_id from new_rows union select sheet_id from old_rows);
    end if;
    perform 1 from grades_marksheet where id = any(touched) order by id for share;
    select id into sealed from grades_marksheet
        where id = any(touched) and state = 'sealed' limit 1;
    if found and tg_op = 'UPDATE' then
        select o.sheet_id into sealed
        from old_rows o join new_rows n on n.id = o.id
        join grades_marksheet s on s.id in (o.sheet_id, n.sheet_id) and s.state = 'sealed'
        where not coalesce(
            (o.sheet_id, o.school_id, o.studies_topics)
                = (n.sheet_id, n.school_id, n.studies_topics)
            and exists (
                select 1 from grades_amendment a
                where a.id = written and a.sheet_id = n.sheet_id and a.state = 'approved')
            and grades_line(n) = grades_amended(grades_line(o), written, n.id), false)
        limit 1;
    end if;
    if found then
        raise exception 'Mark sheet % is sealed: its lines never change.', sealed
            using errcode = 'restrict_violation';
    end if;
    perform set_config('eduportal.scope', scope_before, true);
    return null;
end $$;
create trigger markrecord_sealed_insert after insert on grades_markrecord
    referencing new table as new_rows for each statement
    execute function grades_refuse_sealed_lines();
create trigger markrecord_sealed_update after update on grades_markrecord
    referencing new table as new_rows old table as old_rows for each statement
    execute function grades_refuse_sealed_lines();
create trigger markrecord_sealed_delete after delete on grades_markrecord
    referencing old table as old_rows for each statement
    execute function grades_refuse_sealed_lines();
"""

# The results of a term, and what the seal took along from the register, may be written until every
# sheet of the class is sealed; afterwards only of the students whose cells the amendment changes
# that this transaction writes. They never go. The shared lock is as for lines.
SEALED_RESULTS = """
create function grades_refuse_sealed_results() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    stays bigint[];
    terms bigint[];
    sealed bigint;
    written bigint := nullif(current_setting('eduportal.amendment', true), '')::bigint;
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
begin
    perform set_config('eduportal.scope', '*', true);
    if tg_op = 'INSERT' then
        select array_agg(enrolment_id), array_agg(term_id) into stays, terms from new_rows;
    elsif tg_op = 'DELETE' then
        select array_agg(enrolment_id), array_agg(term_id) into stays, terms from old_rows;
    else
        select array_agg(enrolment_id), array_agg(term_id) into stays, terms from (
            select enrolment_id, term_id from new_rows
            union select enrolment_id, term_id from old_rows) both_rows;
    end if;
    perform 1 from grades_marksheet where id in (
        select s.id from unnest(stays, terms) as r (enrolment_id, term_id)
        join students_enrolment e on e.id = r.enrolment_id
        join grades_marksheet s
            on (s.class_group_id, s.term_id) = (e.class_group_id, r.term_id)
    ) order by id for share;
    select r.enrolment_id into sealed
    from unnest(stays, terms) as r (enrolment_id, term_id)
    join students_enrolment e on e.id = r.enrolment_id
    where (
        select bool_and(s.state = 'sealed') from grades_marksheet s
        where (s.class_group_id, s.term_id) = (e.class_group_id, r.term_id)
    ) and (tg_op = 'DELETE' or not exists (
        select 1 from grades_amendment a
        join grades_marksheet s on s.id = a.sheet_id
        join grades_amendedcell c on c.amendment_id = a.id
        join grades_markrecord l on l.id = c.record_id
        where a.id = written and a.state = 'approved'
            and (l.enrolment_id, s.term_id) = (r.enrolment_id, r.term_id)))
    limit 1;
    if found then
        raise exception 'The term of enrolment % is sealed: its results never change.', sealed
            using errcode = 'restrict_violation';
    end if;
    perform set_config('eduportal.scope', scope_before, true);
    return null;
end $$;
create trigger termresult_sealed_insert after insert on grades_termresult
    referencing new table as new_rows for each statement
    execute function grades_refuse_sealed_results();
create trigger termresult_sealed_update after update on grades_termresult
    referencing new table as new_rows old table as old_rows for each statement
    execute function grades_refuse_sealed_results();
create trigger termresult_sealed_delete after delete on grades_termresult
    referencing old table as old_rows for each statement
    execute function grades_refuse_sealed_results();
create trigger sealedstay_sealed_insert after insert on grades_sealedstay
    referencing new table as new_rows for each statement
    execute function grades_refuse_sealed_results();
create trigger sealedstay_sealed_update after update on grades_sealedstay
    referencing new table as new_rows old table as old_rows for each statement
    execute function grades_refuse_sealed_results();
create trigger sealedstay_sealed_delete after delete on grades_sealedstay
    referencing old table as old_rows for each statement
    execute function grades_refuse_sealed_results();
"""

# The history and the packages name a line by these columns; the history pairs old and new by id.
IDENTITY = """
create function grades_refuse_renaming() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    raise exception 'Mark record % keeps its id, uid and enrolment.', old.id
        using errcode = 'restrict_violation';
end $$;
create trigger markrecord_identity before update of id, uid, enrolment_id on grades_markrecord
    for each row when ((old.id, old.uid, old.enrolment_id)
        is distinct from (new.id, new.uid, new.enrolment_id))
    execute function grades_refuse_renaming();
"""

# A scored sheet holds no Đạt or Chưa đạt, a commented one no marks; a sheet of primary school levels
# beside tests in whole points, where the subject has them. No other sheet has levels.
FORM = """
create function grades_require_form() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    misfit bigint;
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
begin
    perform set_config('eduportal.scope', '*', true);
    select r.id into misfit from new_rows r join grades_marksheet s on s.id = r.sheet_id
    where case s.form when 'scored' then
            r.midterm in (200, 201) or r.final in (200, 201) or r.average in (200, 201)
                or 200 = any(r.regular) or 201 = any(r.regular)
        when 'commented' then
            r.midterm <= 100 or r.final <= 100 or r.average <= 100 or 100 >= any(r.regular)
        else r.average < 220 or 220 > any(r.regular)
            or (s.periodic_count < 2 and r.midterm is not null)
            or (s.periodic_count < 1 and r.final is not null)
            or r.midterm <> 210 and (r.midterm > 100 or mod(r.midterm, 10) <> 0)
            or r.final <> 210 and (r.final > 100 or mod(r.final, 10) <> 0) end
        or s.form <> 'levels'
            and (greatest(r.midterm, r.final, r.average) >= 220 or 220 <= any(r.regular))
    limit 1;
    if found then
        raise exception 'Mark record % does not fit the form of its sheet.', misfit
            using errcode = 'check_violation';
    end if;
    perform set_config('eduportal.scope', scope_before, true);
    return null;
end $$;
create trigger markrecord_form_insert after insert on grades_markrecord
    referencing new table as new_rows for each statement execute function grades_require_form();
create trigger markrecord_form_update after update on grades_markrecord
    referencing new table as new_rows for each statement execute function grades_require_form();
"""

STEPS = """
create function grades_refuse_step() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    written bigint := nullif(current_setting('eduportal.amendment', true), '')::bigint;
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
    is_amended boolean;
begin
    if tg_op = 'INSERT' then
        raise exception 'A mark sheet begins open, not %.', new.state
            using errcode = 'check_violation';
    end if;
    if tg_op = 'UPDATE' and old.state = 'sealed' and written is not null
        and to_jsonb(new) - array['revision', 'changed_at']
            = to_jsonb(old) - array['revision', 'changed_at']
    then
        -- That its lines have changed is said to whoever counts them.
        perform set_config('eduportal.scope', '*', true);
        select exists (
            select 1 from grades_amendment
            where id = written and sheet_id = old.id and state = 'approved'
        ) into is_amended;
        perform set_config('eduportal.scope', scope_before, true);
        if is_amended then
            return new;
        end if;
    end if;
    if old.state = 'sealed' then
        raise exception 'Mark sheet % is sealed: it never changes.', old.id
            using errcode = 'restrict_violation';
    end if;
    if old.state || '>' || new.state not in (
        'open>submitted', 'submitted>approved', 'submitted>open', 'approved>open',
        'approved>sealed'
    ) then
        raise exception 'A mark sheet cannot go from % to %.', old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger marksheet_born_open before insert on grades_marksheet for each row
    when (new.state <> 'open') execute function grades_refuse_step();
create trigger marksheet_legal_step before update on grades_marksheet for each row
    when (old.state is distinct from new.state
        or (old.state = 'sealed' and old is distinct from new))
    execute function grades_refuse_step();
create trigger marksheet_sealed_stays before delete on grades_marksheet for each row
    when (old.state = 'sealed') execute function grades_refuse_step();
"""

# Deferred to the commit, when the request's scope may already be gone: the function brings its
# own, and reads nothing but whether each record is in an accepted package of the class.
SEALED_HAS_PACKAGE = """
create function grades_sealed_has_package() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    carriers bigint[];
    missing bigint;
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
begin
    perform set_config('eduportal.scope', '*', true);
    carriers := array(
        select p.id
        from schools_classgroup c, schools_term t, schools_schoolyear y, exchange_package p
        where c.id = new.class_group_id and t.id = new.term_id and y.id = t.school_year_id
            and p.school_id = new.school_id and p.feed = 'term' and p.unit = c.code
            and p.year = y.code and p.period = 'hk' || t.number and p.state = 'accepted'
    );
    -- The lines of the class's students in the term; students/selectors/stays.py says which.
    select r.id into missing from grades_markrecord r
    join students_enrolment e on e.id = r.enrolment_id
    join students_student s on s.id = e.student_id
    join schools_term t on t.id = new.term_id
    where r.school_id = new.school_id and r.sheet_id = new.id
        and e.starts_on <= t.ends_on and (e.ends_on is null or e.ends_on >= t.starts_on)
        and not exists (
            select 1 from exchange_line l
            where l.student_uid = s.person_uid and l.package_id = any(carriers))
    limit 1;
    if found or carriers = '{}' then
        raise exception 'Mark sheet % is sealed but no accepted package carries it.', new.id
            using errcode = 'restrict_violation';
    end if;
    perform set_config('eduportal.scope', scope_before, true);
    return null;
end $$;
create constraint trigger marksheet_sealed_has_package
    after insert or update of state on grades_marksheet
    deferrable initially deferred for each row when (new.state = 'sealed')
    execute function grades_sealed_has_package();
"""

# What the homeroom teacher says: its history, and its peace once the class is sealed. An absence is
# in the result of every term it lies in, of the class of its stay and of the class that reports the
# student; once one of them is sealed it stays. The shared locks are as for marks above.
HOMEROOM = """
alter table grades_homeroomrecord add constraint homeroomrecord_traits_are_levels
    check (array_remove(traits, null) <@ array[1, 2, 3]::smallint[] and cardinality(traits) <= 20);

create function grades_homeroom_line(r grades_homeroomrecord) returns jsonb language sql immutable
    return jsonb_build_object('conduct', r.conduct, 'grounds', r.grounds, 'comment', r.comment,
        'traits', to_jsonb(r.traits));

create function grades_homeroom_changes() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    who bigint := nullif(current_setting('eduportal.actor', true), '')::bigint;
    by_door text := coalesce(nullif(current_setting('eduportal.door', true), ''), 'sql');
    why text := coalesce(current_setting('eduportal.reason', true), '');
begin
    if tg_op = 'UPDATE' then
        insert into grades_homeroomchange
            (school_id, enrolment_id, term_id, moment, at, actor_id, door, reason, old, new)
        select n.school_id, n.enrolment_id, n.term_id, n.moment, statement_timestamp(), who,
            by_door, why, grades_homeroom_line(o), grades_homeroom_line(n)
        from new_rows n join old_rows o on o.id = n.id
        where grades_homeroom_line(o) is distinct from grades_homeroom_line(n);
    elsif tg_op = 'INSERT' then
        insert into grades_homeroomchange
            (school_id, enrolment_id, term_id, moment, at, actor_id, door, reason, old, new)
        select n.school_id, n.enrolment_id, n.term_id, n.moment, statement_timestamp(), who,
            by_door, why, null, grades_homeroom_line(n)
        from new_rows n;
    else
        insert into grades_homeroomchange
            (school_id, enrolment_id, term_id, moment, at, actor_id, door, reason, old, new)
        select o.school_id, o.enrolment_id, o.term_id, o.moment, statement_timestamp(), who,
            by_door, why, grades_homeroom_line(o), null
        from old_rows o;
    end if;
    return null;
end $$;
create trigger homeroomrecord_history_insert after insert on grades_homeroomrecord
    referencing new table as new_rows for each statement
    execute function grades_homeroom_changes();
create trigger homeroomrecord_history_update after update on grades_homeroomrecord
    referencing new table as new_rows old table as old_rows for each statement
    execute function grades_homeroom_changes();
create trigger homeroomrecord_history_delete after delete on grades_homeroomrecord
    referencing old table as old_rows for each statement
    execute function grades_homeroom_changes();
call append_only('grades_homeroomchange');
call append_only('grades_commentreading');
call append_only('grades_homeroomrecord', 'truncate');

create function grades_refuse_if_sealed(sheets bigint[]) returns void language plpgsql
set search_path = public, pg_temp as $$
declare
    sealed bigint;
begin
    perform 1 from grades_marksheet where id = any(sheets) order by id for share;
    select id into sealed from grades_marksheet
        where id = any(sheets) and state = 'sealed' limit 1;
    if found then
        raise exception 'Mark sheet % is sealed: conduct, comments and absences stay.', sealed
            using errcode = 'restrict_violation';
    end if;
end $$;

create function grades_refuse_sealed_homeroom() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    touched bigint[];
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
begin
    perform set_config('eduportal.scope', '*', true);
    if tg_op = 'DELETE' then
        touched := array(select distinct s.id from old_rows r
            join students_enrolment e on e.id = r.enrolment_id join grades_marksheet s
            on s.class_group_id = e.class_group_id and s.term_id = r.term_id);
    else
        touched := array(select distinct s.id from new_rows r
            join students_enrolment e on e.id = r.enrolment_id join grades_marksheet s
            on s.class_group_id = e.class_group_id and s.term_id = r.term_id);
    end if;
    perform grades_refuse_if_sealed(touched);
    perform set_config('eduportal.scope', scope_before, true);
    return null;
end $$;
create trigger homeroomrecord_sealed_insert after insert on grades_homeroomrecord
    referencing new table as new_rows for each statement
    execute function grades_refuse_sealed_homeroom();
create trigger homeroomrecord_sealed_update after update on grades_homeroomrecord
    referencing new table as new_rows for each statement
    execute function grades_refuse_sealed_homeroom();
create trigger homeroomrecord_sealed_delete after delete on grades_homeroomrecord
    referencing old table as old_rows for each statement
    execute function grades_refuse_sealed_homeroom();

create function grades_refuse_homeroom_renaming() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    raise exception 'Homeroom record % keeps its student, term and moment.', old.id
        using errcode = 'restrict_violation';
end $$;
create trigger homeroomrecord_identity
    before update of id, enrolment_id, term_id, moment on grades_homeroomrecord for each row
    when ((old.id, old.enrolment_id, old.term_id, old.moment)
        is distinct from (new.id, new.enrolment_id, new.term_id, new.moment))
    execute function grades_refuse_homeroom_renaming();

-- The sheets in whose sealed results an absence on the day would be counted.
create function grades_sheets_counting(stay bigint, day date) returns setof bigint
language sql stable set search_path = public, pg_temp as $$
    select s.id
    from students_enrolment e
    join schools_term t on t.school_year_id = e.school_year_id
        and day between t.starts_on and t.ends_on
    join students_enrolment other on other.student_id = e.student_id
        and other.school_year_id = e.school_year_id
        and (other.id = e.id or (other.starts_on <= t.ends_on
            and (other.ends_on is null or other.ends_on >= t.ends_on)))
    join grades_marksheet s on s.class_group_id = other.class_group_id and s.term_id = t.id
    where e.id = stay
$$;

create function grades_refuse_sealed_absence() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    touched bigint[];
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
begin
    perform set_config('eduportal.scope', '*', true);
    if tg_op = 'INSERT' then
        touched := array(select distinct grades_sheets_counting(enrolment_id, "on") from new_rows);
    elsif tg_op = 'DELETE' then
        touched := array(select distinct grades_sheets_counting(enrolment_id, "on") from old_rows);
    else
        touched := array(select grades_sheets_counting(enrolment_id, "on") from new_rows
            union select grades_sheets_counting(enrolment_id, "on") from old_rows);
    end if;
    perform grades_refuse_if_sealed(touched);
    perform set_config('eduportal.scope', scope_before, true);
    return null;
end $$;
create trigger absence_sealed_insert after insert on students_absence
    referencing new table as new_rows for each statement
    execute function grades_refuse_sealed_absence();
create trigger absence_sealed_update after update on students_absence
    referencing new table as new_rows old table as old_rows for each statement
    execute function grades_refuse_sealed_absence();
create trigger absence_sealed_delete after delete on students_absence
    referencing old table as old_rows for each statement
    execute function grades_refuse_sealed_absence();
"""

YEARS = """
call append_only('grades_yearstep');
call append_only('grades_yeardecision');
call append_only('grades_levelcompletion', 'delete or truncate');
call append_only('grades_outsideterm');
call append_only('grades_outsideresult');

-- Each step begins where the last one of the class ended.
create function grades_refuse_year_step() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    stands text;
begin
    select to_state into stands from grades_yearstep
    where class_group_id = new.class_group_id order by id desc limit 1;
    if coalesce(stands, 'open') <> new.from_state
        or new.from_state || '>' || new.to_state not in (
            'open>proposed', 'proposed>open', 'proposed>sealed'
        )
    then
        raise exception 'The year of a class cannot go from % to %.',
            coalesce(stands, 'open'), new.to_state using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger yearstep_legal before insert on grades_yearstep
    for each row execute function grades_refuse_year_step();

-- What was sealed of a year changes with a reason only, and never goes. The columns of the summer
-- are taken out of the comparison until the summer is sealed as well.
create function grades_refuse_year_change() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    summer text[] := case when coalesce(to_jsonb(old) ->> 'promotion_again', '') = '' then array[
        'computed_at', 'retrained_conduct', 'parents_signed', 'training_note', 'trained_by_id',
        'trained_at', 'reassessed_learning', 'promotion_again', 'traits_again', 'sheet_id',
        'again', 'test_again', 'again_by_id', 'again_at'
    ] else array['computed_at'] end;
begin
    if tg_op = 'UPDATE' and (
        to_jsonb(new) - summer = to_jsonb(old) - summer
        or coalesce(current_setting('eduportal.reason', true), '') <> ''
    ) then
        return new;
    end if;
    raise exception 'Row % of % is a sealed result.', old.id, tg_table_name
        using errcode = 'restrict_violation';
end $$;
create trigger yearresult_sealed before update or delete on grades_yearresult
    for each row execute function grades_refuse_year_change();
create trigger yearsubject_sealed before update or delete on grades_yearsubject
    for each row execute function grades_refuse_year_change();

-- Nothing given again changes once its sheet is handed in.
create function grades_refuse_again() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if exists (
        select 1 from grades_againsheet
        where id in (old.sheet_id, new.sheet_id) and state <> 'open'
    ) then
        raise exception 'Re-assessment sheet % is handed in.', old.sheet_id
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger yearsubject_again before update of sheet_id, again, test_again
    on grades_yearsubject
    for each row execute function grades_refuse_again();

-- The steps of a mark sheet, and sealed for ever.
create trigger againsheet_born_open before insert on grades_againsheet for each row
    when (new.state <> 'open') execute function grades_refuse_step();
create trigger againsheet_legal_step before update on grades_againsheet for each row
    when (old.state is distinct from new.state
        or (old.state = 'sealed' and old is distinct from new))
    execute function grades_refuse_step();

-- The next sweep seals who has completed a level.
call note_changes('grades_levelcompletion', 'school_id', 'graduation');
"""

DROP = """
call without_notes('grades_levelcompletion');
drop trigger againsheet_legal_step on grades_againsheet;
drop trigger againsheet_born_open on grades_againsheet;
drop trigger yearsubject_again on grades_yearsubject;
drop function grades_refuse_again();
drop trigger yearsubject_sealed on grades_yearsubject;
drop trigger yearresult_sealed on grades_yearresult;
drop function grades_refuse_year_change();
drop trigger yearstep_legal on grades_yearstep;
drop function grades_refuse_year_step();
drop trigger grades_levelcompletion_append_only on grades_levelcompletion;
drop trigger grades_yeardecision_append_only on grades_yeardecision;
drop trigger grades_outsideterm_append_only on grades_outsideterm;
drop trigger grades_outsideresult_append_only on grades_outsideresult;
drop trigger grades_yearstep_append_only on grades_yearstep;
drop trigger absence_sealed_delete on students_absence;
drop trigger absence_sealed_update on students_absence;
drop trigger absence_sealed_insert on students_absence;
drop function grades_refuse_sealed_absence();
drop function grades_sheets_counting(bigint, date);
drop trigger homeroomrecord_identity on grades_homeroomrecord;
drop function grades_refuse_homeroom_renaming();
drop trigger homeroomrecord_sealed_delete on grades_homeroomrecord;
drop trigger homeroomrecord_sealed_update on grades_homeroomrecord;
drop trigger homeroomrecord_sealed_insert on grades_homeroomrecord;
drop function grades_refuse_sealed_homeroom();
drop function grades_refuse_if_sealed(bigint[]);
alter table grades_homeroomrecord drop constraint homeroomrecord_traits_are_levels;
drop trigger grades_homeroomrecord_append_only on grades_homeroomrecord;
drop trigger grades_commentreading_append_only on grades_commentreading;
drop trigger grades_homeroomchange_append_only on grades_homeroomchange;
drop trigger homeroomrecord_history_delete on grades_homeroomrecord;
drop trigger homeroomrecord_history_update on grades_homeroomrecord;
drop trigger homeroomrecord_history_insert on grades_homeroomrecord;
drop function grades_homeroom_changes();
drop function grades_homeroom_line(grades_homeroomrecord);
drop trigger marksheet_sealed_has_package on grades_marksheet;
drop function grades_sealed_has_package();
drop trigger marksheet_sealed_stays on grades_marksheet;
drop trigger marksheet_legal_step on grades_marksheet;
drop trigger marksheet_born_open on grades_marksheet;
drop function grades_refuse_step();
drop trigger markrecord_form_update on grades_markrecord;
drop trigger markrecord_form_insert on grades_markrecord;
drop function grades_require_form();
drop trigger markrecord_identity on grades_markrecord;
drop function grades_refuse_renaming();
drop trigger grades_questionstep_append_only on grades_questionstep;
drop trigger grades_supportaction_append_only on grades_supportaction;
drop trigger grades_evidence_append_only on grades_evidence;
drop trigger grades_amendmentpolicy_append_only on grades_amendmentpolicy;
drop trigger grades_amendmentstep_append_only on grades_amendmentstep;
drop trigger grades_amendedcell_append_only on grades_amendedcell;
drop trigger grades_amendment_append_only on grades_amendment;
drop trigger amendedcell_in_time on grades_amendedcell;
drop function grades_refuse_late_cell();
drop trigger amendment_legal_step on grades_amendment;
drop function grades_refuse_amendment();
drop trigger sealedstay_sealed_delete on grades_sealedstay;
drop trigger sealedstay_sealed_update on grades_sealedstay;
drop trigger sealedstay_sealed_insert on grades_sealedstay;
drop trigger termresult_sealed_delete on grades_termresult;
drop trigger termresult_sealed_update on grades_termresult;
drop trigger termresult_sealed_insert on grades_termresult;
drop function grades_refuse_sealed_results();
drop trigger markrecord_sealed_delete on grades_markrecord;
drop trigger markrecord_sealed_update on grades_markrecord;
drop trigger markrecord_sealed_insert on grades_markrecord;
drop function grades_refuse_sealed_lines();
drop function grades_amended(jsonb, bigint, bigint);
drop trigger grades_regulationset_append_only on grades_regulationset;
drop trigger regulationset_append_only on grades_regulationset;
drop function grades_refuse_set_change();
drop trigger regulationset_born_draft on grades_regulationset;
drop function grades_refuse_born_set();
drop trigger grades_markrecord_append_only on grades_markrecord;
drop trigger grades_sealdecision_append_only on grades_sealdecision;
drop trigger grades_removal_append_only on grades_removal;
drop trigger grades_sheetstep_append_only on grades_sheetstep;
drop trigger grades_markchange_append_only on grades_markchange;
drop trigger markrecord_history_delete on grades_markrecord;
drop trigger markrecord_history_update on grades_markrecord;
drop trigger markrecord_history_insert on grades_markrecord;
drop function grades_record_changes();
drop function grades_line(grades_markrecord);
alter table grades_markrecord drop constraint markrecord_regular_are_cells;
drop function grades_are_cells(smallint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("grades", "0002_scope")]

    operations = [
        migrations.RunSQL(
            [
                CELLS,
                HISTORY,
                REGULATIONS,
                AMENDMENTS,
                SEALED_LINES,
                SEALED_RESULTS,
                IDENTITY,
                FORM,
                STEPS,
                SEALED_HAS_PACKAGE,
                YEARS,
                HOMEROOM,
            ],
            [DROP],
        )
    ]
