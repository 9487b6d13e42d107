"""Make a failing case smaller while it still fails: shorter bytes, fewer steps, smaller numbers.

Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002)
over the values of a case, one after the other, until nothing gets smaller or the budget of tries
is spent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dxpy.verify.outcome import Case

ELEMENT_NAMES = frozenset({"src", "left", "right"})  # of array kernels: 8 bytes an element


def shrink(
    case: Case, fails: Callable[[Case], bool], *, element_bytes: int = 1, tries: int = 600
) -> Case:
    """The smallest case found.

    Args:
        case: a case that fails.
        fails: whether a case fails; it says no to cases that make no sense.
        element_bytes: 8 for arrays, whose bytes are taken away eight at a time.
        tries: how often `fails` may be asked.
    """
    left = tries
    progress = True
    while progress and left > 0:
        progress = False
        for name in case:
            for value in smaller(case[name], element_bytes if name in ELEMENT_NAMES else 1):
                candidate = with_value(case, name, value, element_bytes)
                left -= 1
                if candidate != case and fails(candidate):
                    case, progress = candidate, True
                    break
                if left <= 0:
                    return case
    return case


def with_value(case: Case, name: str, value: Any, element_bytes: int) -> Case:
    """A case with one value changed; two arrays that go together are cut together."""
    changed = {**case, name: value}
    if name in ("left", "right") and element_bytes == 8:
        other = "right" if name == "left" else "left"
        changed[other] = case[other][: len(value)]
    return changed


def smaller(value: Any, unit: int) -> Iterator[Any]:
    """Simpler values to try, the boldest first."""
    if isinstance(value, bytes):
        yield from shorter(value, unit)
        yield from plainer(value)
    elif isinstance(value, list):
        yield from shorter(value, 1)
    elif isinstance(value, int) and not isinstance(value, bool) and value:
        yield from (0, 1, value // 2, value - 1 if value > 0 else value + 1)


def shorter(value: Any, unit: int) -> Iterator[Any]:
    """With a half, a quarter, ... down to a unit taken away anywhere."""
    size = max(unit, len(value) // 2 // unit * unit)
    while size >= unit and len(value):
        for start in range(0, len(value), size):
            yield value[:start] + value[start + size :]
        size = size // 2 // unit * unit


def plainer(value: bytes) -> Iterator[bytes]:
    """With the same bytes made alike."""
    for plain in (b"a", b"\0"):
        for start in range(len(value)):
            if value[start : start + 1] != plain and value[start] != 0:
                yield value[:start] + plain + value[start + 1 :]
