"""Forms of the students' register."""

from students.forms.record import EndForm, ExemptionForm, PapersForm
from students.forms.register import (
    AskForm,
    IdentityForm,
    LetGoForm,
    NewStudentForm,
    OfferForm,
    RefusalForm,
    TakeForm,
    choice_row,
    choices_in,
    made_for,
)

__all__ = [
    "AskForm",
    "EndForm",
    "ExemptionForm",
    "IdentityForm",
    "LetGoForm",
    "NewStudentForm",
    "OfferForm",
    "PapersForm",
    "RefusalForm",
    "TakeForm",
    "choice_row",
    "choices_in",
    "made_for",
]
