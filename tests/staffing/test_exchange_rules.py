"""Who changes places with whom in a plan."""

from staffing.rules.exchanges import Step, exchanges_of

MATHS, BOTH, ARTS = frozenset({"toan"}), frozenset({"toan", "tin-hoc"}), frozenset({"nghe-thuat"})


def test_two_and_three_who_change_places_are_one_exchange_and_others_are_not() -> None:
    steps = [
        Step(1, 10, 20, MATHS),
        Step(2, 20, 10, BOTH),
        Step(3, 10, 20, ARTS),
        Step(4, 30, 40, ARTS),
        Step(5, 40, 50, ARTS),
        Step(6, 50, 30, ARTS),
        Step(7, 60, 10, MATHS),
    ]
    assert exchanges_of(steps) == {1: (2,), 2: (1,), 4: (5, 6), 5: (6, 4), 6: (4, 5)}
