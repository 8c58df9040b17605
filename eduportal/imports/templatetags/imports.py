"""What the import pages show of stored problems and rows, in the reader's language."""

from collections.abc import Iterable

from django import template

from eduportal.imports.choices import Action, Severity
from eduportal.imports.importer import Change
from eduportal.imports.models import ImportProblem
from eduportal.imports.sentences import sentence, word

register = template.Library()
SEVERITY_TAGS = {
    Severity.ERROR: "tag--red",
    Severity.WARNING: "tag--amber",
    Severity.QUESTION: "tag--navy",
}
ACTION_TAGS = {Action.NEW: "tag--green", Action.CHANGED: "tag--amber", Action.REFUSED: "tag--red"}


@register.simple_tag
def problem_sentence(problem: ImportProblem) -> str:
    """A stored problem as a sentence."""
    return sentence(problem.message, problem.params)


@register.filter
def shown_changes(changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    """Title, old and new value of each change; what is stored as a msgid is translated."""
    return [
        (
            word(change["title"]),
            word(change["old"]) if change["is_code"] else change["old"],
            word(change["new"]) if change["is_code"] else change["new"],
        )
        for change in changes
    ]


@register.simple_tag
def severity_tag(severity: str) -> str:
    """The colour of a severity."""
    return SEVERITY_TAGS[Severity(severity)]


@register.simple_tag
def action_tag(action: str) -> str:
    """The colour of an action; unchanged rows have none."""
    return ACTION_TAGS.get(Action(action), "")
