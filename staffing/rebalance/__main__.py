"""The child of staffing.rebalance.running: solves one part, answers, ends."""

from eduportal.solving.children import answer_parent, peak_bytes
from eduportal.solving.highs import NotSolved
from staffing.rebalance.explain import Explainer, Why
from staffing.rebalance.groups import Grouped
from staffing.rebalance.obstacles import Kept, obstacles_of
from staffing.rebalance.part import solve_part
from staffing.rebalance.prices import Price, prices_of
from staffing.rebalance.running import Done, Job


def answer(job: Job) -> Done:
    """Raises MemoryError where the limit is met."""
    solved, problem = None, ""
    whys: tuple[Why, ...] = ()
    prices: tuple[Price, ...] = ()
    kept: tuple[Kept, ...] = ()
    try:
        solved = solve_part(job.facts, job.options, job.scenario)
        if not solved.broken:
            explainer = Explainer(Grouped(job.facts, job.options), solved.plan, job.scenario)
            whys = tuple(why for _line, why in explainer.lines())
            kept = tuple(obstacles_of(explainer))
            prices = tuple(prices_of(job.facts, job.priced)) if job.priced else ()
    except NotSolved as error:
        solved, problem = None, str(error)
    return Done(job.facts.name, solved, problem, peak_bytes(), whys, prices, kept)


if __name__ == "__main__":
    answer_parent(answer)
