"""Forms about one member of staff: who, which account, which post, which duty."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.models import User
from eduportal.core.fields import DayField, TextField
from schools.choices import Sex
from schools.models import School, Subject
from staffing.choices import Contract, DutyKind, PostKind, StaffStatus
from staffing.models import StaffMember
from staffing.selectors.staff import main_subjects_for
from staffing.services import PostFacts, StaffFacts


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date", "class": "input"}, "%Y-%m-%d")


def select() -> forms.Select:
    return forms.Select({"class": "select"})


def decision_field() -> TextField:
    return TextField(label=_("Decision or paper"), max_length=100, required=False)


class AccountField(forms.TypedChoiceField):
    """One of the accounts the form was made with, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, widget=select(), **kwargs)


class StaffForm(forms.Form):
    """Identity, main subject, status and account of one person."""

    full_name = TextField(label=_("Full name"), max_length=150)
    birth_date = DayField(label=_("Date of birth"), required=False, widget=day_input())
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False, widget=select())
    ministry_code = TextField(label=_("Ministry code"), max_length=20, required=False)
    personal_number = TextField(
        label=_("Personal number"),
        help_text=_("Twelve digits."),
        max_length=12,
        required=False,
        validators=[RegexValidator(r"\A[0-9]{12}\Z", _("Exactly twelve digits."))],
        widget=forms.TextInput({"class": "input", "inputmode": "numeric", "autocomplete": "off"}),
    )
    main_subject = forms.ModelChoiceField(
        Subject.objects.none(),
        empty_label="–",
        label=_("Main subject"),
        required=False,
        to_field_name="code",
        widget=select(),
    )
    user = AccountField(
        label=_("Account"),
        required=False,
        help_text=_("Without an account a teacher sees no mark sheet."),
    )
    status = forms.ChoiceField(label=_("Status"), choices=StaffStatus.choices, widget=select())
    left_on = DayField(
        label=_("Last day, when the person has left"),
        required=False,
        widget=day_input(),
        help_text=_("Classes, homerooms and posts end on that day."),
    )

    def __init__(
        self,
        data: Any,
        *,
        school: School,
        accounts: list[User],
        staff: StaffMember | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(staff))
        self.fields["main_subject"].queryset = main_subjects_for(school, staff)  # type: ignore[attr-defined]
        self._accounts = {account.pk: account for account in accounts}
        choices = [
            (pk, f"{each.full_name} ({each.username})") for pk, each in self._accounts.items()
        ]
        self.fields["user"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        if staff is None:
            del self.fields["status"], self.fields["left_on"]

    @property
    def facts(self) -> StaffFacts:
        """What could be read; of a form that is not valid, only that."""
        said = self.cleaned_data
        return StaffFacts(
            full_name=said.get("full_name", ""),
            ministry_code=said.get("ministry_code"),
            personal_number=said.get("personal_number"),
            birth_date=said.get("birth_date"),
            sex=said.get("sex") or Sex.UNKNOWN,
            main_subject=said.get("main_subject"),
            status=said.get("status", StaffStatus.WORKING),
            user=self._accounts.get(said["user"]) if said.get("user") else None,
            left_on=said.get("left_on"),
        )


def _initial(staff: StaffMember | None) -> dict[str, Any]:
    if staff is None:
        return {}
    return {
        "full_name": staff.full_name,
        "birth_date": staff.birth_date,
        "sex": staff.sex,
        "ministry_code": staff.ministry_code,
        "personal_number": staff.personal_number,
        "main_subject": staff.main_subject.code if staff.main_subject else None,
        "user": staff.user_id,
        "status": staff.status,
    }


class PostForm(forms.Form):
    """One more post of a person."""

    kind = forms.ChoiceField(label=_("Post"), choices=PostKind.choices, widget=select())
    fte = forms.DecimalField(
        label=_("Share of a post"),
        min_value=Decimal("0.05"),
        max_value=Decimal(1),
        decimal_places=2,
        initial=1,
    )
    contract = forms.ChoiceField(
        label=_("Bound by"), choices=Contract.choices, required=False, widget=select()
    )
    starts_on = DayField(label=_("From"), initial=timezone.localdate, widget=day_input())
    ends_on = DayField(label=_("Last day"), required=False, widget=day_input())
    decision = decision_field()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="post", initial={"kind": PostKind.TEACHER})

    @property
    def facts(self) -> PostFacts:
        """The post of a valid form."""
        said = self.cleaned_data
        contract = Contract(said["contract"] or Contract.PAYROLL)
        return PostFacts(**{**said, "kind": PostKind(said["kind"]), "contract": contract})


class DutyForm(forms.Form):
    """One more duty of a person."""

    kind = forms.ChoiceField(label=_("Duty"), choices=DutyKind.choices, widget=select())
    periods = forms.DecimalField(
        label=_("Periods a week"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(23),
        decimal_places=2,
        help_text=_("Empty: what Circular 05/2025 takes off for the duty."),
    )
    starts_on = DayField(label=_("From"), initial=timezone.localdate, widget=day_input())
    ends_on = DayField(label=_("Last day"), required=False, widget=day_input())
    decision = decision_field()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="duty")


class EndForm(forms.Form):
    """The last day of a post or duty."""

    on = DayField(label=_("Last day"), widget=day_input())

    @property
    def day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        return day
