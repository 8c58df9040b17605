"""What can be wrong with a travelling mark record, for people. docs/exchange.md lists the codes."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "bad_uid": _("The record's or the student's identity is not valid."),
    "bad_code": _("A code is too long or is not text."),
    "bad_form": _("The form of assessment is unknown."),
    "bad_mark": _("This is not a mark from 0.0 to 10.0."),
    "bad_record": _("The record has the wrong shape."),
    "wrong_count": _("The subject has another number of regular marks in a term (Art. 6)."),
    "exempt_cell": _("A single mark cannot be exempt under this regulation set."),
    "unknown_class": _("No class of this programme, grade and year is assessed under the set."),
    "wrong_form": _("The marks do not fit the form of assessment."),
    "wrong_average": _("The average does not follow from the marks under the regulation set."),
    "student_twice": _("The student has several records in one subject."),
    "counted_elsewhere": _("The record already counts in another class or term."),
}
