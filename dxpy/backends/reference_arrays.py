# ruff: noqa: D103 - the row of the same name says what a function does
"""The rows of exports.def on int64 and float64 arrays, as plain Python would say them.

Each function has the name and the arguments of its row, after the memory. Ints are exact; floats
are added in the order that the row states, since Python's own `sum` compensates from 3.12 on.
"""

from __future__ import annotations

import itertools
import operator
import struct
from typing import TYPE_CHECKING

from dxpy._generated.abi import COMPARISONS

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Sequence

    from dxpy.backends.reference_memory import Memory

LANES = 32
INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1
CANONICAL_NAN: float = struct.unpack("<d", (0x7FF8_0000_0000_0000).to_bytes(8, "little"))[0]
OPERATORS: dict[int, Callable[[float, float], bool]] = {
    COMPARISONS["<"]: operator.lt, COMPARISONS["<="]: operator.le,
    COMPARISONS[">"]: operator.gt, COMPARISONS[">="]: operator.ge,
    COMPARISONS["=="]: operator.eq, COMPARISONS["!="]: operator.ne,
}  # fmt: skip


def computed(value: float) -> float:
    """A float that was computed: all NaNs are one."""
    return value if value == value else CANONICAL_NAN


def lane_sum(values: Sequence[float]) -> float:
    """The sum in the order of array_sum_f64."""
    lanes = [0.0] * LANES
    for i, value in enumerate(values):
        lanes[i % LANES] += value
    while len(lanes) > 1:
        half = len(lanes) // 2
        lanes = [lanes[j] + lanes[j + half] for j in range(half)]
    return computed(lanes[0])


# Reductions


def array_sum_i64(m: Memory, src: int, n: int, wide: int) -> None:
    m.put(wide, sum(m.ints(src, n)).to_bytes(16, "little", signed=True))


def array_sum_f64(m: Memory, src: int, n: int) -> float:
    return lane_sum(m.floats(src, n))


def array_dot_i64(m: Memory, left: int, right: int, n: int, wide: int) -> None:
    products = map(operator.mul, m.ints(left, n), m.ints(right, n))
    m.put(wide, sum(products).to_bytes(24, "little", signed=True))


def array_dot_f64(m: Memory, left: int, right: int, n: int) -> float:
    return lane_sum(list(map(operator.mul, m.floats(left, n), m.floats(right, n))))


def array_min_i64(m: Memory, src: int, n: int) -> int:
    return min(m.ints(src, n))


def array_max_i64(m: Memory, src: int, n: int) -> int:
    return max(m.ints(src, n))


def array_min_f64(m: Memory, src: int, n: int) -> float:
    return m.floats(src, n)[array_argmin_f64(m, src, n)]


def array_max_f64(m: Memory, src: int, n: int) -> float:
    return m.floats(src, n)[array_argmax_f64(m, src, n)]


def array_argmin_i64(m: Memory, src: int, n: int) -> int:
    values = m.ints(src, n)
    return values.index(min(values)) if n else -1


def array_argmax_i64(m: Memory, src: int, n: int) -> int:
    values = m.ints(src, n)
    return values.index(max(values)) if n else -1


def first_nan(values: Iterable[float]) -> int:
    """Index of the first NaN, or -1."""
    return next((i for i, value in enumerate(values) if value != value), -1)


def array_argmin_f64(m: Memory, src: int, n: int) -> int:
    values = m.floats(src, n)
    nan = first_nan(values)
    return nan if nan >= 0 or not n else values.index(min(values))


def array_argmax_f64(m: Memory, src: int, n: int) -> int:
    values = m.floats(src, n)
    nan = first_nan(values)
    return nan if nan >= 0 or not n else values.index(max(values))


# Maps


def checked(m: Memory, results: list[int], dst: int) -> int:
    """Write ints unless one does not fit int64; -1, or the index of the first that does not."""
    for i, result in enumerate(results):
        if not INT64_MIN <= result <= INT64_MAX:
            return i
    m.put_ints(dst, results)
    return -1


def array_add_i64(m: Memory, src: int, n: int, value: int, dst: int) -> int:
    return checked(m, [element + value for element in m.ints(src, n)], dst)


def array_sub_i64(m: Memory, src: int, n: int, value: int, dst: int) -> int:
    return checked(m, [element - value for element in m.ints(src, n)], dst)


def array_mul_i64(m: Memory, src: int, n: int, value: int, dst: int) -> int:
    return checked(m, [element * value for element in m.ints(src, n)], dst)


