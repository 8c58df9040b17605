"""What a child answers around a plan, how it is asked, and what its death leaves."""

from dataclasses import replace

from eduportal.planning.location.answers import (
    CatchmentsAnswer,
    CatchmentsJob,
    PlacesJob,
    answer_catchments,
    answer_places,
    end_of,
)
from eduportal.planning.location.asking import ask
from eduportal.planning.location.catchments import Hamlet, Limits, School
from eduportal.planning.location.check import check_plan
from eduportal.planning.location.frozen import frozen, thawed
from eduportal.solving import children
from tests.planning.location.made import commune, tiny


def test_other_plans_end_otherwise_and_are_not_better() -> None:
    case = tiny(3)
    [answer] = answer_places(PlacesJob((case,), around=True, gap_percent=0.0))
    assert answer.plan and not answer.broken and answer.others
    plans = [answer.plan, *answer.others]
    assert len({end_of(case, plan) for plan in plans}) == len(plans)
    keys = [(plan.without_place, plan.cost) for plan in plans]
    assert all((s, c + 1e-6) >= keys[0] for s, c in keys[1:])
    assert all(not check_plan(case, other) for other in answer.others)


def test_a_limit_less_never_costs_more_and_one_more_never_less() -> None:
    for seed in range(3):
        case = commune(seed, periods=2)
        case = replace(case, sites=tuple(replace(site, may_close=True) for site in case.sites))
        [answer] = answer_places(PlacesJob((case,), around=True))
        assert answer.plan
        best = answer.plan.without_place, answer.plan.bound
        for price in answer.prices:
            assert price.cost is not None
            if price.limit == "distance":
                assert price.without_place <= best[0]
            else:
                assert (price.without_place, price.cost + 1e-6) >= best
        assert len(answer.untouched) == 2


def test_a_measured_way_replaces_the_straight_line() -> None:
    case = tiny(1)
    point, site = case.points[0], case.sites[0]
    changed = replace(case, roads=((point.key, site.key, 12_345),))
    assert changed.way(point, site) == 12_345 != case.way(point, site)
    assert changed.digest() != case.digest()
    [answer] = answer_places(PlacesJob((changed,), around=False))
    assert answer.plan and not answer.broken
    hamlet, school = Hamlet("h", "a", (0, 0), 10), School("s", "a", (100, 0), 20)
    roads = Limits(roads=(("h", "s", 7_000), ("gone", "s", 1)))
    found = answer_catchments(CatchmentsJob((hamlet,), (school,), roads, False)).found
    assert (found.longest, found.too_far) == (7_000, 10)


def test_a_question_is_the_same_after_it_was_kept() -> None:
    places = PlacesJob((replace(commune(1), roads=(("a", "b", 3),)),), around=True)
    hamlets = (Hamlet("h", "a", (0, 0), 10),)
    catchments = CatchmentsJob(hamlets, (School("s", "a", (5, 5), 4),), Limits(), True)
    for job in (places, catchments):
        assert thawed(frozen(job)) == job and frozen(thawed(frozen(job))) == frozen(job)


def test_a_child_answers_the_price_of_the_border_and_dies_alone() -> None:
    hamlets = (Hamlet("h", "a", (0, 0), 10),)
    schools = (School("s", "a", (5, 5), 4), School("t", "b", (50, 5), 9))
    job = CatchmentsJob(hamlets, schools, Limits(), True)
    done, problem = ask(job, children.Limits())
    assert done and not problem and done.peak_bytes > 0
    assert isinstance(done.found, CatchmentsAnswer)
    assert done.found.found.without_place == {"h": 6}
    assert [(price.limit, price.without_place) for price in done.found.prices] == [("border", 0.0)]
    done, problem = ask(job, children.Limits(memory_bytes=50_000_000))
    assert done is None and problem.startswith("ended with")
    done, problem = ask(job, children.Limits(wall_seconds=0))
    assert (done, problem) == (None, "clock")


def test_a_case_without_an_answer_says_so() -> None:
    case = commune(1)
    [answer] = answer_places(PlacesJob((case,), around=False, fuse_seconds=0.0))
    assert answer.plan is None or answer.plan.stopped_by
