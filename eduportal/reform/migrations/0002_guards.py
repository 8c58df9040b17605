"""The register is the Department's: only a scope over everything reaches it."""

from django.db import migrations

TABLES = (
    "scheme",
    "objective",
    "indicator",
    "target",
    "reportedvalue",
    "measure",
    "measuredocument",
    "schemestep",
    "review",
)
GROWING = ("reportedvalue", "measuredocument", "schemestep")
ALLOWED = "(select current_setting('eduportal.scope', true)) = '*'"
FROZEN = """
create function reform_keep_reviews() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if old.state = 'approved' or (tg_op = 'UPDATE' and
        (old.lines, old.as_of, old.scheme_id) is distinct from
        (new.lines, new.as_of, new.scheme_id)) then
        raise exception 'What a review has frozen stays.' using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger frozen before update or delete on reform_review
    for each row execute function reform_keep_reviews();
"""
THAWED = """
drop trigger frozen on reform_review;
drop function reform_keep_reviews();
"""


def _guard(table: str) -> str:
    return f"""
alter table reform_{table} enable row level security;
alter table reform_{table} force row level security;
create policy reform_{table}_scope on reform_{table} using ({ALLOWED}) with check ({ALLOWED});
"""


class Migration(migrations.Migration):
    dependencies = [("reform", "0001_initial"), ("schools", "0002_scope")]

    operations = [
        *(
            migrations.RunSQL([_guard(table)], [f"call without_scope('reform_{table}')"])
            for table in TABLES
        ),
        *(
            migrations.RunSQL(
                [f"call append_only('reform_{table}')"],
                [f"drop trigger reform_{table}_append_only on reform_{table}"],
            )
            for table in GROWING
        ),
        migrations.RunSQL([FROZEN], [THAWED]),
    ]
