"""Whose data each address shows: what the access log has to say of its answers.

The walk over tests/routes.py compares. Of a kind declared here, the log names exactly the persons
who stand in the answer; of students and staff not declared here, nobody stands in it. The authors
of official acts (who changed a mark, brought a file, decided a set) are no answer about an
account: their names stand under what they did.
"""

from eduportal.core.looking import Kind

Kinds = frozenset[Kind]
NOBODY: Kinds = frozenset()
STUDENTS: Kinds = frozenset({Kind.STUDENT})
STAFF: Kinds = frozenset({Kind.STAFF})
ACCOUNTS: Kinds = frozenset({Kind.ACCOUNT})

# Lists and forms of the administration: accounts, and no child.
ADMIN_PERSONAL = ACCOUNTS
PERSONAL: dict[str, Kinds] = {
    "home": NOBODY,
    "set_language": NOBODY,
    "styleguide": NOBODY,
    "health": NOBODY,
    "schools:period": NOBODY,
    "schools:school-list": NOBODY,
    # One's own account: who signs in is in the records of signing in.
    "accounts:sign-in": NOBODY,
    "accounts:sign-in-json": NOBODY,
    "accounts:sign-out": NOBODY,
    "accounts:profile": NOBODY,
    "accounts:password-change": NOBODY,
    "accounts:password-reset": NOBODY,
    "accounts:password-reset-done": NOBODY,
    "accounts:password-reset-confirm": NOBODY,
    "accounts:password-reset-complete": NOBODY,
    "accounts:second-factor": NOBODY,
    "accounts:second-factor-setup": NOBODY,
    "accounts:factors": NOBODY,
    "accounts:factor-rename": NOBODY,
    "accounts:factor-remove": NOBODY,
    "accounts:passkey-new": NOBODY,
    "accounts:passkey-new-options": NOBODY,
    "accounts:passkey-options": NOBODY,
    "accounts:passkey-sign-in": NOBODY,
    "accounts:sessions": NOBODY,
    "accounts:session-end": NOBODY,
    "accounts:sessions-end": NOBODY,
    # The accounts of one's school.
    "accounts:school-list": NOBODY,
    "accounts:school-accounts": ACCOUNTS,
    "accounts:school-account": ACCOUNTS,
    "accounts:recovery-codes": NOBODY,
    "students:student-list": STUDENTS,
    "students:class-subjects": STUDENTS,
    "grades:marksheet-list": NOBODY,
    "grades:marksheet-edit": STUDENTS,
    "grades:marksheet-save": STUDENTS,
    "grades:marksheet-changes": STUDENTS,
    "grades:marksheet-history": STUDENTS,
    "grades:marksheet-step": STUDENTS,
    "grades:class-list": NOBODY,
    "grades:class-detail": STUDENTS,
    "grades:class-seal": STUDENTS,
    "grades:sheets-open": NOBODY,
    "grades:regulation-list": NOBODY,
    "grades:regulation-detail": NOBODY,
    "grades:regulation-change": NOBODY,
    "grades:regulation-discard": NOBODY,
    "grades:regulation-force": NOBODY,
    "grades:regulation-withdraw": NOBODY,
    "grades:comparison-start": NOBODY,
    "grades:comparison-detail": STUDENTS,
    "grades:comparison-discard": NOBODY,
    # Figures only, small numbers hidden.
    "dashboards:overview": NOBODY,
    "dashboards:late": NOBODY,
    "dashboards:commune": NOBODY,
    "dashboards:school": NOBODY,
    "dashboards:class": NOBODY,
    "dashboards:received": NOBODY,
    "exchange:board": NOBODY,
    "exchange:package-detail": STUDENTS,
    "exchange:entry-send": NOBODY,
    # A node is told about records it has sent itself; what went where is in outbox and receipts.
    "sync:capabilities": NOBODY,
    "sync:receipts": NOBODY,
    "sync:package-receipt": NOBODY,
    "sync:package-errors": NOBODY,
    "sync:bundles": NOBODY,
    "sync:have": NOBODY,
    "imports:job-list": NOBODY,
    "imports:job-new": NOBODY,
    "imports:job-detail": STUDENTS,
    "imports:job-problems": STUDENTS,
    "imports:job-answer": NOBODY,
    "imports:job-confirm": NOBODY,
    "imports:job-discard": NOBODY,
    "privacy:search": STUDENTS | STAFF | ACCOUNTS,
    "privacy:student": STUDENTS | ACCOUNTS,
    "privacy:account": ACCOUNTS,
    "privacy:account-students": STUDENTS | ACCOUNTS,
    "privacy:alert-list": ACCOUNTS,
    "privacy:alert-detail": ACCOUNTS,
    "privacy:retention": NOBODY,
    "privacy:student-copy": STUDENTS | ACCOUNTS,
    "privacy:account-copy": STAFF | ACCOUNTS,
    "privacy:staff-copy": STAFF | ACCOUNTS,
    "privacy:correction-list": STUDENTS | ACCOUNTS,
    "privacy:correction-detail": STUDENTS | ACCOUNTS,
    "privacy:student-correction": STUDENTS,
    "privacy:account-correction": ACCOUNTS,
    "api:schema": NOBODY,
    "api:school-list": NOBODY,
    "api:school-detail": NOBODY,
    "api:class-list": NOBODY,
    "api:class-detail": NOBODY,
    "api:student-list": STUDENTS,
    "api:student-detail": STUDENTS,
    "api:marksheet-list": NOBODY,
    "api:marksheet-detail": STUDENTS,
    "api:marksheet-cells": STUDENTS,
    "api:package-list": STUDENTS,
    "api:package-detail": STUDENTS,
}
