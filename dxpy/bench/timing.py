"""Time contenders against each other: interleaved rounds, CPU time, medians, ratios.

A noisy machine slows everything for a while, so contenders take turns within a round and a ratio is
made within a round before the median is taken over rounds. Absolute times are shown, never judged.
"""

from __future__ import annotations

import random
import statistics
import time
import timeit
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SHORTEST_SAMPLE_NS = 200_000
MOST_LOOPS = 1 << 20


@dataclass(frozen=True)
class Contender:
    """One way to do the work: a statement, timed in a loop without a call around it."""

    name: str
    statement: str
    names: Mapping[str, Any]

    def timer(self) -> timeit.Timer:
        """The statement, compiled, on the CPU-time clock."""
        return timeit.Timer(self.statement, timer=time.process_time_ns, globals=dict(self.names))


@dataclass
class Timing:
    """What was measured of a contender, in ns of CPU time for each execution."""

    name: str
    rounds_ns: list[float] = field(default_factory=list)

    @property
    def median_ns(self) -> float:
        """The median over the rounds."""
        return statistics.median(self.rounds_ns)


def measure(
    contenders: Sequence[Contender], *, rounds: int = 9, seed: int = 0
) -> dict[str, Timing]:
    """Time all contenders in interleaved rounds.

    Args:
        contenders: two or more of them; each runs once before anything is timed.
        rounds: how often each is sampled; a sample lasts at least 0.2 ms.
        seed: of the order within each round.

    Returns:
        A timing for each name.
    """
    timers = {each.name: each.timer() for each in contenders}
    loops = {name: loops_for(timer) for name, timer in timers.items()}
    timings = {name: Timing(name) for name in timers}
    order = list(timers)
    shuffle = random.Random(seed).shuffle
    for _ in range(rounds):
        shuffle(order)
        for name in order:
            elapsed = timers[name].timeit(loops[name])
            timings[name].rounds_ns.append(elapsed / loops[name])
    return timings


def loops_for(timer: timeit.Timer) -> int:
    """How many executions make a sample that the clock resolves."""
    loops = 1
    while True:
        elapsed = timer.timeit(loops)
        if elapsed >= SHORTEST_SAMPLE_NS or loops >= MOST_LOOPS:
            return loops
        loops = min(
            MOST_LOOPS, max(loops * 2, int(loops * SHORTEST_SAMPLE_NS / (elapsed or 1)) + 1)
        )


def ratio(ours: Timing, theirs: Timing) -> float:
    """How many times faster `ours` is: the median over rounds of theirs / ours."""
    return statistics.median(
        their / our for our, their in zip(ours.rounds_ns, theirs.rounds_ns, strict=True)
    )


def geometric_mean(values: Sequence[float]) -> float:
    """The geometric mean of positive numbers, 1.0 for none."""
    return statistics.geometric_mean(values) if values else 1.0
