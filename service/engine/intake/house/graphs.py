"""Loops in a graph: the groups of elements that each lead to all others of the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def components(graph: Graph) -> list[frozenset[str]]:
    """The loops: strongly connected groups, of one element only when it leads to itself."""
    order = _finishing_order(graph)
    backwards: dict[str, list[str]] = {node: [] for node in graph}
    for node, targets in graph.items():
        for target in targets:
            if target in backwards:
                backwards[target].append(node)
    found: list[frozenset[str]] = []
    seen: set[str] = set()
    for node in reversed(order):
        if node in seen:
            continue
        group = _reached(node, backwards, seen)
        if len(group) > 1 or node in graph[node]:
            found.append(group)
    return found


def _finishing_order(graph: Graph) -> list[str]:
    """The elements, each after all that it leads to; without recursion, for chains of any length."""
    seen: set[str] = set()
    order: list[str] = []
    for first in graph:
        pending = [(first, False)]
        while pending:
            node, left = pending.pop()
            if left:
                order.append(node)
            elif node in graph and node not in seen:
                seen.add(node)
                pending.append((node, True))
                pending.extend((target, False) for target in graph[node])
    return order


def _reached(start: str, graph: Graph, seen: set[str]) -> frozenset[str]:
    group: set[str] = set()
    pending = [start]
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            group.add(node)
            pending.extend(graph[node])
    return frozenset(group)
