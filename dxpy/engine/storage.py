"""The elements of a `SimdList`: an array of int64 or float64 in a core's memory, or Python objects.

`Storage` is all that touches memory and kernels; `SimdList` in simdlist.py makes a list of it. This
is the storage over any `Core`. The native extension has one with the same methods and the same
results (`dxpy._fast.Storage`), and the tests run over both.

The kind of the elements is what they all are: exact `int`s that fit 64 bits, exact `float`s, or
anything. An element of another kind turns the array into objects, once; nothing turns it back but
`clear`.
"""

from __future__ import annotations

import struct
import weakref
from typing import TYPE_CHECKING, Any, Literal

from dxpy._generated.abi import COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dxpy.backends.base import Core

Kind = Literal["empty", "int64", "float64", "object"]
I64_MIN, I64_MAX = -(1 << 63), (1 << 63) - 1
FEWEST = 8  # elements of the first block
CHANGED = "the list was changed while it let its elements go"
FORMATS = {"int64": "q", "float64": "d"}
SUFFIXES = {"int64": "i64", "float64": "f64"}


def kind_of(value: object) -> Kind:
    """The kind an element asks for."""
    if type(value) is int:
        return "int64" if I64_MIN <= value <= I64_MAX else "object"
    return "float64" if type(value) is float else "object"


def as_element(kind: Kind, value: object) -> int | float | None:
    """A value to look for among elements of a kind: None if none of them can be equal to it.

    Raises:
        TypeError: only the value itself can tell (it is no plain number).
    """
    if type(value) is bool:
        value = int(value)
    if type(value) is int:
        if kind == "int64":
            return value if I64_MIN <= value <= I64_MAX else None
        try:
            nearest = float(value)
        except OverflowError:
            return None
        return nearest if nearest == value else None
    if type(value) is float:
        if kind == "float64":
            return value
        return int(value) if value.is_integer() and I64_MIN <= value <= I64_MAX else None
    raise TypeError


class Export:
    """The memory of an array as NumPy's array interface describes it."""

    def __init__(self, storage: Storage) -> None:
        """Describe the memory and keep it alive."""
        self.storage = storage
        self.__array_interface__ = {
            "version": 3,
            "shape": (storage._size,),
            "typestr": "<i8" if storage._kind == "int64" else "<f8",
            "data": (storage._address, False),
        }


