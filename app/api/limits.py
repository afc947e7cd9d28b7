"""How fast a system may ask, and how often it may ask for somebody of whom there is nothing."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable

# A clerk mistypes now and then; whoever guesses numbers is wrong nearly always.
MISSES, MISSES_SECONDS = 20, 3600
MISSES_SHARE = 0.5
# Of one person nobody mistypes the birth date more often; whoever tries out days does.
DATES, DATES_SECONDS = 5, 3600
MOST_KNOWN = 10_000


class Limits:
    """Of one process. `clock`: seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}
        self._asked: dict[str, deque[tuple[float, bool]]] = defaultdict(deque)
        self._misses: Counter[str] = Counter()
        self._dates: dict[tuple[str, str], set[str]] = {}
        self._dates_since = clock()

    def wait(self, who: str, per_minute: int) -> float:
        """Take one of the requests that `who` has left; 0.0, or the seconds until there is one again."""
        now = self._clock()
        with self._lock:
            if len(self._left) >= MOST_KNOWN:  # whoever makes up names must not fill the memory
                self._left.clear()
            left, since = self._left.get(who, (float(per_minute), now))
            left = min(float(per_minute), left + (now - since) * per_minute / 60)
            if left < 1:
                self._left[who] = left, now
                return (1 - left) * 60 / per_minute
            self._left[who] = left - 1, now
        return 0.0

    def tries_dates(self, who: str, number: str, date_of_birth: str) -> bool:
        """Note that `who` asked for this pair; whether they seem to try out birth dates of one number."""
        now = self._clock()
        with self._lock:
            if now - self._dates_since > DATES_SECONDS or len(self._dates) >= MOST_KNOWN:
                self._dates, self._dates_since = {}, now
            dates = self._dates.setdefault((who, number), set())
            dates.add(date_of_birth)
            return len(dates) > DATES

    def guesses(self, who: str, *, found: bool) -> bool:
        """Note an answer; whether `who` now looks like somebody who tries out numbers."""
        now = self._clock()
        with self._lock:
            asked = self._asked[who]
            asked.append((now, found))
            self._misses[who] += not found
            while asked[0][0] <= now - MISSES_SECONDS:
                _, hit = asked.popleft()
                self._misses[who] -= not hit
            misses = self._misses[who]
            return misses >= MISSES and misses >= MISSES_SHARE * len(asked)
