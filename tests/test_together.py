"""Threads that want the same kind of work are served together."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal.together import Together


class Kitchen:
    """Does what it is asked, and remembers who was served together."""

    def __init__(self) -> None:
        self.groups: list[list[Any]] = []
        self.open = threading.Event()
        """Until it is set, the first group waits in the kitchen."""
        self.began = threading.Event()
        self.now_serving = 0
        self.most_at_once = 0

    def cook(self, wishes: Sequence[Any]) -> list[str]:
        """Give each wish back as text; what is bad spoils its whole group."""
        self.now_serving += 1
        self.most_at_once = max(self.most_at_once, self.now_serving)
        self.began.set()
        try:
            assert self.open.wait(10)
            if "bad" in wishes:
                raise ValueError("bad")
            self.groups.append(list(wishes))
            return [str(wish) for wish in wishes]
        finally:
            self.now_serving -= 1


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


def crowd(
    kitchen: Kitchen, wishes: Sequence[Any], *, most: int = 16, key: Callable[[int], Any] = lambda number: number
) -> list[Any]:
    """Let the first wish reach the kitchen, the others queue behind it, and return everybody's outcome or fault."""
    together = Together(kitchen.cook, most=most)

    def ask(number: int) -> Any:
        try:
            return together(wishes[number], key=key(number))
        except ValueError as fault:
            return fault

    with ThreadPoolExecutor(len(wishes)) as pool:
        first = pool.submit(ask, 0)
        assert kitchen.began.wait(10)
        others = [pool.submit(ask, number) for number in range(1, len(wishes))]
        while len(together._queue) < len(others):
            threading.Event().wait(0.001)
        kitchen.open.set()
        return [future.result(timeout=10) for future in (first, *others)]


def test_one_alone_is_served_alone(kitchen: Kitchen) -> None:
    kitchen.open.set()

    outcome = Together(kitchen.cook, most=16)("soup", key=1)

    assert (outcome, kitchen.groups) == ("soup", [["soup"]])


def test_those_who_come_meanwhile_are_served_together(kitchen: Kitchen) -> None:
    crowd(kitchen, range(6))

    assert [len(group) for group in kitchen.groups] == [1, 5]


def test_everybody_gets_their_own_outcome(kitchen: Kitchen) -> None:
    assert crowd(kitchen, range(12)) == [str(number) for number in range(12)]


def test_a_group_is_not_larger_than_allowed(kitchen: Kitchen) -> None:
    crowd(kitchen, range(8), most=3)

    assert [len(group) for group in kitchen.groups] == [1, 3, 3, 1]


def test_two_wishes_of_one_key_are_served_one_after_the_other(kitchen: Kitchen) -> None:
    crowd(kitchen, ["first", "same", "same", "other"], key=lambda number: 7 if number in {1, 2} else number)

    assert sorted(map(sorted, kitchen.groups[1:])) == [["other", "same"], ["same"]]


def test_one_that_fails_spoils_nobody_elses(kitchen: Kitchen) -> None:
    outcomes = crowd(kitchen, ["first", "soup", "bad", "fish"])

    assert [str(outcome) for outcome in outcomes] == ["first", "soup", "bad", "fish"]
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [False, False, True, False]


def test_a_fault_of_the_first_lets_the_others_go_on(kitchen: Kitchen) -> None:
    outcomes = crowd(kitchen, ["bad", "soup", "fish"])

    assert isinstance(outcomes[0], ValueError)
    assert outcomes[1:] == ["soup", "fish"]


def test_only_one_serves_at_a_time(kitchen: Kitchen) -> None:
    crowd(kitchen, range(10), most=2)

    assert kitchen.most_at_once == 1


def test_many_rounds_of_many_threads_lose_nobody() -> None:
    total = 0

    def add(wishes: Sequence[int]) -> Sequence[int]:
        nonlocal total
        total += sum(wishes)
        return wishes

    together = Together(add, most=4)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda number: together(number, key=number % 5), range(2000)))

    assert outcomes == list(range(2000))
    assert total == sum(range(2000))
