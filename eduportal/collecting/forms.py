"""Forms of collections: what is asked of whom, more time, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from eduportal.collecting.choices import Approver, Audience
from eduportal.collecting.models import Collection
from eduportal.collecting.rules.form import Form
from eduportal.collecting.services import Wanted
from eduportal.core.fields import DayField, TextField
from schools.choices import Stage
from schools.models import AdminUnit

STAGES = [(each.value, each.label) for each in Stage]


class CollectionForm(forms.Form):
    """Title, day, who answers and who approves."""

    title = TextField(label=gettext_lazy("Name of the collection"), max_length=150)
    purpose = TextField(
        label=gettext_lazy("What for, and on which basis"),
        max_length=500,
        help_text=gettext_lazy("Those who answer read it."),
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who answers"), choices=Audience)
    stages = forms.MultipleChoiceField(
        label=gettext_lazy("Only schools with these levels of education (none: all)"),
        choices=STAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Only these communes and wards (none: all)"), required=False
    )
    approver = forms.ChoiceField(label=gettext_lazy("Who approves"), choices=Approver)
    as_of = DayField(
        label=gettext_lazy("The figures speak of the day"),
        help_text=gettext_lazy("What the portal fills in is counted as of this day."),
    )
    due_on = DayField(label=gettext_lazy("Last day to hand in"))
    is_personal = forms.BooleanField(
        label=gettext_lazy(
            "Answers may name persons: an office says why it looks, and that is written down"
        ),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        communes: list[AdminUnit],
        is_department: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        if is_department:
            choices = [(str(unit.pk), unit.full_name) for unit in communes]
            self.fields["units"].choices = choices  # type: ignore[attr-defined]
        else:
            for name in ("audience", "units", "approver"):
                del self.fields[name]

    def wanted(self, statistics: str = "", form: Form | None = None) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            title=said["title"],
            purpose=said["purpose"],
            audience=said.get("audience", Audience.SCHOOLS),
            as_of=said["as_of"],
            due_on=said["due_on"],
            stages=said["stages"],
            units=[int(pk) for pk in said.get("units", ())],
            approver=said.get("approver", Approver.ASKER),
            statistics=statistics,
            is_personal=said["is_personal"],
            form=form or Form(),
        )


def initial_of(collection: Collection) -> dict[str, Any]:
    """What the form shows of a draft."""
    names = ("title", "purpose", "audience", "stages", "approver", "as_of", "due_on", "is_personal")
    return {name: getattr(collection, name) for name in names} | {
        "units": [str(pk) for pk in collection.units]
    }


class ReasonForm(forms.Form):
    """Why."""

    reason = TextField(label=gettext_lazy("Reason"), max_length=400)


class MaybeReasonForm(forms.Form):
    """Why, where there is something to say."""

    reason = TextField(
        label=gettext_lazy("Reason"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Needed while somebody has not answered."),
    )


class ExtendForm(forms.Form):
    """A later last day, and why."""

    due_on = DayField(label=gettext_lazy("New last day"))
    reason = TextField(label=gettext_lazy("Reason"), max_length=400)
