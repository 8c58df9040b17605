"""Alerts: one an hour, told to administrators, answered once with what it was."""

import logging

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from eduportal.accounts.models import Mail
from eduportal.accounts.services.mailing import send_due
from eduportal.privacy.models import Alert
from eduportal.privacy.services.alerts import AlreadyAnswered, answer_alert, raise_alert
from tests.factories import AlertFactory
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

LIST = "/privacy/alerts/"


def raise_one(world: World, kind: str = "bulk_reading") -> None:
    user = world.users["clerk"]
    raise_alert(kind=kind, user_id=user.pk, page="api:student-list", count=5, limit=4)


def test_the_mail_names_nobody_and_leads_to_the_page(world: World, caplog) -> None:
    caplog.set_level(logging.WARNING)
    raise_one(world)
    send_due()

    [sent] = mail.outbox
    clerk = world.users["clerk"]
    for text in (sent.subject, sent.body, caplog.text):
        assert clerk.full_name not in text
        assert clerk.username not in text
    assert sent.to == [world.users["department_admin"].email]
    assert LIST in sent.body
    assert f"account {clerk.pk}, 5 of 4" in caplog.text


def test_two_kinds_are_two_alerts_and_one_mail(world: World) -> None:
    raise_one(world)
    raise_one(world, "codes_elsewhere")
    raise_one(world, "codes_elsewhere")

    assert Alert.objects.count() == 2
    assert Mail.objects.filter(kind="alert").count() == 1


def test_an_alert_is_answered_with_a_note_and_once(world: World, client_of: ClientOf) -> None:
    alert = AlertFactory(user=world.users["teacher"])
    address = reverse("privacy:alert-detail", args=[alert.pk])
    client = client_of("department_admin")

    empty = client.post(address, {"note": " "})
    assert empty.status_code == 200
    assert 'class="errorlist"' in empty.content.decode()
    assert client.post(address, {"note": "Danh sách tốt nghiệp"}).status_code == 302
    again = client.post(address, {"note": "Nothing"}, follow=True)

    alert.refresh_from_db()
    assert (alert.note, alert.answered_by) == (
        "Danh sách tốt nghiệp",
        world.users["department_admin"],
    )
    text = again.content.decode()
    assert "Danh sách tốt nghiệp" in text
    assert '<form method="post" novalidate>' not in text


def test_a_second_answer_is_refused_by_service_and_database(world: World) -> None:
    alert, admin = AlertFactory(), world.users["department_admin"]
    answer_alert(alert=alert, user_id=admin.pk, note="first")

    with pytest.raises(AlreadyAnswered):
        answer_alert(alert=alert, user_id=admin.pk, note="second")
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(note="second")


def test_an_alert_is_neither_changed_nor_deleted(world: World) -> None:
    alert = AlertFactory()

    with pytest.raises(ProgrammingError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(count=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        alert.delete()


def test_open_alerts_stand_first(world: World, client_of: ClientOf) -> None:
    client = client_of("department_admin")
    assert "_empty" not in client.get(LIST).content.decode()
    answered, waiting = AlertFactory(user=world.users["head"]), AlertFactory()
    AlertFactory(user=world.users["head"])
    answer_alert(alert=answered, user_id=world.users["head"].pk, note="asked")

    page = ask_counted(client, "privacy:alert-list:department_admin", LIST)

    text = page.content.decode()
    assert text.index(f"{LIST}{waiting.pk}/") < text.index(f"{LIST}{answered.pk}/")