def array_add_f64(m: Memory, src: int, n: int, value: float, dst: int) -> None:
    m.put_floats(dst, [computed(element + value) for element in m.floats(src, n)])


def array_sub_f64(m: Memory, src: int, n: int, value: float, dst: int) -> None:
    m.put_floats(dst, [computed(element - value) for element in m.floats(src, n)])


def array_mul_f64(m: Memory, src: int, n: int, value: float, dst: int) -> None:
    m.put_floats(dst, [computed(element * value) for element in m.floats(src, n)])


def array_from_i64(m: Memory, src: int, n: int, dst: int) -> None:
    m.put_floats(dst, [float(element) for element in m.ints(src, n)])


def array_reverse(m: Memory, src: int, n: int, dst: int) -> None:
    m.put_words(dst, m.words(src, n)[::-1])


# Selections


def kept(values: Iterable[float], compare: int, value: float) -> list[int]:
    """Indices of the elements for which the comparison is true."""
    holds = OPERATORS[compare]
    return [i for i, element in enumerate(values) if holds(element, value)]


def array_filter_i64(m: Memory, src: int, n: int, compare: int, value: int, dst: int) -> int:
    values = m.ints(src, n)
    found = kept(values, compare, value)
    m.put_ints(dst, [values[i] for i in found])
    return len(found)


def array_filter_f64(m: Memory, src: int, n: int, compare: int, value: float, dst: int) -> int:
    found, words = kept(m.floats(src, n), compare, value), m.words(src, n)
    m.put_words(dst, [words[i] for i in found])
    return len(found)


def array_filter_index_i64(m: Memory, src: int, n: int, compare: int, value: int, dst: int) -> int:
    found = kept(m.ints(src, n), compare, value)
    m.put_ints(dst, found)
    return len(found)


def array_filter_index_f64(
    m: Memory, src: int, n: int, compare: int, value: float, dst: int
) -> int:
    found = kept(m.floats(src, n), compare, value)
    m.put_ints(dst, found)
    return len(found)


def array_count_where_i64(m: Memory, src: int, n: int, compare: int, value: int) -> int:
    return len(kept(m.ints(src, n), compare, value))


def array_count_where_f64(m: Memory, src: int, n: int, compare: int, value: float) -> int:
    return len(kept(m.floats(src, n), compare, value))


def array_index_i64(m: Memory, src: int, n: int, value: int) -> int:
    return next((i for i, element in enumerate(m.ints(src, n)) if element == value), -1)


def array_index_f64(m: Memory, src: int, n: int, value: float) -> int:
    return next((i for i, element in enumerate(m.floats(src, n)) if element == value), -1)


def array_equal_f64(m: Memory, left: int, right: int, n: int) -> int:
    return int(all(map(operator.eq, m.floats(left, n), m.floats(right, n))))


# Sorting


def array_sort_scratch(_: Memory, n: int) -> int:
    return 0


def array_argsort_scratch(_: Memory, n: int) -> int:
    return 0


def float_order(values: array[float]) -> list[int]:
    """Indices in the order of array_sort_f64."""
    order = range(len(values))
    numbers = sorted((i for i in order if values[i] == values[i]), key=values.__getitem__)
    return numbers + [i for i in order if values[i] != values[i]]


def array_sort_i64(m: Memory, data: int, n: int, scratch: int) -> None:
    m.put_ints(data, sorted(m.ints(data, n)))


def array_sort_f64(m: Memory, data: int, n: int, scratch: int) -> None:
    words = m.words(data, n)
    m.put_words(data, [words[i] for i in float_order(m.floats(data, n))])


def array_argsort_i64(m: Memory, src: int, n: int, dst: int, scratch: int) -> None:
    m.put_ints(dst, sorted(range(n), key=m.ints(src, n).__getitem__))


def array_argsort_f64(m: Memory, src: int, n: int, dst: int, scratch: int) -> None:
    m.put_ints(dst, float_order(m.floats(src, n)))


def array_is_sorted_i64(m: Memory, src: int, n: int) -> int:
    values = m.ints(src, n)
    return int(all(map(operator.le, values, values[1:])))


def array_is_sorted_f64(m: Memory, src: int, n: int) -> int:
    order = [(value != value, computed(value)) for value in m.floats(src, n)]
    return int(all(not (after < before) for before, after in itertools.pairwise(order)))
