"""What a user chooses when bringing a mark sheet; an empty choice leaves it to the file."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from grades.importers.mark_sheet.targets import marked_subjects
from schools.models import Term

Choices = list[tuple[str, str | Promise]]
AS_IN_FILE = ("", _("As the file says"))


def _subjects() -> Choices:
    return [AS_IN_FILE, *((subject.code, subject.name) for subject in marked_subjects())]


def _terms() -> Choices:
    terms = Term.objects.select_related("school_year").order_by("-starts_on")
    return [AS_IN_FILE, *((term.code, str(term)) for term in terms)]


class ClassOptions(forms.Form):
    """Class, term and its time, for a file that does not name them or names them wrongly."""

    class_name = TextField(
        label=_("Class"),
        required=False,
        max_length=20,
        help_text=_("Leave it empty if the file says the class."),
    )
    term = forms.ChoiceField(label=_("Term"), required=False, choices=_terms)
    moment = forms.ChoiceField(
        label=_("Time of the term"),
        required=False,
        choices=[AS_IN_FILE, ("gk", _("middle of the term")), ("ck", _("end of the term"))],
        help_text=_("For a sheet of primary school whose titles do not say it."),
    )


class MarkSheetOptions(ClassOptions):
    """The same with the subject."""

    subject = forms.ChoiceField(label=_("Subject"), required=False, choices=_subjects)
    field_order = ("class_name", "subject", "term", "moment")
