"""What the access log calls pages, for people."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from eduportal.core.looking import Kind

# Every page that shows persons, by its name in the URL table, apart from the administration's.
PAGES = {
    "search": _("Search"),
    "notices:list": _("Notices"),
    "privacy:alert-list": _("Alerts"),
    "privacy:alert-detail": _("Alerts"),
    "accounts:people": _("Accounts"),
    "accounts:person": _("Account"),
    "accounts:school-accounts": _("Accounts of the school"),
    "accounts:school-account": _("Accounts of the school"),
    "accounts:school-deputies": _("Deputies"),
    "students:student-list": _("List of students"),
    "students:class-subjects": _("Chosen subjects"),
    "students:class-topics": _("Study topics"),
    "students:student-correct": _("Correct the record"),
    "students:papers": _("Documents"),
    "students:exemptions": _("Exemptions"),
    "students:exemption-end": _("Exemptions"),
    "students:transfer-list": _("Transfers"),
    "students:transfer": _("Transfer"),
    "students:transfer-offer": _("Transfer to another school"),
    "staffing:staff-list": _("Staff"),
    "staffing:staff": _("Staff member"),
    "staffing:staff-new": _("New staff member"),
    "staffing:account-new": _("Create accounts"),
    "staffing:staff-edit": _("Staff member"),
    "staffing:post-add": _("Staff member"),
    "staffing:duty-add": _("Staff member"),
    "staffing:row-change": _("Staff member"),
    "staffing:assignments": _("Assignments"),
    "staffing:cells": _("Assignments"),
    "staffing:class-assignments": _("Assignments of a class"),
    "staffing:substitutes": _("Substitutes"),
    "staffing:class-past": _("History of assignments"),
    "staffing:teachers": _("Assignments by teacher"),
    "staffing:draft": _("Draft of assignments"),
    "staffing:draft-cells": _("Draft of assignments"),
    "staffing:copy": _("Copying of assignments"),
    "grades:register": _("Classes of the year"),
    "grades:class-new": _("Add classes"),
    "grades:class-edit": _("Change of a class"),
    "grades:roster": _("List of a class"),
    "grades:student-remove": _("Removal of a student"),
    "grades:staff-remove": _("Removal of a staff member"),
    "grades:removal-list": _("What was removed"),
    "grades:student": _("Student"),
    "grades:student-number": _("Personal number shown"),
    "grades:student-move": _("Change of class"),
    "grades:student-leave": _("Leaving the class"),
    "grades:student-return": _("Coming back"),
    "grades:student-elsewhere": _("Results at other schools"),
    "grades:student-outside": _("Marks from outside"),
    "grades:marksheet-list": _("My mark sheets"),
    "grades:marksheet-edit": _("Mark sheet"),
    "grades:marksheet-save": _("Mark sheet"),
    "grades:marksheet-changes": _("Mark sheet"),
    "grades:marksheet-set-back": _("Set a mark sheet back"),
    "grades:marksheet-midterm": _("Mid-term results"),
    "grades:class-midterm": _("Mid-term results"),
    "grades:marksheet-cell": _("Details of a cell"),
    "grades:marksheet-file": _("Mark sheet as a file"),
    "grades:marksheet-history": _("Change history"),
    "grades:marksheet-gaps": _("Empty cells of a mark sheet"),
    "grades:entry-days": _("Days of entry"),
    "grades:entry-exception-new": _("Give an exception"),
    "grades:queue": _("Work of the school"),
    "grades:class-detail": _("Class results"),
    "grades:class-comments": _("Comments of a class"),
    "grades:homeroom": _("Homeroom class"),
    "grades:homeroom-save": _("Homeroom class"),
    "grades:homeroom-history": _("Change history"),
    "grades:roll-call": _("Roll call"),
    "grades:class-seal": _("Sealing a class"),
    "grades:class-decide": _("Sealing a class"),
    "grades:class-correct": _("Correction of a sealed class"),
    "grades:class-year": _("End of a class's year"),
    "grades:class-year-step": _("End of a class's year"),
    "grades:class-year-decide": _("End of a class's year"),
    "grades:class-year-seal": _("End of a class's year"),
    "grades:class-year-correct": _("End of a class's year"),
    "grades:class-year-complete": _("End of a class's year"),
    "grades:class-year-file": _("End of a class's year as a file"),
    "grades:summer": _("Re-assessment and summer training"),
    "grades:summer-student": _("Re-assessment and summer training"),
    "grades:summer-seal": _("Re-assessment and summer training"),
    "grades:again-sheet": _("Re-assessment sheet"),
    "grades:again-assign": _("Re-assessment sheet"),
    "grades:amendment-new": _("Ask for an amendment"),
    "grades:amendment-list": _("Changes after sealing"),
    "grades:amendment": _("Amendment"),
    "grades:evidence": _("Evidence of an amendment"),
    "grades:review-new": _("A request to look at marks again"),
    "grades:review-list": _("Marks to look at again"),
    "grades:review": _("A request to look at marks again"),
    "grades:comparison-detail": _("Comparison of regulation sets"),
    "imports:job-detail": _("Import"),
    "imports:job-problems": _("Problems of an import"),
    "exchange:held": _("Students who count elsewhere"),
    "exchange:package-detail": _("Sealed package"),
    "exchange:package-students": _("Students of a sealed package"),
    "exchange:package-evidence": _("Evidence of a class as a file"),
    "exchange:student": _("Proof of one student's result"),
    "exchange:student-evidence": _("Evidence of one student as a file"),
    "exchange:ministry-records": _("Records for the Ministry's database"),
    "exchange:ministry-file": _("List of students in the Ministry's layout"),
    "exchange:package-differences": _("What differs above"),
    "exchange:entry-decide": _("Which version counts?"),
    "api:student-list": _("List of students"),
    "api:student-detail": _("Student"),
    "api:marksheet-detail": _("Mark sheet"),
    "api:marksheet-cells": _("Mark sheet"),
    "api:package-list": _("Sealed packages"),
    "api:package-detail": _("Sealed package"),
    "privacy:search": _("Access log: search"),
    "privacy:student": _("Access log: a student"),
    "privacy:account": _("Access log: an account"),
    "privacy:account-students": _("Access log: students seen"),
    "privacy:student-copy": _("Copy of a student's data"),
    "privacy:account-copy": _("Copy of an account's data"),
    "privacy:staff-copy": _("Copy of a staff member's data"),
    "privacy:correction-list": _("Requests for correction"),
    "privacy:correction-detail": _("Request for correction"),
    "privacy:student-correction": _("Request for correction"),
    "privacy:account-correction": _("Request for correction"),
}
# Kinds of file that may be told of other schools' students.
FILES = {"student-roster": _("Import: list of students")}
# Persons of each kind, counted.
COUNTED = {
    Kind.STUDENT: ngettext_lazy("%(number)d student", "%(number)d students", "number"),
    Kind.STAFF: ngettext_lazy("%(number)d staff member", "%(number)d staff members", "number"),
    Kind.ACCOUNT: ngettext_lazy("%(number)d account", "%(number)d accounts", "number"),
}


def title_of(route: str) -> str:
    """What people call a page; a page of the administration by what it lists, a command as it is.

    What has been renamed or removed since keeps the name it had.
    """
    if not route.startswith("admin:"):
        return str(PAGES.get(route, route))
    app, _underscore, rest = route.removeprefix("admin:").partition("_")
    try:
        model = apps.get_model(app, rest.partition("_")[0])
    except LookupError:
        return str(_("Administration"))
    return f"{_('Administration')}: {model._meta.verbose_name_plural}"
