"""People of a staff as lines of the Ministry's list, which the importer of such lists reads."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from schools.choices import Sex
from staffing.models import Duty, Post, Qualification, StaffMember, StaffSubject, Title
from staffing.rules.listed_words import (
    CONTRACTS,
    DUTIES,
    POSTS,
    STATUSES,
    degree_word,
    title_word,
    word_for,
)

LIST_TITLES = (
    *("STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Giới tính", "Trạng thái"),
    *("Vị trí việc làm", "Hình thức hợp đồng", "Ngày về trường", "Môn dạy", "Môn kiêm nhiệm"),
    *("Trình độ chuyên môn", "Chuyên ngành", "Năm tốt nghiệp", "Chức danh nghề nghiệp"),
    "Nhiệm vụ kiêm nhiệm",
)
SEXES = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
# The lower the farther behind; a certificate of pedagogy stands beside a degree.
DEGREES = ("certificate", "intermediate", "college", "bachelor", "master", "doctor")


def lines_of(people: Sequence[StaffMember], day: datetime.date) -> list[list[Any]]:
    """A line for each, under LIST_TITLES without the number: posts, titles and duties of the day,
    the highest degree. Five queries.
    """
    posts = _by_person(Post.objects.filter(staff__in=people).in_force(day), "starts_on")
    degrees = _by_person(Qualification.objects.filter(staff__in=people), "starts_on")
    titles = _by_person(Title.objects.filter(staff__in=people).in_force(day), "starts_on")
    duties = _by_person(Duty.objects.filter(staff__in=people).in_force(day), "kind")
    second = StaffSubject.objects.filter(staff__in=people).in_force(day)
    seconds = _by_person(second.select_related("subject"), "subject__position")
    return [
        [
            *_identity(each),
            *_posts(posts[each.pk]),
            each.main_subject.name if each.main_subject else "",
            _listed(row.subject.name for row in seconds[each.pk]),
            *_degree(degrees[each.pk]),
            _listed(title_word(row.kind, row.rank) for row in titles[each.pk]),
            _listed(word_for(DUTIES, row.kind) for row in duties[each.pk]),
        ]
        for each in people
    ]


def _by_person(rows: "QuerySet[Any]", order: str) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by(order, "pk"):
        found[row.staff_id].append(row)
    return found


def _identity(each: StaffMember) -> list[Any]:
    return [
        each.ministry_code or "",
        each.full_name,
        f"{each.birth_date:%d/%m/%Y}" if each.birth_date else "",
        SEXES.get(Sex(each.sex), ""),
        word_for(STATUSES, each.status),
    ]


def _posts(held: Sequence[Post]) -> list[str]:
    return [
        _listed(word_for(POSTS, post.kind) for post in held),
        word_for(CONTRACTS, held[0].contract) if held else "",
        f"{held[0].starts_on:%d/%m/%Y}" if held else "",
    ]


def _degree(held: Sequence[Qualification]) -> list[Any]:
    if not held:
        return ["", "", ""]
    best = max(held, key=lambda row: DEGREES.index(row.degree))
    word = degree_word(best.degree, is_teacher_training=best.is_teacher_training)
    return [word, best.major, best.starts_on.year]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
