"""Work that several threads want done at the same time is done by one of them for all: one commit instead of many."""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

Wish = TypeVar("Wish")
Outcome = TypeVar("Outcome")


class _Waiting(Generic[Wish, Outcome]):
    """One thread's wish, and in the end its outcome or the fault that kept it from being done."""

    def __init__(self, key: Hashable, wish: Wish) -> None:
        self.key, self.wish = key, wish
        self.outcomes: list[Outcome] = []
        self.fault: BaseException | None = None
        self.bell = threading.Lock()
        """Held until the thread is to go on: its wish is done, or it is the one to serve the others."""
        self.bell.acquire()

    @property
    def is_over(self) -> bool:
        return bool(self.outcomes) or self.fault is not None


class Together(Generic[Wish, Outcome]):
    """Threads that come while others are being served wait, and are then served together by the first of them."""

    def __init__(self, do: Callable[[Sequence[Wish]], Sequence[Outcome]], *, most: int) -> None:
        """Keep what does the work: it gives an outcome for each wish in order, or raises and leaves nothing done."""
        self._do, self._most = do, most
        self._queue: deque[_Waiting[Wish, Outcome]] = deque()
        self._guard = threading.Lock()
        self._is_serving = False

    def __call__(self, wish: Wish, *, key: Hashable) -> Outcome:
        """Return the outcome of the wish; what can't be done together is tried alone, and then raises as it is.

        :param key: two wishes of the same key are not served at once
        """
        mine = _Waiting[Wish, Outcome](key, wish)
        with self._guard:
            self._queue.append(mine)
            must_wait, self._is_serving = self._is_serving, True
        if must_wait:
            mine.bell.acquire()
        if not mine.is_over:
            self._serve_first(mine)
        if mine.fault is not None:
            raise mine.fault
        return mine.outcomes[0]

    def _serve_first(self, mine: _Waiting[Wish, Outcome]) -> None:
        group = self._taken()
        try:
            self._serve(group)
        finally:
            with self._guard:
                following = self._queue[0] if self._queue else None
                self._is_serving = following is not None
            for waiting in (*group, following):
                if waiting is not None and waiting is not mine:
                    waiting.bell.release()

    def _taken(self) -> list[_Waiting[Wish, Outcome]]:
        """Take the first ones out of the queue, each key once; the rest keep their places."""
        chosen: dict[Hashable, _Waiting[Wish, Outcome]] = {}
        with self._guard:
            for waiting in list(self._queue):
                if len(chosen) < self._most and waiting.key not in chosen:
                    chosen[waiting.key] = waiting
                    self._queue.remove(waiting)
        return list(chosen.values())

    def _serve(self, group: Sequence[_Waiting[Wish, Outcome]]) -> None:
        try:
            outcomes = self._do([waiting.wish for waiting in group])
        except BaseException as fault:  # noqa: BLE001  # it is raised again in the thread whose wish it was
            if len(group) == 1:
                group[0].fault = fault
                return
            for waiting in group:
                self._serve([waiting])
            return
        for waiting, outcome in zip(group, outcomes, strict=True):
            waiting.outcomes.append(outcome)
