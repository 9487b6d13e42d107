"""`SwissDict`: a mapping in insertion order over the Swiss-table kernels.

To a program it is a dict: same methods, results and errors, and a key is found as a dict finds it:
1, 1.0 and True are one key, "a" and b"a" are two. What it adds is `get_many`, which looks many
keys up at once, and a table of ints that no prepared set of keys can slow down.
"""

from __future__ import annotations

import reprlib
from collections.abc import (
    Hashable,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    MutableMapping,
    ValuesView,
)
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dxpy.engine import default
from dxpy.engine.entries import MISSING, Entries

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

NOTHING: Any = ()

if not TYPE_CHECKING:
    Entries = default.entries()


class SwissDict(Entries, Generic[K, V]):
    """A mapping that keeps insertion order, from any hashable keys to any values.

    Args:
        source: a mapping, or an iterable of (key, value) pairs.
        named: further keys, as in dict.

    Raises:
        TypeError: source is neither, or a key has no hash.
        ValueError: an element of source is no pair.
        MemoryError: no memory.

    Cost: O(n). Not safe for changes from several threads at once.
    """

    __slots__ = ("__weakref__",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, source: Any = NOTHING, /, **named: V) -> None:
        """See the class."""
        if source is not NOTHING or named:
            self.update(source, **named)

    @classmethod
    def fromkeys(cls, keys: Iterable[K], value: Any = None, /) -> SwissDict[K, Any]:
        """A SwissDict of keys that all have one value."""
        made: SwissDict[K, Any] = cls()
        for key in keys:
            made[key] = value
        return made

    # Views

    def keys(self) -> KeysView[K]:
        """A live view of the keys."""
        return EntryKeys(self)

    def values(self) -> ValuesView[V]:
        """A live view of the values."""
        return EntryValues(self)

    def items(self) -> ItemsView[K, V]:
        """A live view of (key, value) pairs."""
        return EntryItems(self)

    # Changing

    def update(self, source: Any = NOTHING, /, **named: V) -> None:
        """Set keys from a mapping, from pairs, and by name.

        As with dict, a subclass's own `__setitem__` is not asked.

        Raises:
            TypeError: source is neither a mapping nor an iterable of iterables.
            ValueError: an element of source is no pair.
            RuntimeError: source changes its size meanwhile.

        Cost: O(keys set).
        """
        if type(source) is dict or isinstance(source, SwissDict):
            self._merge(source)
        elif hasattr(source, "keys"):
            put = super().__setitem__
            for key in source.keys():  # noqa: SIM118 - update() asks for keys(), as dict does
                put(key, source[key])
        else:
            put = super().__setitem__
            for number, pair in enumerate(source):
                put(*as_pair(number, pair))
        if named:
            self._merge(named)

    def copy(self) -> SwissDict[K, V]:
        """A new SwissDict of the same keys and values."""
        return SwissDict(self)

    def __copy__(self) -> SwissDict[K, V]:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        state = getattr(self, "__dict__", None)
        return type(self), (), state, None, self._each("items", False)

    # Comparing and joining

    def __eq__(self, other: object) -> bool:
        """Equal to a mapping of equal keys and values, whatever their order."""
        if not isinstance(other, SwissDict | dict):
            return NotImplemented
        if len(self) != len(other):
            return False
        for key, value in self._each("items", False):
            theirs = other.get(key, MISSING)
            if theirs is not value and (theirs is MISSING or theirs != value):
                return False
        return True

    def __or__(self, other: Any) -> SwissDict[K, V]:
        if not isinstance(other, SwissDict | dict):
            return NotImplemented
        made = self.copy()
        made.update(other)
        return made

    def __ror__(self, other: Any) -> SwissDict[K, V]:
        return SwissDict(other) | self if isinstance(other, dict) else NotImplemented

    def __ior__(self, other: Any) -> SwissDict[K, V]:
        self.update(other)
        return self

    @reprlib.recursive_repr("SwissDict({...})")
    def __repr__(self) -> str:
        shown = ", ".join(f"{key!r}: {value!r}" for key, value in self._each("items", False))
        return f"SwissDict({{{shown}}})"


def as_pair(number: int, pair: Any) -> tuple[Any, Any]:
    """An element of a sequence of pairs, or dict's error for what is none."""
    try:
        parts = tuple(pair)
    except TypeError:
        raise TypeError(
            f"cannot convert dictionary update sequence element #{number} to a sequence"
        ) from None
    if len(parts) != 2:
        raise ValueError(
            f"dictionary update sequence element #{number} has length {len(parts)}; 2 is required"
        )
    return parts


class EntryKeys(KeysView[K]):
    """The keys of a SwissDict."""

    _mapping: Any

    def __iter__(self) -> Iterator[K]:
        return iter(self._mapping)

    def __reversed__(self) -> Iterator[K]:
        """The keys from the last to the first."""
        keys: Iterator[K] = reversed(self._mapping)
        return keys


class EntryValues(ValuesView[V]):
    """The values of a SwissDict without looking keys up."""

    _mapping: Any

    def __iter__(self) -> Iterator[V]:
        values: Iterator[V] = self._mapping._each("values", False)
        return values

    def __reversed__(self) -> Iterator[V]:
        """The values from the last to the first."""
        values: Iterator[V] = self._mapping._each("values", True)
        return values


class EntryItems(ItemsView[K, V]):
    """The pairs of a SwissDict without looking keys up."""

    _mapping: Any

    def __iter__(self) -> Iterator[tuple[K, V]]:
        items: Iterator[tuple[K, V]] = self._mapping._each("items", False)
        return items

    def __reversed__(self) -> Iterator[tuple[K, V]]:
        """The pairs from the last to the first."""
        items: Iterator[tuple[K, V]] = self._mapping._each("items", True)
        return items


MutableMapping.register(SwissDict)

if not hasattr(Entries, "_core"):
    SwissDict._engine = default.engine()  # type: ignore[attr-defined]
