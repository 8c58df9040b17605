"""What the import pages show of stored problems and rows, in the reader's language."""

from django import template

from eduportal.imports.choices import Action, Severity
from eduportal.imports.models import ImportProblem
from eduportal.imports.selectors import problems_listed, shown_changes
from eduportal.imports.sentences import sentence

register = template.Library()
SEVERITY_TAGS = {
    Severity.ERROR: "tag--red",
    Severity.WARNING: "tag--amber",
    Severity.QUESTION: "tag--navy",
    Severity.ANSWERED: "",
}
ACTION_TAGS = {Action.NEW: "tag--green", Action.CHANGED: "tag--amber", Action.REFUSED: "tag--red"}


@register.simple_tag
def problem_sentence(problem: ImportProblem) -> str:
    """A stored problem as a sentence."""
    return sentence(problem.message, problem.params)


register.filter("shown_changes", shown_changes)
register.simple_tag(problems_listed)


@register.simple_tag
def severity_tag(severity: str) -> str:
    """The colour of a severity."""
    return SEVERITY_TAGS[Severity(severity)]


@register.simple_tag
def action_tag(action: str) -> str:
    """The colour of an action; unchanged rows have none."""
    return ACTION_TAGS.get(Action(action), "")
