"""What can be wrong with a travelling mark record, for people. docs/exchange.md lists the codes."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "bad_layout": _("The list of the subjects and their columns does not fit."),
    "bad_mark": _("A cell is neither a mark from 0.0 to 10.0 nor a known code."),
    "bad_result": _("The term's result is not valid."),
    "wrong_count": _("The subject has another number of regular marks in a term (Art. 6)."),
    "exempt_cell": _("A single mark cannot be exempt under this regulation set."),
    "unknown_class": _("No class of this programme, grade and year is assessed under the set."),
    "wrong_form": _("The marks do not fit the form of assessment."),
    "wrong_average": _("The average does not follow from the marks under the regulation set."),
}
