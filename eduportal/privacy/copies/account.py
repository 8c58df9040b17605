"""Everything kept about one account and its holder as a member of staff."""

from django.utils.translation import gettext as _

from eduportal.accounts.models import Membership, TypingHabits, User
from eduportal.accounts.selectors import changes_of, sessions_of, sign_ins_of
from eduportal.core.looking import Kind
from eduportal.notices.models import Notice
from eduportal.privacy.copies.imports import add_import_rows
from eduportal.privacy.copies.moves import add_moves
from eduportal.privacy.copies.sheets import (
    Copy,
    Row,
    add_corrections,
    add_looks,
    add_notices,
    on_the_wall,
)
from eduportal.privacy.models import Correction
from eduportal.privacy.selectors import SchoolIds, looks_at_staff
from staffing.models import (
    Duty,
    HomeroomAssignment,
    Post,
    StaffMember,
    StandardRating,
    TeachingAssignment,
)
from staffing.models.records import RECORDS


def copy_of_account(user: User, staff: list[StaffMember], school_ids: SchoolIds) -> Copy:
    """Account, roles, staff, assignments, sign-ins and looks, as far as the scope shows them."""
    copy = Copy()
    copy.names(user.pk)
    _account(copy, user)
    _roles(copy, user, school_ids)
    _staff(copy, staff)
    _assignments(copy, staff)
    add_moves(copy, staff)
    _sign_ins(copy, user)
    _changes(copy, user, school_ids)
    persons = [(Kind.ACCOUNT, user.pk), *((Kind.STAFF, each.pk) for each in staff)]
    add_import_rows(copy, persons, school_ids)
    notices = Notice.objects.filter(user=user)
    add_notices(copy, notices if school_ids is None else notices.filter(school__in=school_ids))
    add_corrections(copy, Correction.objects.filter(account=user))
    add_looks(copy, looks_at_staff(user, [each.pk for each in staff]))
    return copy


def copy_of_staff(member: StaffMember) -> Copy:
    """Person, posts, assignments and looks of a member of staff without an account."""
    copy = Copy()
    _staff(copy, [member])
    _assignments(copy, [member])
    add_moves(copy, [member])
    add_import_rows(copy, [(Kind.STAFF, member.pk)], [member.school_id])
    add_looks(copy, looks_at_staff(None, [member.pk]))
    return copy


def staff_of(user: User, school_ids: SchoolIds) -> list[StaffMember]:
    """The holder of the account as staff of these schools."""
    staff = StaffMember.objects.filter(user=user).select_related("school", "main_subject")
    return list(staff if school_ids is None else staff.filter(school__in=school_ids))


def _in_words(is_on: bool | None) -> str:
    return _("yes") if is_on else _("no")


def _account(copy: Copy, user: User) -> None:
    habits = TypingHabits.of(user.pk)
    rows: list[Row] = [
        [_("User name"), user.username],
        [_("Full name"), user.full_name],
        [_("E-mail"), user.email],
        [_("Mails about notices"), _in_words(user.wants_digest)],
        [_("Tab moves sideways in mark sheets"), _in_words(habits.tab_moves_sideways)],
        [_("One-hand entry"), _in_words(habits.types_one_handed)],
        [_("Active"), _("yes") if user.is_active else _("no")],
        [_("Created"), on_the_wall(user.date_joined)],
        [_("Last sign-in"), on_the_wall(user.last_login)],
    ]
    copy.add(_("Account"), [_("Item"), _("Value")], rows)


def _roles(copy: Copy, user: User, school_ids: SchoolIds) -> None:
    roles = Membership.objects.filter(user=user).select_related("school", "unit")
    if school_ids is not None:
        roles = roles.filter(school__in=school_ids)
    copy.add(
        _("Roles"),
        [_("Role"), _("Place"), _("From"), _("Last day")],
        (
            [
                str(each.get_role_display()),
                str(each.school or each.unit or ""),
                each.starts_on,
                each.ends_on,
            ]
            for each in roles.order_by("starts_on", "pk")
        ),
    )


