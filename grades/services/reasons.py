"""Why a person takes a step, as it is kept with the step."""

from django.utils.translation import gettext as _

from eduportal.core.reading import refusal_sentence
from eduportal.core.text import TextRefused, is_blank, read_text
from grades.services.errors import MarkBookError


def read_reason(text: str, most: int, refused: type[MarkBookError]) -> str:
    """The reason, trimmed, empty when none is given; raises `refused` for one not taken in."""
    try:
        read = read_text(text.strip(), most)
    except TextRefused as problem:
        raise refused(refusal_sentence(problem, _("Reason"))) from problem
    return "" if is_blank(read) else read
