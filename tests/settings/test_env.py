"""A variable of the environment is right, absent, or a sentence that names it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from eduportal.settings import env


@pytest.mark.parametrize(
    ("text", "flag"), [("1", True), (" TRUE ", True), ("off", False), ("no", False), ("", True)]
)
def test_a_flag_takes_the_usual_words(monkeypatch, text: str, flag: bool) -> None:
    monkeypatch.setenv("EDUPORTAL_X", text)

    assert env.flag("EDUPORTAL_X", default=True) is flag


@pytest.mark.parametrize(
    ("read", "text", "sentence"),
    [
        (lambda name: env.flag(name, False), "maybe", "must be one of 1, 0, true, false"),
        (lambda name: env.number(name, 1), "one", "must be a whole number"),
        (lambda name: env.number(name, 1), "-1", "must be a whole number"),
        (lambda name: env.number(name, 1), "²", "must be a whole number"),
        (lambda name: env.choice(name, "a", ["a", "b"]), "c", "must be one of a, b"),
        (lambda name: env.rising(name, (1, 2)), "1,x", "must hold whole numbers"),
        (lambda name: env.rising(name, (1, 2)), "2,1", "must hold 2 rising numbers"),
        (lambda name: env.day(name, "2026-09-01"), "1/9/2026", "must be a day"),
        (lambda name: env.pairs(name, {"a": (1, 2)}), "b=1/2", "it takes WORD=NUMBER/NUMBER for a"),
        (lambda name: env.pairs(name, {"a": (1, 2)}), "a=1", "it takes WORD=NUMBER/NUMBER for a"),
        (env.database, "sqlite:///portal.db", "must look like postgresql://"),
        (env.database, "postgresql://host", "must look like postgresql://"),
    ],
)
def test_a_wrong_value_names_its_variable(monkeypatch, read, text: str, sentence: str) -> None:
    monkeypatch.setenv("EDUPORTAL_X", text)

    with pytest.raises(ImproperlyConfigured, match="EDUPORTAL_X") as refused:
        read("EDUPORTAL_X")

    assert sentence in str(refused.value)


def test_pairs_change_the_words_they_name(monkeypatch) -> None:
    monkeypatch.setenv("EDUPORTAL_X", "auditor=5/20")

    found = env.pairs("EDUPORTAL_X", {"auditor": (1, 2), "clerk": (3, 4)})

    assert found == {"auditor": (5, 20), "clerk": (3, 4)}


def test_a_database_address_is_taken_apart(monkeypatch) -> None:
    monkeypatch.setenv(
        "EDUPORTAL_X", "postgresql://edu:p%40ss@db.example.vn:5433/portal?sslmode=require"
    )

    assert env.database("EDUPORTAL_X") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "portal",
        "USER": "edu",
        "PASSWORD": "p@ss",
        "HOST": "db.example.vn",
        "PORT": "5433",
        "OPTIONS": env.KEEPALIVES | {"sslmode": "require"},
    }


def test_a_socket_folder_is_a_host(monkeypatch) -> None:
    monkeypatch.setenv("EDUPORTAL_X", "postgresql://edu@/portal?host=/run/postgresql")

    found = env.database("EDUPORTAL_X")

    assert (found["HOST"], found["NAME"]) == ("/run/postgresql", "portal")
    assert found["OPTIONS"] == env.KEEPALIVES
