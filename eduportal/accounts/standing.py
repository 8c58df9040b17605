"""What an account holds today, read with it in one query: roles, deputations, second factors."""

import datetime
from typing import Any, NamedTuple, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, DateField, Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django_otp.models import Device
from django_otp_webauthn.models import WebAuthnCredential

from eduportal.accounts.models import (
    Authenticator,
    Deputation,
    Membership,
    RecoveryCodes,
    User,
)
from eduportal.accounts.roles import DEPUTIES, PRINCIPALS, Role
from eduportal.core.written import Given, Written

# What a person proves an identity with. Recovery codes alone are no second factor.
DEVICES: dict[str, type[Device]] = {
    "authenticators": Authenticator,
    "passkeys": WebAuthnCredential,
}
PROOFS: dict[str, type[Device]] = {**DEVICES, "recovery_codes": RecoveryCodes}


class Held(NamedTuple):
    """One membership in force: the role, and where."""

    role: str
    school_id: int | None
    unit_id: int | None
    imports_marks: bool

    def get_role_display(self) -> str:
        return str(Role(self.role).label)


class Deputising(NamedTuple):
    """One deputation in force: at which school, for whom, for which acts, the last day as text."""

    school_id: int
    principal_id: int
    principal: str
    acts: list[str]
    ends_on: str


class Standing(NamedTuple):
    """`held` in the order the memberships were given; `proofs` are devices by persistent id."""

    held: tuple[Held, ...]
    deputising: tuple[Deputising, ...]
    proofs: frozenset[str]
    has_device: bool


def with_standing(users: QuerySet[User], day: datetime.date | None = None) -> QuerySet[User]:
    """The users, each with what `standing_of` asks for."""
    held = Membership.objects.in_force(day).filter(user=OuterRef("pk")).order_by("pk")
    fields = JSONObject(**{name: name for name in Held._fields})
    deputising = deputations_in_force(day).filter(deputy=OuterRef("pk")).order_by("pk")
    names = {name: name for name in Deputising._fields} | {"principal": "principal__full_name"}
    own = {
        name: ArraySubquery(device.objects.filter(user=OuterRef("pk"), confirmed=True).values("pk"))
        for name, device in PROOFS.items()
    }
    return users.annotate(
        held=ArraySubquery(held.values(fields=fields)),
        deputising=ArraySubquery(deputising.values(fields=JSONObject(**names))),
        **own,
    )


def deputations_in_force(day: datetime.date | None = None) -> QuerySet[Deputation]:
    """Those that give power on the day: both persons hold a role at the school that allows it."""
    day = day or timezone.localdate()
    here = Membership.objects.in_force(day).filter(school=OuterRef("school"))
    return Deputation.objects.in_force(day).filter(
        Exists(here.filter(user=OuterRef("principal"), role__in=PRINCIPALS)),
        Exists(here.filter(user=OuterRef("deputy"), role__in=DEPUTIES)),
        principal__is_active=True,
    )


def _one_user() -> QuerySet[User]:
    day = cast(datetime.date, Given("day", DateField()))
    return with_standing(User.objects.filter(pk=Given("pk", BigIntegerField())), day)


ONE_USER = Written(_one_user)


def user_with_standing(user_id: int) -> User | None:
    """The account, with what it holds today."""
    return next(iter(ONE_USER.ask(pk=user_id, day=timezone.localdate())), None)


def standing_of(user: User) -> Standing:
    """What the account holds: as it was read with it, or else by one query now."""
    found: Any = user if hasattr(user, "held") else user_with_standing(user.pk)
    if found is None:
        raise User.DoesNotExist
    return Standing(
        held=tuple(Held(**facts) for facts in found.held),
        deputising=tuple(Deputising(**facts) for facts in found.deputising),
        proofs=frozenset(
            f"{device.model_label()}/{pk}"
            for name, device in PROOFS.items()
            for pk in getattr(found, name)
        ),
        has_device=any(getattr(found, name) for name in DEVICES),
    )
