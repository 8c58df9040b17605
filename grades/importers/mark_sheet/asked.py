"""What a cell of a mark sheet says that only the school can explain, asked once for the file."""

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer, Question
from eduportal.workbooks.problems import Place, Problem
from grades.models import MarkSheet
from grades.rules.cells import CellCode

# The letters whose meaning differs from school to school. "Miễn" written out needs no question.
UNCERTAIN = {"m": "M", "mg": "MG"}
NOT_EXEMPT = (
    ("absent", gettext_noop("absent (Vắng)")),
    ("skip", gettext_noop("nothing: leave these cells as they are")),
)
MEANINGS = (("exempt", gettext_noop("exempt from this assessment (Miễn)")), *NOT_EXEMPT)
WRITTEN_AS = {"exempt": CellCode.EXEMPT, "absent": CellCode.ABSENT}
ONE_OR_TWO = (
    ("one", gettext_noop("one mark with a decimal")),
    ("two", gettext_noop("two marks")),
)


class MarkRefused(Exception):
    """A value that is not stored, and why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def letter_meant(importer: Importer, place: Place, letter: str, sheet: MarkSheet) -> int | None:
    """What the letter stands for on this sheet. Raises MarkRefused.

    Where the regulation set refuses an exemption in a single cell, that is another question: an
    answer given under another set is not taken for it.
    """
    if sheet.scheme.takes_exempt_cells:
        answer = answer_to(importer, place, letter, "what_does_it_mean", MEANINGS, letter)
    else:
        key, rule = f"{letter}-not-exempt", "what_if_not_exempt"
        answer = answer_to(importer, place, key, rule, NOT_EXEMPT, letter)
    return WRITTEN_AS.get(answer)


def answer_to(
    importer: Importer,
    place: Place,
    key: str,
    rule: str,
    choices: tuple[tuple[str, str], ...],
    text: str,
) -> str:
    """What the school says a text means, asked once; MarkRefused while it has not said."""
    question = Question(key, importer.messages[rule], choices, params={"text": text})
    answer = importer.ask(question)
    if answer is None:
        raise MarkRefused(importer.problem(rule, place, severity="question", text=text))
    return answer