def _staff(copy: Copy, staff: list[StaffMember]) -> None:
    titles = [_("School"), _("Full name"), _("Ministry code"), _("Personal number")]
    titles.append(_("Date of birth"))
    copy.add(
        _("Staff"),
        [*titles, _("Main subject"), _("Status")],
        (
            [
                each.school.name,
                each.full_name,
                each.ministry_code,
                each.personal_number,
                each.birth_date,
                each.main_subject.name if each.main_subject else "",
                str(each.get_status_display()),
            ]
            for each in staff
        ),
    )


def _assignments(copy: Copy, staff: list[StaffMember]) -> None:
    posts = Post.objects.filter(staff__in=staff).order_by("starts_on", "pk")
    duties = Duty.objects.filter(staff__in=staff).order_by("starts_on", "pk")
    taught = TeachingAssignment.objects.filter(staff__in=staff).select_related(
        "class_group", "subject"
    )
    led = HomeroomAssignment.objects.filter(staff__in=staff).select_related("class_group")
    rows: list[Row] = [
        [_("post"), str(each.get_kind_display()), "", each.starts_on, each.ends_on]
        for each in posts
    ]
    rows += [
        [_("duty"), str(each.get_kind_display()), "", each.starts_on, each.ends_on]
        for each in duties
    ]
    rows += [
        [_("teaching"), each.subject.name, each.class_group.name, each.starts_on, each.ends_on]
        for each in taught.order_by("starts_on", "pk")
    ]
    rows += [
        [_("homeroom"), "", each.class_group.name, each.starts_on, each.ends_on]
        for each in led.order_by("starts_on", "pk")
    ]
    rows += _records(staff)
    titles = [_("Kind"), _("Item"), _("Class"), _("From"), _("Last day")]
    copy.add(_("Posts and assignments"), titles, rows)
    _ratings(copy, staff)


def _records(staff: list[StaffMember]) -> list[Row]:
    return [
        [str(model._meta.verbose_name), str(each), "", each.starts_on, each.ends_on]
        for model in RECORDS
        for each in model.objects.filter(staff__in=staff).order_by("starts_on", "pk")
    ]


def _ratings(copy: Copy, staff: list[StaffMember]) -> None:
    rows = StandardRating.objects.filter(staff__in=staff).select_related("school_year")
    titles = [_("School year"), _("By oneself"), _("By colleagues"), _("By the head")]
    titles += [_("Day of the result"), _("Rated by")]
    copy.add(
        _("Professional standard"),
        titles,
        (
            [
                each.school_year.code,
                each.get_own_display() or "",
                each.get_peers_display() or "",
                each.get_result_display() or "",
                each.assessed_on,
                each.assessor,
            ]
            for each in rows.order_by("school_year__code", "pk")
        ),
    )


def _sign_ins(copy: Copy, user: User) -> None:
    copy.add(
        _("Records of signing in"),
        [_("When"), _("Address"), _("Outcome")],
        (
            [on_the_wall(each.at), each.address, str(each.get_outcome_display())]
            for each in sign_ins_of(user)
        ),
    )
    copy.add(
        _("Sessions"),
        [_("Begun"), _("Last used"), _("Address"), _("Browser")],
        (
            [
                on_the_wall(each.started_at),
                on_the_wall(each.last_used_at),
                each.address,
                each.user_agent,
            ]
            for each in sessions_of(user)
        ),
    )


def _changes(copy: Copy, user: User, school_ids: SchoolIds) -> None:
    """What was changed about the account and its roles."""
    rows: list[Row] = []
    for each in changes_of(user, school_ids):
        copy.names(each.actor.pk if each.actor else None)
        rows.append([on_the_wall(each.at), each.in_words, str(each.actor or "")])
    copy.add(_("Changes of the account"), [_("When"), _("What was changed"), _("Who")], rows)
