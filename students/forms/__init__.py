"""Forms of the students' register."""

from students.forms.arriving import ComerForm
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
from students.forms.topics import topic_choices_in, topic_row

__all__ = [
    "AskForm",
    "ComerForm",
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
    "topic_choices_in",
    "topic_row",
]
