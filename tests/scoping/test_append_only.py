"""What is written down stays: no UPDATE, no DELETE, no TRUNCATE, whoever asks."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from schools.models import School

# Whoever may do nothing else is refused before (test_rights.py); here the owner asks.
pytestmark = pytest.mark.usefixtures("as_owner", "settled")

UPDATE, DELETE, TRUNCATE = "update {} set id = id", "delete from {}", "truncate {} cascade"
ONLY_GROWING = [model for model in apps.get_models() if getattr(model, "append_only", False)]


def refused_on(model: type[Model]) -> list[str]:
    """A model with columns that must change (a package's state) refuses the rest."""
    changes = getattr(model, "mutable_columns", ())
    return [DELETE, TRUNCATE] if changes else [UPDATE, DELETE, TRUNCATE]


REFUSED = [
    *((model._meta.db_table, sql) for model in ONLY_GROWING for sql in refused_on(model)),
    # Lines come, change and go with their history; TRUNCATE would leave none.
    ("grades_markrecord", TRUNCATE),
]


@pytest.fixture
def settled(two_schools: tuple[School, School]) -> None:
    """No check waits for the commit: TRUNCATE would stumble over that before the trigger."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_there_are_models_that_only_grow() -> None:
    assert len(ONLY_GROWING) >= 6


def refusal(table: str, statement: str) -> str:
    """What the database says; nothing where it does what it was told."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))
    except IntegrityError as error:
        return str(error)
    return ""


def test_what_is_written_down_stays() -> None:
    """In one test, because the two schools cost a hundred times what a statement does."""
    answers = {each: refusal(*each) for each in REFUSED}

    assert {each for each, answer in answers.items() if "append-only" not in answer} == set()


def test_no_way_round_by_emptying_the_schools() -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"truncate {School._meta.db_table} cascade")


def test_every_trigger_is_awake() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tgname from pg_trigger where tgenabled <> 'O'")
        assert cursor.fetchall() == []
