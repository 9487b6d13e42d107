"""The entries of a `SwissDict`: keys and values in insertion order, found through a Swiss table.

Entries stand in two lists in the order in which keys came, with holes where keys were deleted; a
table in the core's memory finds the number of an entry. While all keys are exact ints of 64 bits,
the core hashes their values with the table's secret seeds, so no set of them can be prepared that
collides. The first other key turns to a table over the keys' own `__hash__`, mixed with the seeds,
where equality is asked of the keys, as a dict does.

This is the implementation over any `Core`. The native extension has one with the same methods and
the same results (`dxpy._fast.Entries`), and the tests run over both.
"""

from __future__ import annotations

import secrets
import struct
import weakref
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from dxpy.backends.base import Core

HOLE: Any = object()
I64_MIN, I64_MAX = -(1 << 63), (1 << 63) - 1
ABSENT = -1
FEWEST_HOLES = 16
WORD = (1 << 64) - 1


class Index:
    """A table of one kind in the core's memory: from keys (or hashes) to entry numbers."""

    def __init__(self, core: Core, kind: str, count: int = 0) -> None:
        """An empty table with room for `count` keys; kind is "i64" or "index"."""
        self.core, self.kind = core, kind
        self.capacity = core.function("swiss_capacity")(count)
        self.seeds = secrets.randbits(64), secrets.randbits(64)
        self.address, self.memory = self.made()

    def made(self) -> tuple[int, weakref.finalize[..., Any]]:
        """An empty table of the present capacity, freed with this object."""
        size = self.core.function(f"swiss_{self.kind}_size")(self.capacity)
        address = self.core.alloc(size)
        memory = weakref.finalize(self, self.core.free, address)
        memory.atexit = False
        self.core.function(f"swiss_{self.kind}_init")(address, self.capacity, *self.seeds)
        return address, memory

    def grow(self, live: int) -> None:
        """Move to a larger table, or to one of the same size if deletions filled this one."""
        self.capacity = self.core.function("swiss_capacity")(max(live * 2, 1))
        address, memory = self.made()
        self.core.function(f"swiss_{self.kind}_grow")(self.address, address)
        self.memory()
        self.address, self.memory = address, memory

    def insert(self, live: int, *arguments: int) -> None:
        """Insert, growing as needed."""
        insert = self.core.function(f"swiss_{self.kind}_insert")
        if insert(self.address, *arguments) == -1:
            self.grow(live)
            insert(self.address, *arguments)


def as_i64(key: object) -> int | None:
    """The int64 that a key equals, if it is an exact int, float or bool with one."""
    if type(key) is int:
        return key if I64_MIN <= key <= I64_MAX else None
    if type(key) is float:
        return int(key) if key.is_integer() and I64_MIN <= key <= I64_MAX else None
    return int(key) if type(key) is bool else None


def never_equals_int(key: object) -> bool:
    """Whether a key is of a type whose values equal no int: no table need be asked."""
    return type(key) in (str, bytes, float, int, type(None), tuple)


