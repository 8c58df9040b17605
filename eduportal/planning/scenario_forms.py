"""Forms of scenarios: a new one, a step of each kind, and the days and words of decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import DayField, TextField
from eduportal.planning.choices import OperationKind as Kind
from eduportal.planning.models import NetworkOperation, NetworkScenario, SizeRule
from eduportal.planning.selectors.scenarios import school_key, schools_of
from eduportal.planning.services import Described
from schools.choices import Stage, Zone
from schools.models import AdminUnit, School, Site

PLACE = ("latitude", "longitude")
FIELDS: Mapping[Kind, Sequence[str]] = {
    Kind.OPEN: ("name", "code", "unit", "stages", "rooms", "sessions", "zone", *PLACE),
    Kind.CLOSE: ("from_school", "to"),
    Kind.CLOSE_SITE: ("site",),
    Kind.EXTEND: ("from_school", "site", "rooms"),
    Kind.MERGE_SITES: ("from_school", "to"),
    Kind.MERGE_ADMIN: ("from_school", "to"),
    Kind.SPLIT: ("from_school", "name", "code", "share", "rooms", *PLACE),
    Kind.MOVE: ("site", *PLACE, "rooms"),
    Kind.SHIFT: ("from_school", "to", "share", "grades"),
    Kind.SESSIONS: ("from_school", "sessions"),
    Kind.MOVE_GRADES: ("from_school", "to", "grades"),
    Kind.HAND_OVER: ("from_school", "to", "stage"),
}
# What may be left empty, by kind; the rest is asked for.
OPTIONAL: Mapping[Kind, set[str]] = {
    Kind.OPEN: {"code", "rooms", "zone", *PLACE},
    Kind.CLOSE: {"to"},
    Kind.EXTEND: {"site"},
    Kind.SPLIT: {"code", "rooms", *PLACE},
    Kind.MOVE: {"rooms"},
    Kind.SHIFT: {"grades"},
}
EMPTY = ("", "–")


def _whole(label: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


def _degrees(label: Any, least: int, most: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=least, max_value=most, max_digits=8, decimal_places=5
    )


class StepForm(forms.Form):
    """A step of one kind: only the fields that it uses."""

    year = _whole(_("From the school year beginning in"), 2000, 2100)
    from_school = forms.ChoiceField(label=_("School"))
    to = forms.ChoiceField(label=_("Goes to"))
    site = forms.ChoiceField(label=_("Site"))
    name = TextField(label=_("Name of the new school"), max_length=200)
    code = TextField(
        label=_("Official code"),
        max_length=20,
        help_text=_("Needed before the scenario is approved."),
    )
    unit = forms.ChoiceField(label=_("Commune or ward"))
    stages = forms.MultipleChoiceField(
        label=_("Levels of education"),
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    stage = forms.ChoiceField(label=_("Level of education"), choices=Stage.choices)
    rooms = _whole(_("Classrooms"), -300, 300)
    share = _whole(_("Percent of the students"), 1, 99)
    grades = forms.TypedMultipleChoiceField(
        label=_("Grades"),
        choices=[(grade, str(grade)) for grade in range(1, 13)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    sessions = forms.TypedChoiceField(
        label=_("Sessions a day"), choices=[(1, _("one")), (2, _("two"))], coerce=int
    )
    zone = forms.TypedChoiceField(
        label=_("Zone"), choices=[EMPTY, *Zone.choices], coerce=int, empty_value=None
    )
    latitude = _degrees(_("Latitude"), 8, 24)
    longitude = _degrees(_("Longitude"), 102, 118)

    def __init__(
        self,
        data: Any = None,
        *,
        scenario: NetworkScenario,
        kind: Kind,
        year: int,
        step: NetworkOperation | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(step) if step else {"year": year})
        self.kind = kind
        used = {"year", *FIELDS[kind]}
        if scenario.unit_id:
            used -= {"unit"}
        for name in [name for name in self.fields if name not in used]:
            del self.fields[name]
        for name in OPTIONAL.get(kind, set()) & self.fields.keys():
            self.fields[name].required = False
        self.scenario = scenario
        self._offer(scenario, kind, step)

    def _offer(self, scenario: NetworkScenario, kind: Kind, step: NetworkOperation | None) -> None:
        """What can be chosen: schools of the scenario, those it makes, sites and communes."""
        schools = list(schools_of(scenario))
        self._choose("from_school", [(str(school.pk), _title(school)) for school in schools])
        new = NetworkOperation.objects.filter(scenario=scenario, kind__in=[Kind.OPEN, Kind.SPLIT])
        if step is not None:
            new = new.exclude(pk=step.pk)
        self._choose(
            "to",
            [(f"n{each.pk}", _now("new: %(name)s") % {"name": each.name}) for each in new]
            + [(school_key(school.pk), _title(school)) for school in schools],
        )
        sites = Site.objects.filter(school__in=schools, closed_on=None).select_related("school")
        self.sites = {str(site.pk): site for site in sites.order_by("school__search_key", "pk")}
        self._choose("site", [(key, f"{s.school.name}: {s.name}") for key, s in self.sites.items()])
        units = {school.unit_id: school.unit for school in schools if school.unit}
        self._choose("unit", [(str(key), unit.full_name) for key, unit in units.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = [EMPTY, *choices]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if ("latitude" in self.fields) and (
            (said.get("latitude") is None) != (said.get("longitude") is None)
        ):
            self.add_error(None, _now("Give latitude and longitude, or neither."))
        return said

    @property
    def described(self) -> Described:
        """The step as the service takes it; what its kind does not use is empty."""
        said = self.cleaned_data
        site = self.sites.get(said.get("site", ""))
        target = said.get("to") or ""
        source = said.get("from_school") or (site.school_id if site else None)
        columns: dict[str, object] = {
            "from_school_id": int(source) if source else None,
            "to_school_id": int(target[1:]) if target.startswith("s") else None,
            "to_new_id": int(target[1:]) if target.startswith("n") else None,
            "site": site,
            "unit_id": self._unit(),
        }
        for name in ("grades", "stages"):
            columns[name] = list(said.get(name) or [])
        for name in ("name", "code", "stage"):
            columns[name] = said.get(name) or ""
        for name in ("rooms", "share", "sessions", "zone", *PLACE):
            columns[name] = said.get(name)
        return Described(self.kind, said["year"], columns)

    def _unit(self) -> int | None:
        if self.kind != Kind.OPEN:
            return None
        return self.scenario.unit_id or int(self.cleaned_data["unit"])


def _title(school: School) -> str:
    return f"{school.name} ({school.code})"


def _initial(step: NetworkOperation) -> dict[str, Any]:
    target = school_key(step.to_school_id) if step.to_school_id else ""
    same = {name: getattr(step, name) for name in StepForm.base_fields if hasattr(step, name)}
    return same | {
        "from_school": step.from_school_id,
        "to": f"n{step.to_new_id}" if step.to_new_id else target,
        "site": step.site_id,
        "unit": step.unit_id,
    }


class ScenarioForm(forms.Form):
    """Title, reason, and whose it is: a commune's or, for those who plan everywhere, nobody's."""

    title = TextField(label=_("Title"), max_length=150)
    unit = forms.ChoiceField(label=_("Of"), required=False)
    reason = TextField(label=_("Reason"), max_length=500, required=False)

    def __init__(
        self, data: Any = None, *, units: Sequence[AdminUnit], is_department: bool
    ) -> None:
        super().__init__(data)
        self.units = {unit.code: unit for unit in units}
        own = [("", _("the Department: upper secondary schools"))] if is_department else []
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*own, *((code, unit.full_name) for code, unit in self.units.items())]
        field.required = not is_department

    @property
    def of(self) -> AdminUnit | None:
        return self.units.get(self.cleaned_data["unit"])


class NameForm(forms.Form):
    """Another title and reason."""

    title = TextField(label=_("Title"), max_length=150)
    reason = TextField(label=_("Reason"), max_length=500, required=False)


class WordsForm(forms.Form):
    """Words with a step: why, or what the objection is."""

    text = TextField(label=_("Text"), max_length=1000, required=False)


class HearForm(forms.Form):
    """From which day to which objections are heard."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))


class ApproveForm(forms.Form):
    """The decision and its days."""

    decision = TextField(label=_("Number of the decision"), max_length=200)
    decided_on = DayField(label=_("Decided on"))
    effective_on = DayField(label=_("Takes effect on"))


class SizeForm(forms.ModelForm):
    """A line of sizes with its document and days."""

    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Last valid day"), required=False)
    legal_doc = TextField(label=_("Legal document"), max_length=200)

    class Meta:
        model = SizeRule
        fields = ("kind", "area", "least_classes", "most_classes", "students", "sites",
                  "legal_doc", "valid_from", "valid_to")  # fmt: skip
