"""The settings of a plan that moves teachers, as a form and in words, each with its price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.fields import TextField
from schools.choices import Stage
from schools.models import School
from schools.selectors import SchoolUnknown, school_named
from staffing.rebalance.options import (
    CONTRACT,
    GROUP_HEAD,
    HARDSHIP,
    NURSING,
    PROBATION,
    RETIRING,
    SENT,
)
from staffing.rebalance.settings import CLOSED, DEFAULTS, KEEPS, SETTINGS, Setting

QUESTIONS: dict[str, Any] = {
    "may_force": gettext_lazy("People may be sent without a wish"),
    "may_grant": gettext_lazy("Wishes are granted"),
    "may_share": gettext_lazy("Lessons at a second school"),
    "wishes_first": gettext_lazy(
        "As many wishes as can be granted count more than any open lesson"
    ),
    "no_school_worse": gettext_lazy("No school is worse off than today"),
    "leave_percent": gettext_lazy("Teachers of a school who leave at most, percent"),
    "shared_people_percent": gettext_lazy("Teachers of a school who are shared at most, percent"),
    "shared_load_percent": gettext_lazy(
        "Part of a load given at the second school at most, percent"
    ),
    "worth": gettext_lazy("What somebody who is sent must cover at least, periods a week"),
    "nobody_moves": gettext_lazy("Lessons at a second school only, nobody moves"),
    "no_protections": gettext_lazy("Nobody is protected from being sent"),
}
HELP: dict[str, Any] = {
    "may_force": gettext_lazy(
        "Decree 93/2026, Art. 11. Leave it empty first: what needs no force."
    ),
    "may_grant": gettext_lazy("Decree 93/2026, Art. 12"),
    "may_share": gettext_lazy("Decree 93/2026, Art. 13"),
}
WAYS = {
    "move": gettext_lazy("Sent at most, km: %s"),
    "share": gettext_lazy("Shared at most, km: %s"),
}
WHO: dict[str, Any] = {
    HARDSHIP: gettext_lazy("Not sent: who is in hard circumstances"),
    NURSING: gettext_lazy("Not sent: who nurses a small child"),
    GROUP_HEAD: gettext_lazy("Not sent: heads of subject groups"),
    RETIRING: gettext_lazy("Not sent: who retires within two years"),
    SENT: gettext_lazy("Not sent: who came back from elsewhere within three years"),
    PROBATION: gettext_lazy("Not sent: who is on probation"),
    CONTRACT: gettext_lazy("Not sent: who is on a labour contract"),
}
# Between the two schools of a way, as people write it.
BETWEEN = (" – ", " - ", ";")
LONGEST_LIST = 5000


@dataclass(frozen=True)
class Eased:
    """What another value of one setting would do: that value, and posts open more or less."""

    value: str
    posts: str


def question_of(key: str) -> str:
    """What a setting is called."""
    if key in QUESTIONS:
        return str(QUESTIONS[key])
    if key.startswith(KEEPS):
        return str(WHO[key.removeprefix(KEEPS)])
    kind, _km, stage = key.split("_")
    return str(WAYS[kind]) % Stage(stage).label


class PlanForm(forms.Form):
    """The name of a plan and its settings; it begins with those of another, or the portal's.

    `prices` say beside a setting what another value would do, where a plan has computed it.
    """

    name = TextField(label=gettext_lazy("Name"), max_length=150)

    def __init__(
        self,
        data: Any = None,
        *,
        name: str,
        options: Mapping[str, Any],
        prices: Mapping[str, Eased],
    ) -> None:
        # A box is ticked for any value but False, 0 among them.
        switches = {each.key: bool(options[each.key]) for each in SETTINGS if each.is_switch}
        closed = {CLOSED: ways_written(options.get(CLOSED, []))}
        super().__init__(data, initial={"name": name, **options, **switches, **closed})
        for setting in SETTINGS:
            self.fields[setting.key] = _field(setting, prices.get(setting.key))
        self.fields[CLOSED] = TextField(
            label=_("Ways nobody goes"),
            help_text=_("A line for each two schools, by code or name: S0001 – S0002."),
            max_length=LONGEST_LIST,
            required=False,
            widget=forms.Textarea({"class": "input", "rows": 4}),
        )

    def clean_closed(self) -> list[list[str]]:
        """Pairs of schools, whichever is named first. Every line that cannot be read is named."""
        pairs, problems = [], []
        for number, line in enumerate(self.cleaned_data[CLOSED].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                pairs.append(_way(line))
            except SchoolUnknown as problem:
                problems.append(
                    _("Line %(number)d: %(problem)s") % {"number": number, "problem": problem}
                )
        if problems:
            raise forms.ValidationError(problems)
        return [list(pair) for pair in sorted(set(pairs))]

    @property
    def options(self) -> dict[str, Any]:
        """The settings of a valid form."""
        said = self.cleaned_data
        return {each.key: int(said[each.key]) for each in SETTINGS} | {CLOSED: said[CLOSED]}


def _way(line: str) -> tuple[str, str]:
    """Raises SchoolUnknown with what is wrong."""
    between = next((each for each in BETWEEN if each in line), None)
    names = [each.strip() for each in line.split(between, 1)] if between else []
    if len(names) != 2:
        raise SchoolUnknown(_("Name two schools with a dash between them."))
    one, other = sorted(str(school_named(each).public_id) for each in names)
    if one == other:
        raise SchoolUnknown(_("Name two different schools."))
    return one, other


def _field(setting: Setting, eased: Eased | None) -> forms.Field:
    price = ""
    if eased is not None:
        price = _("%(value)s instead: %(posts)s posts open") % vars(eased)
    helped = " · ".join(filter(None, [str(HELP.get(setting.key, "")), price]))
    words: dict[str, Any] = {"label": question_of(setting.key), "help_text": helped}
    if setting.is_switch:
        return forms.BooleanField(required=False, **words)
    between = _("A whole number from %(least)d to %(most)d.") % {
        "least": setting.least,
        "most": setting.most,
    }
    errors = dict.fromkeys(("min_value", "max_value", "invalid"), between)
    return forms.IntegerField(
        min_value=setting.least, max_value=setting.most, error_messages=errors, **words
    )


def ways_written(pairs: Sequence[Sequence[str]], *, by_name: bool = False) -> str:
    """Closed ways as the form takes them, by codes, or for reading by names: one query."""
    if not pairs:
        return ""
    ids = {public_id for pair in pairs for public_id in pair}
    schools = {str(each.public_id): each for each in School.objects.filter(public_id__in=ids)}
    lines = [
        " – ".join(schools[each].name if by_name else schools[each].code for each in pair)
        for pair in pairs
        if set(pair) <= schools.keys()
    ]
    return ("; " if by_name else "\n").join(sorted(lines))


def value_said(key: str, value: int) -> str:
    """A value as a page says it."""
    is_switch = next((each.is_switch for each in SETTINGS if each.key == key), True)
    return (_("yes") if value else _("no")) if is_switch else str(value)


def settings_said(options: Mapping[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Each setting by its key, what it is called, its value, and whether it differs from the
    portal's own; closed ways last."""
    said = [
        (
            each.key,
            question_of(each.key),
            value_said(each.key, options[each.key]),
            options[each.key] != DEFAULTS[each.key],
        )
        for each in SETTINGS
    ]
    closed = options.get(CLOSED, [])
    ways = ways_written(closed, by_name=True) or "–"
    return [*said, (CLOSED, _("Ways nobody goes"), ways, bool(closed))]
