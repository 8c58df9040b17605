"""Taking back a list of students that was written."""

from collections.abc import Collection

from django.utils.translation import gettext_noop

from eduportal.accounts.models import User
from eduportal.imports.importer import Context, FileRefused
from eduportal.imports.selectors import rows_made
from eduportal.imports.undoing import Undone, Working
from eduportal.workbooks.problems import problem
from schools.models import ClassGroup
from students.services import SealedSince, take_back_list

MESSAGES = {
    "sealed_since": gettext_noop(
        "Term %(number)d of class “%(name)s” has been sealed with these students. What is sealed "
        "is changed by an amendment only."
    )
}


def take_back(
    context: Context, known: Collection[int], admitted: Collection[int], working: Working
) -> Undone:
    """What the list brought and changed, as far as it is still so. Raises FileRefused.

    `known` are the students it found in the register, `admitted` other schools' records of those
    whom it admitted.
    """
    try:
        return take_back_list(
            school_id=context.school_id,
            operation=str(context.operation),
            known=known,
            admitted=admitted,
            classes=rows_made(context.operation, ClassGroup),
            by=User.objects.get(pk=context.user_id or 0),
            working=working,
        )
    except SealedSince as error:
        raise FileRefused(
            [
                problem("sealed_since", messages=MESSAGES, number=term.number, name=name)
                for name, term in error.sealed
            ]
        ) from error
