"""`SimdList`: a list whose ints and floats stand as bare int64 or float64, with array operations.

To a program it is a list: same methods, same results, same errors. Elements that are all exact
ints of 64 bits, or all exact floats, are kept as an array, and then `sum`, `min`, `filter`,
`index`, `sort` and the rest run at the speed of memory; anything else is kept as objects.

Where it differs from a list, on purpose: an element of an array comes back equal but not identical
(so a NaN is not found by identity); `min`, `max`, `sort` treat NaN as NumPy does (it wins, it comes
last); `sum` adds floats over 32 lanes, which is as exact and the same on every machine, but not the
order of a loop.
"""

from __future__ import annotations

import builtins
import operator
import reprlib
from typing import TYPE_CHECKING, Any, SupportsIndex

from dxpy._generated.abi import COMPARISONS
from dxpy.engine import default
from dxpy.engine.storage import FORMATS, Storage, as_element, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np

    from dxpy.engine.storage import Kind

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul,
}  # fmt: skip
NOTHING: tuple[Any, ...] = ()


if not TYPE_CHECKING:
    Storage = default.storage()


class SimdList(Storage):
    """A list with int64, float64 or object storage, chosen by its elements.

    Args:
        iterable: the elements, any objects; another SimdList or a list is taken at once.

    Raises:
        TypeError: iterable cannot be iterated.
        CoreMemoryError: no memory.

    Cost: O(n). Not safe for changes from several threads at once, as a NumPy array is not.
    """

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, iterable: Iterable[Any] = NOTHING, /) -> None:
        """See the class."""
        super().__init__()
        if iterable is not NOTHING:
            self._take(iterable)
        elif self._kind != "empty":  # a second __init__, as list has it
            self._release()

    # Making and converting

    def _take(self, iterable: Iterable[Any]) -> None:
        """Become the elements of an iterable."""
        if isinstance(iterable, SimdList):
            if iterable._kind in FORMATS:
                self._set_bytes(iterable._kind, iterable._tobytes())
            else:
                self._fill(iterable.tolist())
        else:
            self._fill(list(iterable))

    @classmethod
    def from_numpy(cls, array: np.ndarray[Any, Any], /) -> SimdList:
        """A list of the elements of a one-dimensional int64 or float64 array.

        Natively no element is copied: the memory stays the array's (changes made through the array
        are seen) until the list is first changed, which copies. An array that is not aligned is
        copied at once, as other backends copy all.

        Args:
            array: one dimension, dtype int64 or float64 in native byte order, C-contiguous.

        Raises:
            TypeError: the dtype is another one, or it is no array.
            ValueError: it has not one dimension, or is not contiguous.

        Cost: constant natively, O(n) elsewhere.
        """
        return cls.from_buffer(array)

    @classmethod
    def from_buffer(cls, data: Any, /) -> SimdList:
        """The same from any object with a buffer of format 'q', 'l' (8 bytes) or 'd'.

        A buffer that spells its byte order, '<d', is copied.

        Raises:
            TypeError: it has no buffer, or one of another format.
            ValueError: it has not one dimension, or is not contiguous.
        """
        view = memoryview(data)
        byte_order, code = view.format[:-1], view.format[-1:]
        if (
            byte_order not in ("", "@", "=", "<")
            or code not in ("q", "l", "d")
            or view.itemsize != 8
        ):
            raise TypeError(f"elements must be int64 or float64, not format {view.format!r}")
        if view.ndim != 1 or not view.c_contiguous:
            raise ValueError("the buffer must be one-dimensional and contiguous")
        made = cls()
        kind: Kind = "float64" if code == "d" else "int64"
        if view.nbytes and byte_order in ("", "@"):
            made._share(kind, view.cast("B"))
        elif view.nbytes:  # how NumPy spells what does not stand on a multiple of 8
            made._set_bytes(kind, view.tobytes())
        return made

    def to_numpy(self) -> np.ndarray[Any, Any]:
        """The elements as a NumPy array.

        Natively an int64 or float64 list gives a view of its own memory: writes are seen on both
        sides, and while the array lives the list cannot change its length (BufferError). Other
        backends give a copy; objects give an array of dtype object.

        Cost: constant natively for int64 and float64, O(n) otherwise.
        """
        import numpy as np

        if self._kind not in FORMATS:
            return np.array(self.tolist(), dtype=object if self._kind == "object" else np.int64)
        return np.asarray(self._exported())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        """NumPy's way to ask for `to_numpy`."""
        import numpy as np

        array = self.to_numpy()
        if dtype is not None and array.dtype != dtype:
            return array.astype(dtype)
        return np.array(array) if copy else array

    @property
    def dtype(self) -> str:
        """What is stored: "int64", "float64", "object", or "empty" before the first element."""
        return self._kind

    def copy(self) -> SimdList:
        """A new list of the same elements. Cost: O(n)."""
        return SimdList(self)

    def __copy__(self) -> SimdList:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        if self._kind == "object":  # one by one, because one of them may hold this list
            return SimdList, (), None, iter(self.tolist())
        return SimdList, (self.tolist(),)

    @reprlib.recursive_repr("SimdList([...])")
    def __repr__(self) -> str:
        return f"SimdList({self.tolist()!r})"

    # Items

    def _position(self, index: SupportsIndex, message: str) -> int:
        """An index as one from 0 to len - 1, or IndexError with list's message."""
        number = operator.index(index)
        if number < 0:
            number += len(self)
        if not 0 <= number < len(self):
            raise IndexError(message)
        return number

    def _subscript(self, index: SupportsIndex | slice) -> Any:
        """The element at an index, or a new SimdList of a slice."""
        if isinstance(index, slice):
            return self._sliced(index)
        if not hasattr(index, "__index__"):
            name = type(index).__name__
            raise TypeError(f"list indices must be integers or slices, not {name}")
        return self._get(self._position(index, "list index out of range"))

    def _sliced(self, index: slice) -> SimdList:
        """The elements of a slice in a new list."""
        start, stop, step = index.indices(len(self))
        made = SimdList()
        if self._kind == "object":
            made._fill(self._objects[index])
        elif step == 1:
            self._slice(start, stop, made)
        elif len(range(start, stop, step)):
            words = memoryview(self._tobytes()).cast("Q")[
                start : stop if stop >= 0 else None : step
            ]
            made._set_bytes(self._kind, words.tobytes())
        return made

    def _assign(self, index: SupportsIndex | slice, value: Any) -> None:
        """Set an element, or replace a slice by the elements of an iterable."""
        if isinstance(index, slice):
            objects = self.tolist()
            objects[index] = value.tolist() if isinstance(value, SimdList) else value
            self._replace_by(objects)
            return
        if not hasattr(index, "__index__"):
            name = type(index).__name__
            raise TypeError(f"list indices must be integers or slices, not {name}")
        self._put(self._position(index, "list assignment index out of range"), value)

    def _delete(self, index: SupportsIndex | slice) -> None:
        """Remove an element or a slice. Cost: O(n)."""
        objects = self.tolist()
        del objects[index]
        self._replace_by(objects)

    def _replace_by(self, objects: list[Any]) -> None:
        """Hold these elements; a list of objects stays one."""
        if self._kind == "object":
            self._objects = objects
        else:
            self._fill(objects)

    def _contains(self, value: object) -> bool:
        """Whether an element equals value (or is it, among objects)."""
        return self._search(value, 0, len(self)) >= 0

    def __reversed__(self) -> Iterator[Any]:
        """The elements from the last to the first."""
        for index in range(len(self) - 1, -1, -1):
            if index >= len(self):
                return
            yield self._get(index)

    # Changing

    def extend(self, iterable: Iterable[Any], /) -> None:
        """Add the elements of an iterable at the end. Cost: O(elements added), amortised."""
        more = iterable if isinstance(iterable, SimdList) else SimdList(iterable)
        if not len(more):
            return
        if self._kind == "empty":
            self._take(more)
        elif self._kind == more._kind and self._kind in FORMATS:
            self._extend(more)
        else:
            added = more.tolist()
            if self._kind != "object":
                self._become_objects()
            self._objects += added

    def insert(self, index: SupportsIndex, value: Any, /) -> None:
        """Put value before an index. Cost: O(n)."""
        objects = self.tolist()
        objects.insert(index, value)
        self._replace_by(objects)

    def pop(self, index: SupportsIndex = -1, /) -> Any:
        """Remove and return an element, the last by default.

        Raises:
            IndexError: the list is empty, or has no such index.

        Cost: constant at the end, else O(n).
        """
        if not len(self):
            raise IndexError("pop from empty list")
        number = self._position(index, "pop index out of range")
        value = self._get(number)
        if self._kind == "object":
            del self._objects[number]
        elif number == len(self) - 1:
            self._shrink_to(number)
        else:
            del self[number]
        return value

    def remove(self, value: Any, /) -> None:
        """Remove the first element equal to value.

        Raises:
            ValueError: there is none.

        Cost: O(n).
        """
        number = self._search(value, 0, len(self))
        if number < 0:
            raise ValueError("list.remove(x): x not in list")
        del self[number]

    def clear(self) -> None:
        """Remove all elements; the next one decides the storage again."""
        self._release()

    def reverse(self) -> None:
        """Reverse in place. Cost: O(n)."""
        if self._kind == "object":
            self._objects.reverse()
        elif len(self):
            self._array_reverse()

    def __iadd__(self, other: Iterable[Any]) -> SimdList:  # type: ignore[misc]
        self.extend(other)
        return self

    def __add__(self, other: Any) -> SimdList:
        if not isinstance(other, SimdList | list):
            return NotImplemented
        made = self.copy()
        made.extend(other)
        return made

    def __radd__(self, other: Any) -> SimdList:
        return SimdList(other) + self if isinstance(other, list) else NotImplemented

    def __mul__(self, times: SupportsIndex) -> SimdList:
        if not hasattr(times, "__index__"):
            return NotImplemented
        made = SimdList()
        if self._kind in FORMATS and operator.index(times) > 0:
            made._set_bytes(self._kind, self._tobytes() * operator.index(times))
        else:
            made._fill(self.tolist() * operator.index(times))
        return made

    __rmul__ = __mul__

    def __imul__(self, times: SupportsIndex) -> SimdList:
        if not hasattr(times, "__index__"):
            return NotImplemented
        self._take(self * times)
        return self

    # Comparing

    def __eq__(self, other: object) -> bool:
        """Equal to a SimdList or list of equal elements."""
        if isinstance(other, SimdList):
            if len(self) != len(other):
                return False
            if self._kind == other._kind and self._kind in FORMATS:
                return bool(self._array_equal(other))
            return bool(self.tolist() == other.tolist())
        return bool(self.tolist() == other) if isinstance(other, list) else NotImplemented

    def _compared(self, other: object, compare: Callable[[Any, Any], Any]) -> bool:
        """Order of two lists, as lists have it."""
        if isinstance(other, SimdList | list):
            theirs = other.tolist() if isinstance(other, SimdList) else other
            return bool(compare(self.tolist(), theirs))
        return NotImplemented  # type: ignore[no-any-return]

    def __lt__(self, other: object) -> bool:
        return self._compared(other, operator.lt)

    def __le__(self, other: object) -> bool:
        return self._compared(other, operator.le)

    def __gt__(self, other: object) -> bool:
        return self._compared(other, operator.gt)

    def __ge__(self, other: object) -> bool:
        return self._compared(other, operator.ge)

    # Searching

    def _search(self, value: object, start: int, stop: int) -> int:
        """Index of the first element equal to value in start..stop, or -1."""
        if start >= stop:
            return -1
        if self._kind in FORMATS:
            try:
                element = as_element(self._kind, value)
            except TypeError:
                pass  # an object with an __eq__ of its own is asked below
            else:
                return -1 if element is None else self._array_index(element, start, stop)
        index = start
        while index < min(stop, len(self)):  # an __eq__ may change the list
            element = self._get(index)
            if element is value or element == value:
                return index
            index += 1
        return -1

    def index(
        self, value: Any, start: SupportsIndex = 0, stop: SupportsIndex = (1 << 63) - 1, /
    ) -> int:
        """Index of the first element equal to value.

        Args:
            value: what to look for.
            start: where to begin; negative counts from the end.
            stop: where to end; negative counts from the end.

        Raises:
            ValueError: there is none.

        Cost: O(n), at the speed of memory for arrays.
        """
        first, last, _ = slice(start, stop).indices(len(self))
        found = self._search(value, first, last)
        if found < 0:
            raise ValueError(f"{value!r} is not in list")
        return found

    def count(self, value: Any, /) -> int:
        """How many elements equal value. Cost: O(n), at the speed of memory for arrays."""
        if self._kind in FORMATS:
            try:
                element = as_element(self._kind, value)
            except TypeError:
                pass
            else:
                return 0 if element is None else self._array_count("==", element)
        return self.tolist().count(value)

    # Sorting

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        """Sort in place, stable; NaNs come last (first when reversed).

        Args:
            key: called once for each element, as by list.sort.
            reverse: the largest first; equal elements keep their order.

        Raises:
            TypeError: elements have no order.

        Cost: O(n) passes over memory for arrays, O(n log n) comparisons otherwise.
        """
        if key is not None or self._kind not in FORMATS:
            objects = self.tolist()
            objects.sort(key=key, reverse=reverse)
            self._replace_by(objects)
            return
        if reverse:
            self._array_reverse()
        self._array_sort()
        if reverse:
            self._array_reverse()

    def sorted(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> SimdList:
        """A sorted copy; see `sort`."""
        made = self.copy()
        made.sort(key=key, reverse=reverse)
        return made

    def argsort(self) -> SimdList:
        """The indices that put the elements in the order of `sort`, stable. Cost: as `sort`."""
        made = SimdList()
        if self._kind in FORMATS:
            self._array_argsort(made)
        else:
            made._fill(sorted(range(len(self)), key=self._objects.__getitem__))
        return made

    def is_sorted(self) -> bool:
        """Whether no element is smaller than the one before it. Cost: O(n)."""
        if self._kind in FORMATS:
            return bool(self._array_reduce("is_sorted"))
        pairs = zip(self._objects, self._objects[1:], strict=False)
        return not any(after < before for before, after in pairs)

    # Array operations

    def sum(self) -> Any:
        """The sum of the elements, 0 of none.

        Of ints it is exact, whatever its size. Of floats it is added over 32 lanes, the same bits
        on every machine.

        Raises:
            TypeError: elements that cannot be added.

        Cost: O(n), at the speed of memory for arrays.
        """
        return self._array_sum() if self._kind in FORMATS else builtins.sum(self._objects)

    def min(self) -> Any:
        """The smallest element; of floats, NaN if there is one.

        Raises:
            ValueError: there are no elements.

        Cost: O(n).
        """
        if self._kind in FORMATS and len(self):
            return self._array_reduce("min")
        return builtins.min(self.tolist())

    def max(self) -> Any:
        """The largest element; of floats, NaN if there is one.

        Raises:
            ValueError: there are no elements.

        Cost: O(n).
        """
        if self._kind in FORMATS and len(self):
            return self._array_reduce("max")
        return builtins.max(self.tolist())

    def argmin(self) -> int:
        """Index of the first smallest element (of floats, of the first NaN).

        Raises:
            ValueError: there are no elements.

        Cost: O(n).
        """
        return self._extreme("argmin", builtins.min)

    def argmax(self) -> int:
        """Index of the first largest element (of floats, of the first NaN).

        Raises:
            ValueError: there are no elements.

        Cost: O(n).
        """
        return self._extreme("argmax", builtins.max)

    def _extreme(self, name: str, choose: Callable[..., int]) -> int:
        """The index that a kernel or a builtin chooses."""
        if not len(self):
            raise ValueError(f"{name}() of an empty SimdList")
        if self._kind in FORMATS:
            return int(self._array_reduce(name))
        return choose(range(len(self)), key=self._objects.__getitem__)

    def dot(self, other: SimdList | list[Any], /) -> Any:
        """The sum of the products of elements at the same index.

        Of ints it is exact; of floats each product is rounded, and added as `sum` adds.

        Raises:
            ValueError: the lengths differ.

        Cost: O(n).
        """
        right = other if isinstance(other, SimdList) else SimdList(other)
        if len(self) != len(right):
            raise ValueError(f"dot() of {len(self)} and {len(right)} elements")
        if self._kind == right._kind and self._kind in FORMATS:
            return self._array_dot(right)
        if {self._kind, right._kind} == {"int64", "float64"}:
            return self._as_float()._array_dot(right._as_float())
        return builtins.sum(map(operator.mul, self.tolist(), right.tolist()))

    def _as_float(self) -> SimdList:
        """The elements of an array as floats, each the nearest."""
        if self._kind == "float64":
            return self
        made = SimdList()
        self._array_as_float(made)
        return made

    def filter(self, comparison: str, value: Any, /) -> SimdList:
        """The elements for which `element comparison value` holds, in order.

        Args:
            comparison: one of < <= > >= == !=
            value: what to compare with.

        Raises:
            ValueError: comparison is none of them.
            TypeError: elements cannot be compared with value.

        Cost: O(n).
        """
        return self._chosen(comparison, value, indices=False)

    def filter_index(self, comparison: str, value: Any, /) -> SimdList:
        """The indices of those elements; see `filter`."""
        return self._chosen(comparison, value, indices=True)

    def _chosen(self, comparison: str, value: Any, *, indices: bool) -> SimdList:
        """What `filter` or `filter_index` gives."""
        made = SimdList()
        element = self._comparable(comparison, value)
        if element is not None:
            if len(self):
                self._array_filter(comparison, element, made, indices)
            return made
        compare = OPERATORS[comparison]
        pairs = enumerate(self.tolist())
        if indices:
            made._fill([i for i, each in pairs if compare(each, value)])
        else:
            made._fill([each for _, each in pairs if compare(each, value)])
        return made

    def count_where(self, comparison: str, value: Any, /) -> int:
        """How many elements `filter` would keep. Cost: O(n)."""
        element = self._comparable(comparison, value)
        if element is not None:
            return self._array_count(comparison, element)
        compare = OPERATORS[comparison]
        return builtins.sum(1 for each in self.tolist() if compare(each, value))

    def _comparable(self, comparison: str, value: Any) -> int | float | None:
        """The value as an element of this array if a kernel can compare with it, else None."""
        if comparison not in COMPARISONS:
            known = " ".join(COMPARISONS)
            raise ValueError(f"a comparison is one of {known}, not {comparison!r}")
        if self._kind not in FORMATS:
            return None
        try:
            return as_element(self._kind, value)
        except TypeError:
            return None

    def add(self, value: Any, /) -> SimdList:
        """Each element plus value, in a new list; ints never wrap, they become large.

        Raises:
            TypeError: elements and value cannot be added.

        Cost: O(n).
        """
        return self._mapped("add", value)

    def sub(self, value: Any, /) -> SimdList:
        """Each element minus value, as `add`."""
        return self._mapped("sub", value)

    def mul(self, value: Any, /) -> SimdList:
        """Each element times value, as `add`."""
        return self._mapped("mul", value)

    def _mapped(self, name: str, value: Any) -> SimdList:
        """What `add`, `sub` or `mul` gives: by a kernel if kinds allow, else element by element."""
        made = SimdList()
        kind = kind_of(value)
        if self._kind == "int64" and kind == "float64":
            return self._as_float()._mapped(name, value)
        if self._kind == "float64" and kind == "int64":
            value, kind = float(value), "float64"
        if self._kind == kind and kind in FORMATS and self._array_map(name, value, made):
            return made
        operation = ARITHMETIC[name]
        made._fill([operation(each, value) for each in self.tolist()])
        return made


# What the extension does itself in the common forms; for the others it calls the method by its
# name with _plain_ before it. Their docstrings are these methods' own (dxpy/_tools/gen_docs.py).
SHORTCUTS = (
    "sum", "min", "max", "argmin", "argmax", "dot", "index", "count", "filter", "filter_index",
    "count_where", "add", "sub", "mul", "sorted", "argsort",
)  # fmt: skip


def use_shortcuts(engine: Any) -> None:
    """Let the extension's methods stand before those of the same name."""
    for name in SHORTCUTS:
        setattr(SimdList, f"_plain_{name}", SimdList.__dict__[name])
        delattr(SimdList, name)
    SimdList._engine = engine  # type: ignore[attr-defined]
    engine._bind_list(SimdList)


if not hasattr(Storage, "_core"):
    use_shortcuts(default.engine())
