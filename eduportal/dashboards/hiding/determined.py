"""Which unknown numbers a set of sums gives away, where each number stands in two of the sums.

Free of Django. A sum is a node of a graph, an unknown number the edge between the two sums it is
part of. An edge on a way round can be raised while its neighbours are lowered in turn, and no sum
changes; an edge on no way round is a bridge, and subtraction finds it.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

Node = Hashable
Edge = tuple[Node, Node]


def determined(edges: Sequence[Edge]) -> set[int]:
    """The numbers of the edges that are bridges."""
    neighbours: defaultdict[Node, list[tuple[Node, int]]] = defaultdict(list)
    for number, (left, right) in enumerate(edges):
        neighbours[left].append((right, number))
        neighbours[right].append((left, number))
    seen: dict[Node, int] = {}
    found: set[int] = set()
    for root in neighbours:
        if root not in seen:
            found |= _bridges_from(root, neighbours, seen)
    return found


def _bridges_from(
    root: Node, neighbours: dict[Node, list[tuple[Node, int]]], seen: dict[Node, int]
) -> set[int]:
    """Depth first: an edge is a bridge when nothing beyond it leads back to before it."""
    seen[root] = len(seen)
    lowest = {root: seen[root]}
    stack = [(root, -1, iter(neighbours[root]))]
    found: set[int] = set()
    while stack:
        node, by, more = stack[-1]
        following = next(more, None)
        if following is None:
            stack.pop()
            if stack:
                before = stack[-1][0]
                if lowest[node] > seen[before]:
                    found.add(by)
                lowest[before] = min(lowest[before], lowest[node])
            continue
        other, number = following
        if number == by:
            continue
        if other in seen:
            lowest[node] = min(lowest[node], seen[other])
        else:
            seen[other] = lowest[other] = len(seen)
            stack.append((other, number, iter(neighbours[other])))
    return found