class Entries:
    """A mapping without the convenience: see `SwissDict`."""

    __slots__ = ("__weakref__", "_index", "_keys", "_live", "_values")

    _core: Core  # set before the first instance is made

    def __init__(self) -> None:
        """No entries."""
        self._keys: list[Any] = []
        self._values: list[Any] = []
        self._live = 0
        self._index = Index(self._core, "i64")

    # Finding

    def _find(self, key: Hashable) -> int:
        """Number of the entry of a key, or -1.

        Raises:
            TypeError: the key has no hash.
        """
        if self._index.kind == "i64":
            number = as_i64(key)
            if number is not None:
                get = self._core.function("swiss_i64_get")
                return int(get(self._index.address, number, ABSENT))
            code = hash(key)
            if not self._live or never_equals_int(key):
                return ABSENT
            self._use_hashes()
        else:
            code = hash(key)
        return self._find_hashed(key, code & WORD)

    def _find_hashed(self, key: Hashable, code: int) -> int:
        """The same by hash and equality; starts again if an `__eq__` changes the entries."""
        index = self._index
        first, after = (self._core.function(f"swiss_index_{name}") for name in ("first", "next"))
        state = self._core.alloc(32)
        try:
            entry = first(index.address, code, state)
            while entry >= 0:
                candidate = self._keys[entry]
                if candidate is key:
                    return int(entry)
                before = (index.address, len(self._keys))
                equal = candidate == key
                if index is not self._index or before != (index.address, len(self._keys)):
                    return self._find(key)
                if equal and self._keys[entry] is candidate:
                    return int(entry)
                entry = after(index.address, state)
        finally:
            self._core.free(state)
        return ABSENT

    def _use_hashes(self) -> None:
        """Turn from int keys to a table over hashes."""
        index = Index(self._core, "index", self._live)
        for entry, key in enumerate(self._keys):
            if key is not HOLE:
                index.insert(self._live, hash(key) & WORD, entry)
        self._index = index

    # Changing

    def _add(self, key: Hashable, value: Any) -> None:
        """Add a key that is not there."""
        entry = len(self._keys)
        if self._index.kind == "i64" and not (type(key) is int and I64_MIN <= key <= I64_MAX):
            self._use_hashes()
        if self._index.kind == "i64":
            self._index.insert(self._live, key, entry)  # type: ignore[arg-type]
        else:
            self._index.insert(self._live, hash(key) & WORD, entry)
        self._keys.append(key)
        self._values.append(value)
        self._live += 1

    def _remove(self, entry: int) -> Any:
        """Remove an entry; its value."""
        key, value = self._keys[entry], self._values[entry]
        if self._index.kind == "i64":
            self._core.function("swiss_i64_delete")(self._index.address, key, ABSENT)
        else:
            code = hash(key) & WORD
            self._core.function("swiss_index_delete")(self._index.address, code, entry)
        self._keys[entry] = self._values[entry] = HOLE
        self._live -= 1
        while self._keys and self._keys[-1] is HOLE:
            del self._keys[-1], self._values[-1]
        if len(self._keys) - self._live > max(self._live, FEWEST_HOLES):
            self._close_holes()
        return value

    def _close_holes(self) -> None:
        """Number the entries anew, without holes."""
        kept = [entry for entry, key in enumerate(self._keys) if key is not HOLE]
        self._keys = [self._keys[entry] for entry in kept]
        self._values = [self._values[entry] for entry in kept]
        kind = self._index.kind
        self._index = Index(self._core, kind, self._live)
        for entry, key in enumerate(self._keys):
            code = key if kind == "i64" else hash(key) & WORD
            self._index.insert(self._live, code, entry)

    # Mapping

    def __len__(self) -> int:
        """How many keys there are."""
        return self._live

    def __contains__(self, key: Hashable, /) -> bool:
        """Whether there is an equal key. Cost: constant on average."""
        return self._find(key) >= 0

    def __getitem__(self, key: Hashable, /) -> Any:
        """The value of a key; KeyError if there is none. Cost: constant on average."""
        entry = self._find(key)
        if entry < 0:
            raise KeyError(key)
        return self._values[entry]

    def __setitem__(self, key: Hashable, value: Any, /) -> None:
        """Set the value of a key; a new key comes last. Cost: constant on average, amortised."""
        entry = self._find(key)
        if entry >= 0:
            self._values[entry] = value
        else:
            self._add(key, value)

    def __delitem__(self, key: Hashable, /) -> None:
        """Remove a key; KeyError if it is not there. Cost: constant on average, amortised."""
        entry = self._find(key)
        if entry < 0:
            raise KeyError(key)
        self._remove(entry)

    def get(self, key: Hashable, default: Any = None, /) -> Any:
        """The value of a key, or default. Cost: constant on average."""
        entry = self._find(key)
        return default if entry < 0 else self._values[entry]

    def get_many(self, keys: Iterable[Any], default: Any = None, /) -> list[Any]:
        """The values of many keys in one call: much faster than one by one.

        Args:
            keys: the keys; a SimdList or NumPy array of int64 is looked up without making objects.
            default: what a key that is not there gives.

        Returns:
            A new list with one value for each key, in their order.

        Raises:
            TypeError: a key has no hash.

        Cost: constant for each key on average, some nanoseconds while the table is in cache.
        """
        packed = self._packed(keys) if self._index.kind == "i64" else None
        if packed is None:
            return [self.get(key, default) for key in keys]
        count = len(packed) // 8
        source, out = self._core.alloc(len(packed)), self._core.alloc(len(packed))
        try:
            self._core.write(source, packed)
            get_many = self._core.function("swiss_i64_get_many")
            get_many(self._index.address, source, count, ABSENT, out)
            found = struct.unpack(f"<{count}q", self._core.read(out, len(packed)))
        finally:
            self._core.free(source)
            self._core.free(out)
        values = self._values
        return [default if entry < 0 else values[entry] for entry in found]

    @staticmethod
    def _packed(keys: Any) -> bytes | None:
        """Keys that stand as int64 in a buffer, or are a list of exact int64, as bytes."""
        if hasattr(keys, "to_numpy"):
            keys = keys.to_numpy()
        if isinstance(keys, list | tuple):
            if all(type(key) is int for key in keys):
                try:
                    return struct.pack(f"<{len(keys)}q", *keys)
                except struct.error:
                    return None
            return None
        try:
            view = memoryview(keys)
        except TypeError:
            return None
        if view.format in ("q", "l") and view.itemsize == 8 and view.ndim == 1:
            return view.tobytes()
        return None

    def __iter__(self) -> Iterator[Any]:
        """The keys in insertion order; RuntimeError if the number of keys changes meanwhile."""
        for key, _ in self._pairs():
            yield key

    def _pairs(self, *, backwards: bool = False) -> Iterator[tuple[Any, Any]]:
        """Keys and values in insertion order, or from the last to the first."""
        live = self._live
        number, step = (len(self._keys) - 1, -1) if backwards else (0, 1)
        while 0 <= number < len(self._keys):
            if self._live != live:
                raise RuntimeError("dictionary changed size during iteration")
            key = self._keys[number]
            if key is not HOLE:
                yield key, self._values[number]
            number += step
        if self._live != live:
            raise RuntimeError("dictionary changed size during iteration")

    def _value(self, entry: int) -> Any:
        """The value of an entry."""
        return self._values[entry]

    def _last(self) -> int:
        """Number of the last entry; there is one."""
        return len(self._keys) - 1

    def _pop_entry(self, entry: int) -> tuple[Any, Any]:
        """Remove an entry; its key and value."""
        key = self._keys[entry]
        return key, self._remove(entry)

    def clear(self) -> None:
        """Remove all keys. Cost: constant."""
        self._keys, self._values, self._live = [], [], 0
        self._index = Index(self._core, "i64")
