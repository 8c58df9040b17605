"""Keep the whole chain of signatures, count a scope once whoever seals it, let nothing change."""

from django.db import migrations, models

from eduportal.exchange.states import PACKAGE_EDGES

# The scope is the migration's own: without one row-level security hides every package.
FIRST_LINK = """
select set_config('eduportal.scope', '*', true);
update exchange_package set custody = jsonb_build_array(jsonb_build_object(
    'node', origin, 'key_id', key_id,
    'signature', translate(encode(signature, 'base64'), E'\\n', '')));
"""
BACK = """
select set_config('eduportal.scope', '*', true);
update exchange_package set key_id = custody -> 0 ->> 'key_id',
    signature = decode(custody -> 0 ->> 'signature', 'base64');
"""
# PostgreSQL refuses to alter a table while checks of the update above are still to come.
AT_ONCE = "set constraints all immediate;"

EDGES = ", ".join(
    f"'{start.value}>{end.value}'" for start, ends in PACKAGE_EDGES.items() for end in sorted(ends)
)
FUNCTION = """
create or replace function exchange_package_edge() returns trigger language plpgsql as $$
declare
    before exchange_package := old;
begin
    before.state := new.state;
    if {changed} then
        raise exception 'A sealed package never changes.' using errcode = 'check_violation';
    end if;
    if old.state <> new.state
        and old.state || '>' || new.state not in ({edges}) then
        raise exception 'A package cannot go from %% to %%.', old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
"""
ONLY_BYTES = "old.content is distinct from new.content or old.hash <> new.hash"
ALL_BUT_STATE = "before is distinct from new"


def function(changed: str) -> str:
    """The trigger's function with its condition for a change nobody may make."""
    return FUNCTION.format(changed=changed, edges=EDGES).replace("%%", "%")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_legal_edges")]

    operations = [
        migrations.AddField("package", "custody", models.JSONField(null=True)),
        # Nullable, so that the way back can add them before it fills them.
        migrations.AlterField("package", "key_id", models.CharField(max_length=64, null=True)),
        migrations.AlterField("package", "signature", models.BinaryField(null=True)),
        migrations.RunSQL([FIRST_LINK, AT_ONCE], [BACK, AT_ONCE]),
        migrations.AlterField("package", "custody", models.JSONField(verbose_name="custody")),
        migrations.RemoveField("package", "key_id"),
        migrations.RemoveField("package", "signature"),
        migrations.RunSQL([function(ALL_BUT_STATE)], [function(ONLY_BYTES)]),
        migrations.RemoveConstraint("package", "package_one_per_scope_version"),
        migrations.RemoveConstraint("package", "package_one_accepted_per_scope"),
        migrations.AddConstraint(
            "package",
            models.UniqueConstraint(
                fields=["scope", "origin", "version"], name="package_one_per_scope_version"
            ),
        ),
        migrations.AddConstraint(
            "package",
            models.UniqueConstraint(
                fields=["scope"],
                condition=models.Q(("state", "accepted")),
                name="package_one_accepted_per_scope",
            ),
        ),
        migrations.AddIndex(
            "package", models.Index(fields=["-sealed_at", "-id"], name="package_newest")
        ),
        migrations.AddIndex(
            "delivery", models.Index(fields=["peer", "-id"], name="delivery_newest")
        ),
    ]
