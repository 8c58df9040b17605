"""What PostgreSQL may write to its own log about the portal: no statement, and nothing of a row.

psycopg2 puts values into the statement, and messages and details of errors quote rows. The portal's
log holds every failure by class, SQLSTATE and constraint (eduportal/logs.py), so that none is lost.
Only a superuser may set these; they are set on both roles, and the portal checks its own
(scoping/checks.py).
"""

SETTINGS = {
    # No errors, no warnings, and nothing measured: slow statements, lock waits, plans.
    "log_min_messages": "fatal",
    # No statement beside the end of a session, for example when an administrator ends it.
    "log_min_error_statement": "panic",
    # When a session crashes, is killed, or is part of a deadlock, other processes quote its query.
    "track_activities": "off",
}


def statements(role: str) -> list[str]:
    """What a superuser runs once for a role; sessions opened afterwards obey."""
    return [f"alter role {role} set {name} = {value}" for name, value in SETTINGS.items()]
