"""A province of packages that are there by their heads alone, to be compared and never sent."""

from benchmarks._levels import OURS, forget, rows_of

SCHOOLS = 1000
# Beyond every number that is given otherwise.
FIRST = 100_000_000
# Copies of one school, the same one on both nodes, with its classes in both terms.
FILL = f"""
set session_replication_role = replica;
create temporary table source as
    select p.*, row_number() over (order by p.unit) as number
    from exchange_package p where p.feed = 'term' and p.state = 'accepted' and p.school_id = (
        select s.id from exchange_package q join schools_school s on s.id = q.school_id
        where q.feed = 'term' and q.state = 'accepted'
        group by s.id, s.code order by count(*) desc, s.code limit 1);
insert into schools_school
select copy.* from schools_school s cross join generate_series(1, {SCHOOLS}) n
cross join lateral jsonb_populate_record(s, jsonb_build_object(
    'id', {FIRST} + n, 'public_id', gen_random_uuid(), 'code', 'P' || n)) copy
where s.id = (select school_id from source limit 1);
insert into exchange_package
select copy.* from source cross join generate_series(1, {SCHOOLS}) n
cross join (values (0, 'hk1'), (1, 'hk2')) terms(number, period)
join exchange_package p on p.id = source.id
cross join lateral jsonb_populate_record(p, jsonb_build_object(
    'id', {FIRST} + (n * 1000 + source.number) * 2 + terms.number, 'school_id', {FIRST} + n,
    'period', terms.period, 'content', '', 'custody', '',
    'hash', encode(sha256(concat_ws(' ', n, p.unit, terms.period)::bytea), 'hex'))) copy;
"""
COUNT = f"select count(*) from exchange_package where id > {FIRST}"
# Here everything was accepted above once.
ACCEPTED = f"""
insert into exchange_outboxentry
    (school_id, package_id, peer_id, state, not_before, attempts, last_error, created_at,
    settled_at)
select school_id, id, (select id from exchange_peer where relation = 'upstream'), 'accepted',
    now(), 0, '', now(), now()
from exchange_package where id > {FIRST};
"""
LOSE_TWO = f"""
delete from exchange_package where id in (
    select id from exchange_package where id > {FIRST} order by hash limit 2);
"""


def fill(database: str) -> int:
    """How many packages were made."""
    with rows_of(database) as cursor:
        cursor.execute(FILL)
        if database == OURS:
            cursor.execute(ACCEPTED)
        cursor.execute("vacuum analyze")
        cursor.execute(COUNT)
        return int(cursor.fetchone()[0])


def lose_two(database: str) -> None:
    forget(database, LOSE_TWO)