class Storage:
    """Elements in the memory of the default core, with the operations its kernels offer."""

    __slots__ = (
        "__weakref__", "_address", "_block", "_capacity", "_exports", "_kind", "_objects", "_size",
    )  # fmt: skip

    _core: Core  # set by `bind` before the first instance is made
    _kind: Kind

    def __init__(self) -> None:
        """No elements and no memory."""
        if hasattr(self, "_exports"):  # a second __init__
            self._check_resizable()
        self._kind = "empty"
        self._size = 0
        self._objects: list[Any] = []
        self._address = 0
        self._capacity = 0
        self._block: weakref.finalize[..., Any] | None = None  # gives the memory back
        self._exports: weakref.WeakSet[Export] = weakref.WeakSet()

    # Memory

    def __len__(self) -> int:
        """How many elements there are."""
        return len(self._objects) if self._kind == "object" else self._size

    def _reserve(self, capacity: int) -> None:
        """Make room for that many elements of 8 bytes, in memory of its own."""
        if capacity <= self._capacity:
            return
        self._check_resizable()
        grown = max(capacity, self._capacity + (self._capacity >> 1), FEWEST)
        address = self._core.alloc(8 * grown)
        block = weakref.finalize(self, self._core.free, address)
        block.atexit = False
        if self._size:
            self._core.write(address, self._core.read(self._address, 8 * self._size))
        before, kind, size = self._block, self._kind, self._size
        self._address, self._capacity, self._block = address, grown, block
        if before is not None:
            before()  # what lent the memory may run code now
            if (self._block, self._kind, self._size) != (block, kind, size):
                raise RuntimeError(CHANGED)

    def _check_resizable(self) -> None:
        """Raise the BufferError of a bytearray if an array of NumPy's shows this memory."""
        if self._exports:
            raise BufferError("Existing exports of data: object cannot be re-sized")

    def _share(self, kind: Kind, view: memoryview) -> None:
        """Become the elements of somebody else's memory, copied before the first change."""
        if kind not in FORMATS:
            raise ValueError("not a kind of array")
        self._vacate()
        borrowed = self._core.borrow(view)
        if borrowed.address % 8 or borrowed.size_bytes < 8:
            borrowed.release()
            self._set_bytes(kind, view)
            return
        self._kind, self._size, self._address = kind, borrowed.size_bytes // 8, borrowed.address
        self._block = weakref.finalize(self, borrowed.release)
        self._block.atexit = False

    def _own(self) -> None:
        """Copy elements that stand in somebody else's memory, before they are changed."""
        self._reserve(self._size)

    def _exported(self) -> Any:
        """The memory of an array for NumPy, or its bytes if it is not this process's.

        While what NumPy makes of it lives, the array cannot be resized.
        """
        if not self._core.is_zero_copy:
            return memoryview(bytearray(self._tobytes())).cast(FORMATS[self._kind])  # type: ignore[call-overload]
        self._own()
        holder = Export(self)
        self._exports.add(holder)
        return holder

    def _release(self) -> None:
        """Forget elements and memory."""
        self._check_resizable()
        # The last reference to objects, and what lent the memory, may run code that fills the list.
        objects, block = self._objects, self._block
        self._kind, self._size, self._objects = "empty", 0, []
        self._address, self._capacity, self._block = 0, 0, None
        if block is not None:
            block()
        del objects

    def _vacate(self) -> None:
        """Forget elements and memory to be filled: raise if code that ran then filled the list."""
        self._release()
        if self._kind != "empty" or self._block is not None:
            raise RuntimeError(CHANGED)

    def _become_objects(self) -> None:
        """Hold the elements as Python objects from now on."""
        if self._kind == "object":
            return
        objects = self.tolist()
        self._vacate()
        self._kind, self._objects = "object", objects

    def _room_for(self, kind: Kind, count: int) -> int:
        """Become `count` unwritten elements of a kind; the address to write them to."""
        self._vacate()
        self._kind = kind
        self._reserve(count)
        self._size = count
        return self._address

    def _shrink_to(self, count: int) -> None:
        """Keep the first `count` elements of an array."""
        self._check_part(0, count)
        if count != self._size:
            self._check_resizable()
            self._own()
        self._size = count

    def _check_part(self, start: int, stop: int) -> None:
        """Raise ValueError if elements start to stop are not of the array.

        A subclass may say another length than there is.
        """
        if not 0 <= start <= stop <= self._size:
            raise ValueError("no such part of the array")

    def _tobytes(self) -> bytes:
        """The elements of an array as they stand in memory."""
        return self._core.read(self._address, 8 * self._size) if self._size else b""

    def _set_bytes(self, kind: Kind, data: bytes | bytearray | memoryview) -> None:
        """Become the elements that these bytes hold."""
        if kind not in FORMATS:
            raise ValueError("not a kind of array")
        view = memoryview(data).cast("B")
        count = len(view) // 8
        address = self._room_for(kind, count)
        if count:
            self._core.write(address, view[: 8 * count])

    def _slice(self, start: int, stop: int, out: Storage) -> None:
        """Elements start to stop of an array become those of `out`."""
        if start < stop:
            self._check_part(start, stop)
            data = self._core.read(self._address + 8 * start, 8 * (stop - start))
            out._set_bytes(self._kind, data)

    def _extend(self, other: Storage) -> None:
        """Add the elements of an array of the same kind."""
        data = other._tobytes()
        self._check_resizable()
        self._reserve(self._size + len(data) // 8)
        self._core.write(self._address + 8 * self._size, data)
        self._size += len(data) // 8

    # Elements

    def tolist(self) -> list[Any]:
        """The elements in a new list."""
        if self._kind in FORMATS:
            return list(struct.unpack(f"<{self._size}{FORMATS[self._kind]}", self._tobytes()))
        return list(self._objects)

    def _get(self, index: int) -> Any:
        """The element at an index from 0 to len - 1."""
        if self._kind == "object":
            return self._objects[index]
        if not 0 <= index < self._size:
            raise IndexError("list index out of range")
        data = self._core.read(self._address + 8 * index, 8)
        return struct.unpack(f"<{FORMATS[self._kind]}", data)[0]

    def _put(self, index: int, value: object) -> None:
        """Set the element at an index from 0 to len - 1."""
        if self._kind != "object" and kind_of(value) != self._kind:
            self._become_objects()
        if self._kind == "object":
            self._objects[index] = value
        else:
            if not 0 <= index < self._size:
                raise IndexError("list assignment index out of range")
            self._own()
            self._core.write(
                self._address + 8 * index, struct.pack(f"<{FORMATS[self._kind]}", value)
            )

    def append(self, value: object, /) -> None:
        """Add an element at the end; amortised constant time."""
        kind = kind_of(value)
        if self._kind == "empty" and kind != "object":
            self._kind = kind
        if self._kind != "object" and kind != self._kind:
            self._become_objects()
        if self._kind == "object":
            self._objects.append(value)
            return
        self._check_resizable()
        self._reserve(self._size + 1)
        self._core.write(
            self._address + 8 * self._size, struct.pack(f"<{FORMATS[self._kind]}", value)
        )
        self._size += 1

    def _fill(self, values: list[Any]) -> None:
        """Become the elements of a list."""
        kinds = {kind_of(value) for value in values}
        if len(kinds) == 1 and "object" not in kinds:
            kind = kinds.pop()
            self._set_bytes(kind, struct.pack(f"<{len(values)}{FORMATS[kind]}", *values))
        else:
            self._vacate()
            if values:
                self._kind, self._objects = "object", values

    def __getitem__(self, index: Any, /) -> Any:
        """See `SimdList`."""
        return self._subscript(index)

    def __setitem__(self, index: Any, value: Any, /) -> None:
        """See `SimdList`."""
        self._assign(index, value)

    def __delitem__(self, index: Any, /) -> None:
        """See `SimdList`."""
        self._delete(index)

    if TYPE_CHECKING:  # what SimdList makes of any index or slice

        def _subscript(self, index: Any) -> Any: ...
        def _assign(self, index: Any, value: Any) -> None: ...
        def _delete(self, index: Any) -> None: ...
        def _contains(self, value: object) -> bool: ...

    def __contains__(self, value: object, /) -> bool:
        """See `SimdList`."""
        return self._contains(value)

    def __iter__(self) -> Iterator[Any]:
        """The elements by index, as a list's iterator sees them while the list changes."""
        index = 0
        while index < len(self):
            yield self._get(index)
            index += 1

    # Kernels: each is asked only of an array ("int64" or "float64"), unless it says otherwise

    def _kernel(self, name: str) -> Callable[..., Any]:
        """The kernel of that name for the kind of the elements."""
        return self._core.function(f"array_{name}_{SUFFIXES[self._kind]}")

    def _wide(self, words: int, call: Callable[[int], object]) -> int:
        """What a kernel writes as an exact integer of so many words."""
        out = self._core.alloc(8 * words)
        try:
            call(out)
            return int.from_bytes(self._core.read(out, 8 * words), "little", signed=True)
        finally:
            self._core.free(out)

    def _array_sum(self) -> int | float:
        """The sum: exact of ints; of floats over 32 lanes, the same bits everywhere."""
        kernel = self._kernel("sum")
        if self._kind == "int64":
            return self._wide(2, lambda out: kernel(self._address, self._size, out))
        return float(kernel(self._address, self._size))

    def _array_dot(self, other: Storage) -> int | float:
        """The sum of products with an array of the same kind and length."""
        self._check_part(0, other._size)
        other._check_part(0, self._size)
        kernel = self._kernel("dot")
        if self._kind == "int64":
            return self._wide(3, lambda out: kernel(self._address, other._address, self._size, out))
        return float(kernel(self._address, other._address, self._size))

    def _array_reduce(self, name: str) -> Any:
        """`min`, `max`, `argmin`, `argmax` or `is_sorted`; min and max want an element."""
        return self._kernel(name)(self._address, self._size)

    def _array_index(self, value: float, start: int, stop: int) -> int:
        """Index of the first element equal to value in start..stop, or -1."""
        self._check_part(start, stop)
        found = self._kernel("index")(self._address + 8 * start, stop - start, value)
        return int(found + start) if found >= 0 else -1

    def _array_count(self, comparison: str, value: float) -> int:
        """How many elements compare so with value."""
        return int(
            self._kernel("count_where")(self._address, self._size, COMPARISONS[comparison], value)
        )

    def _array_filter(self, comparison: str, value: float, out: Storage, indices: bool, /) -> None:
        """The elements that compare so (or their indices) become those of `out`."""
        kernel = self._kernel("filter_index" if indices else "filter")
        address = out._room_for("int64" if indices else self._kind, self._size)
        out._shrink_to(kernel(self._address, self._size, COMPARISONS[comparison], value, address))

    def _array_map(self, name: str, value: float, out: Storage) -> bool:
        """`add`, `sub` or `mul` by value into `out`; False if an int overflows."""
        kernel = self._kernel(name)
        address = out._room_for(self._kind, self._size)
        overflow = kernel(self._address, self._size, value, address)
        return overflow is None or overflow < 0

    def _array_as_float(self, out: Storage) -> None:
        """The ints as nearest floats become those of `out`."""
        address = out._room_for("float64", self._size)
        self._core.function("array_from_i64")(self._address, self._size, address)

    def _array_sort(self) -> None:
        """Sort in place: ascending, stable, NaNs last."""
        self._own()
        size = self._core.function("array_sort_scratch")(self._size)
        scratch = self._core.alloc(size)
        try:
            self._kernel("sort")(self._address, self._size, scratch)
        finally:
            self._core.free(scratch)

    def _array_argsort(self, out: Storage) -> None:
        """The indices that sort, stable, become the elements of `out`."""
        size = self._core.function("array_argsort_scratch")(self._size)
        address = out._room_for("int64", self._size)
        scratch = self._core.alloc(size)
        try:
            self._kernel("argsort")(self._address, self._size, address, scratch)
        finally:
            self._core.free(scratch)

    def _array_reverse(self) -> None:
        """Reverse in place."""
        self._own()
        self._core.function("array_reverse")(self._address, self._size, self._address)

    def _array_equal(self, other: Storage) -> bool:
        """Whether two arrays of one kind hold equal elements."""
        if self._size != other._size:
            return False
        if self._kind == "int64":
            equal = self._core.function("bytes_equal")(
                self._address, other._address, 8 * self._size
            )
        else:
            equal = self._kernel("equal")(self._address, other._address, self._size)
        return bool(equal)
