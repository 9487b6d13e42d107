"""The entries of a `SwissDict`: keys and values in insertion order, found through a Swiss table.

Entries stand in lists in the order in which keys came, with holes where keys were deleted; a
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
    from typing import Self, TypeGuard

    from dxpy.backends.base import Core

HOLE: Any = object()
MISSING: Any = object()
I64_MIN, I64_MAX = -(1 << 63), (1 << 63) - 1
ABSENT = -1
FEWEST_HOLES = 16
WORD = (1 << 64) - 1
RESTARTS = 16
CHANGED_SIZE = "dictionary changed size during iteration"


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


def is_i64(key: object) -> TypeGuard[int]:
    """Whether a key is an exact int of 64 bits."""
    return type(key) is int and I64_MIN <= key <= I64_MAX


def as_i64(key: object) -> int | None:
    """The int64 that a key equals, if it is an exact int, float or bool with one."""
    if is_i64(key):
        return key
    if type(key) is float:
        return int(key) if key.is_integer() and I64_MIN <= key <= I64_MAX else None
    return int(key) if type(key) is bool else None


def never_equals_int(key: object) -> bool:
    """Whether a key is of a type whose values equal no int: no table need be asked."""
    return type(key) in (str, bytes, float, int, type(None), tuple)


def many_keys(keys: Any) -> list[Any] | tuple[Any, ...] | memoryview[int]:
    """Keys to look up: ints that stand in a buffer as ints, int64 in a row; others in a list."""
    if isinstance(keys, list | tuple):
        return keys
    try:
        view = memoryview(keys.to_numpy() if hasattr(keys, "to_numpy") else keys)
    except (TypeError, ValueError, BufferError):
        return list(keys)
    if view.ndim != 1 or view.format not in tuple("bBhHiIlLqQ"):
        return list(keys)
    if view.format in ("q", "l") and view.itemsize == 8:
        return memoryview(view.tobytes()).cast("q")
    return view.tolist()


def packed(keys: list[Any] | tuple[Any, ...] | memoryview[int]) -> bytes | None:
    """Keys that are all exact int64, as the bytes of these; else None."""
    if isinstance(keys, memoryview):
        return keys.tobytes()
    if all(type(key) is int for key in keys):
        try:
            return struct.pack(f"={len(keys)}q", *keys)
        except struct.error:
            pass
    return None


class Entries:
    """A mapping without the convenience: see `SwissDict`."""

    __slots__ = ("_changes", "_codes", "_index", "_keys", "_live", "_values")

    _core: Core  # set before the first instance is made

    _keys: list[Any]
    _values: list[Any]
    _codes: list[int]  # what the table has of each key: its hash, or the int that it is
    _live: int  # keys
    _changes: int  # how often the set of keys or the numbers of entries changed
    _index: Index

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """No entries; what a subclass is called with is its own business."""
        self = super().__new__(cls)
        self._keys, self._values, self._codes = [], [], []
        self._live = self._changes = 0
        self._index = Index(cls._core, "i64")
        return self

    # Finding

    def _find(self, key: Hashable) -> int:
        """Number of the entry of a key, or -1.

        Raises:
            TypeError: the key has no hash.
        """
        return self._find_for(key)[0]

    def _find_for(self, key: Hashable) -> tuple[int, int]:
        """The same, and the key's hash unless it is an int among ints, which needs none."""
        if self._index.kind == "i64" and is_i64(key):
            return self._find_i64(key), 0
        code = hash(key)
        return self._find_hashed(key, code), code

    def _find_i64(self, number: int) -> int:
        """Number of the entry of an int, all keys being ints."""
        get = self._core.function("swiss_i64_get")
        return int(get(self._index.address, number, ABSENT))

    def _find_hashed(self, key: Hashable, code: int) -> int:
        """The same by hash and equality.

        An `__eq__` that changes the entries makes the search begin again: RESTARTS times with all
        comparisons, then without those made before, so that it ends even if they all do so.
        """
        restarts = compared = 0
        while True:
            if self._index.kind == "i64":
                number = as_i64(key)
                if number is not None:
                    return self._find_i64(number)
                if not self._live or never_equals_int(key):
                    return ABSENT
                self._use_hashes()
            skipped, compared = compared if restarts > RESTARTS else 0, 0
            changes = self._changes
            for entry in self._with_hash(code):
                candidate = self._keys[entry]
                if candidate is key:
                    return entry
                equal = compared >= skipped and candidate == key
                compared += 1
                if self._changes != changes:
                    break
                if equal:
                    return entry
            if self._changes == changes:
                return ABSENT
            restarts += 1

    def _with_hash(self, code: int) -> Iterator[int]:
        """The numbers of the entries with that hash; there must be no changes meanwhile."""
        index = self._index
        first, after = (self._core.function(f"swiss_index_{name}") for name in ("first", "next"))
        state = self._core.alloc(32)
        try:
            entry = first(index.address, code & WORD, state)
            while entry >= 0:
                yield int(entry)
                entry = after(index.address, state)
        finally:
            self._core.free(state)

    def _use_hashes(self) -> None:
        """Turn from int keys to a table over hashes."""
        self._codes = [hash(key) & WORD for key in self._keys]
        self._number_all("index")

    def _number_all(self, kind: str) -> None:
        """Put the numbers of all entries into a new table."""
        self._index = Index(self._core, kind, self._live)
        self._changes += 1
        for entry, (key, code) in enumerate(zip(self._keys, self._codes, strict=True)):
            if key is not HOLE:
                self._index.insert(self._live, code, entry)

    # Changing

    def _add(self, key: Hashable, code: int, value: Any) -> None:
        """Add a key that `_find_for` did not find, with the hash that it gave."""
        if self._index.kind == "i64":
            if is_i64(key):
                code = key
            else:
                self._use_hashes()
        if self._index.kind == "index":
            code &= WORD
        self._index.insert(self._live, code, len(self._keys))
        self._keys.append(key)
        self._values.append(value)
        self._codes.append(code)
        self._live += 1
        self._changes += 1

    def _remove(self, entry: int) -> tuple[Any, Any]:
        """Remove an entry; its key and value."""
        key, value, code = self._keys[entry], self._values[entry], self._codes[entry]
        if self._index.kind == "i64":
            self._core.function("swiss_i64_delete")(self._index.address, code, ABSENT)
        else:
            self._core.function("swiss_index_delete")(self._index.address, code, entry)
        self._keys[entry] = self._values[entry] = HOLE
        self._live -= 1
        self._changes += 1
        while self._keys and self._keys[-1] is HOLE:
            del self._keys[-1], self._values[-1], self._codes[-1]
        if len(self._keys) - self._live > max(self._live, FEWEST_HOLES):
            self._close_holes()
        return key, value

    def _close_holes(self) -> None:
        """Number the entries anew, without holes."""
        kept = [entry for entry, key in enumerate(self._keys) if key is not HOLE]
        self._keys = [self._keys[entry] for entry in kept]
        self._values = [self._values[entry] for entry in kept]
        self._codes = [self._codes[entry] for entry in kept]
        self._number_all(self._index.kind)

    def _merge(self, other: dict[Any, Any] | Entries) -> None:
        """Set all keys of another mapping of one of these types."""
        pairs = other._each("items", False) if isinstance(other, Entries) else other.items()
        for key, value in pairs:
            Entries.__setitem__(self, key, value)

    # Mapping

    def __len__(self) -> int:
        """How many keys there are."""
        return self._live

    def __contains__(self, key: Hashable, /) -> bool:
        """Whether there is an equal key. Cost: constant on average."""
        return self._find(key) >= 0

    def __getitem__(self, key: Hashable, /) -> Any:
        """The value of a key; KeyError if there is none. Cost: constant on average.

        A subclass may say with `__missing__(key)` what a key gives that is not there, as with dict.
        """
        entry = self._find(key)
        if entry < 0:
            missing = getattr(type(self), "__missing__", None)
            if missing is None:
                raise KeyError(key)
            return missing(self, key)
        return self._values[entry]

    def __setitem__(self, key: Hashable, value: Any, /) -> None:
        """Set the value of a key; a new key comes last. Cost: constant on average, amortised."""
        entry, code = self._find_for(key)
        if entry >= 0:
            self._values[entry] = value
        else:
            self._add(key, code, value)

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

    def setdefault(self, key: Hashable, default: Any = None, /) -> Any:
        """The value of a key, which is set to default first if it is not there.

        Cost: constant on average, amortised.
        """
        entry, code = self._find_for(key)
        if entry >= 0:
            return self._values[entry]
        self._add(key, code, default)
        return default

    def pop(self, key: Hashable, default: Any = MISSING, /) -> Any:
        """Remove a key and return its value, or default if it is not there.

        Raises:
            KeyError: it is not there and no default is given.

        Cost: constant on average, amortised.
        """
        entry = self._find(key) if self._live else ABSENT  # a dict does not hash it either
        if entry >= 0:
            return self._remove(entry)[1]
        if default is MISSING:
            raise KeyError(key)
        return default

    def popitem(self) -> tuple[Any, Any]:
        """Remove and return the (key, value) pair that came last.

        Raises:
            KeyError: there are no keys.

        Cost: constant, amortised.
        """
        if not self._live:
            raise KeyError("popitem(): dictionary is empty")
        return self._remove(len(self._keys) - 1)

    def clear(self) -> None:
        """Remove all keys. Cost: O(n)."""
        before = self._keys, self._values  # what they hold may use this dict when it dies
        self._keys, self._values, self._codes, self._live = [], [], [], 0
        self._index = Index(self._core, "i64")
        self._changes += 1
        del before

    # Many at once

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
        asked = many_keys(keys)
        words = packed(asked) if self._index.kind == "i64" else None
        if words is None:
            return [self.get(key, default) for key in list(asked)]
        count = len(asked)
        source, out = self._core.alloc(count * 8), self._core.alloc(count * 8)
        try:
            self._core.write(source, words)
            get_many = self._core.function("swiss_i64_get_many")
            get_many(self._index.address, source, count, ABSENT, out)
            found = struct.unpack(f"<{count}q", self._core.read(out, count * 8))
        finally:
            self._core.free(source)
            self._core.free(out)
        values = self._values
        return [default if entry < 0 else values[entry] for entry in found]

    # Iterating

    def __iter__(self) -> Iterator[Any]:
        """The keys in insertion order; RuntimeError if the number of keys changes meanwhile."""
        return self._each("keys", False)

    def __reversed__(self) -> Iterator[Any]:
        """The keys from the last to the first; RuntimeError if their number changes meanwhile."""
        return self._each("keys", True)

    def _each(self, what: str, is_backwards: bool, /) -> Iterator[Any]:
        """Each of "keys", "values" or "items", from the first or from the last."""
        live = left = self._live
        number, step = (len(self._keys) - 1, -1) if is_backwards else (0, 1)
        return self._steps(what, live, left, number, step)

    def _steps(self, what: str, live: int, left: int, number: int, step: int) -> Iterator[Any]:
        """The same, begun."""
        while self._live == live:
            number = min(number, len(self._keys) - 1) if step < 0 else number
            while 0 <= number < len(self._keys) and self._keys[number] is HOLE:
                number += step
            if not 0 <= number < len(self._keys):
                return
            if not left:
                raise RuntimeError("dictionary keys changed during iteration")
            left -= 1
            key, value = self._keys[number], self._values[number]
            number += step
            yield key if what == "keys" else value if what == "values" else (key, value)
        raise RuntimeError(CHANGED_SIZE)
