"""`SwissDict`: a mapping in insertion order over the Swiss-table kernels.

To a program it is a dict: same methods, results and errors, and a key is found as a dict finds it:
1, 1.0 and True are one key, "a" and b"a" are two. What it adds is `get_many`, which looks many
keys up at once, and a table of ints that no prepared set of keys can slow down.
"""

from __future__ import annotations

from collections.abc import (
    Hashable,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    MutableMapping,
    ValuesView,
)
from typing import Any, Generic, TypeVar

from dxpy.engine import default
from dxpy.engine.entries import Entries

Entries._core = default.core()

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MISSING: Any = object()


class SwissDict(Entries, Generic[K, V]):
    """A mapping that keeps insertion order, from any hashable keys to any values.

    Args:
        source: a mapping, or an iterable of (key, value) pairs.
        named: further keys, as in dict.

    Raises:
        TypeError: source is neither, or a key has no hash.
        ValueError: an element of source is no pair.
        CoreMemoryError: no memory.

    Cost: O(n). Not safe for changes from several threads at once.
    """

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, source: Any = (), /, **named: V) -> None:
        """See the class."""
        super().__init__()
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
        return KeysView(self)

    def values(self) -> ValuesView[V]:
        """A live view of the values."""
        return EntryValues(self)

    def items(self) -> ItemsView[K, V]:
        """A live view of (key, value) pairs."""
        return EntryItems(self)

    def __reversed__(self) -> Iterator[K]:
        """The keys from the last to the first."""
        for key, _ in self._pairs(backwards=True):
            yield key

    # Changing

    def update(self, source: Any = (), /, **named: V) -> None:
        """Set keys from a mapping, from pairs, and by name.

        Raises:
            TypeError: source is neither a mapping nor an iterable of iterables.
            ValueError: an element of source is no pair.

        Cost: O(keys set).
        """
        if isinstance(source, SwissDict):
            for key, value in list(source._pairs()):
                self[key] = value
        elif hasattr(source, "keys"):
            for key in source.keys():  # noqa: SIM118 - update() asks for keys(), as dict does
                self[key] = source[key]
        else:
            for number, pair in enumerate(source):
                self._set_pair(number, pair)
        for name, value in named.items():
            self[name] = value

    def _set_pair(self, number: int, pair: Any) -> None:
        """Set one key of a sequence of pairs, or raise dict's error for what is none."""
        try:
            parts = tuple(pair)
        except TypeError:
            raise TypeError(
                f"cannot convert dictionary update sequence element #{number} to a sequence"
            ) from None
        if len(parts) != 2:
            raise ValueError(
                f"dictionary update sequence element #{number} has length {len(parts)}; "
                "2 is required"
            )
        self[parts[0]] = parts[1]

    def pop(self, key: K, default: Any = MISSING, /) -> Any:
        """Remove a key and return its value, or default if it is not there.

        Raises:
            KeyError: it is not there and no default is given.
        """
        entry = self._find(key)
        if entry >= 0:
            return self._pop_entry(entry)[1]
        if default is MISSING:
            raise KeyError(key)
        return default

    def popitem(self) -> tuple[K, V]:
        """Remove and return the (key, value) pair that came last.

        Raises:
            KeyError: there are no keys.
        """
        if not len(self):
            raise KeyError("popitem(): dictionary is empty")
        return self._pop_entry(self._last())

    def setdefault(self, key: K, default: Any = None, /) -> Any:
        """The value of a key, which is set to default first if it is not there."""
        entry = self._find(key)
        if entry >= 0:
            return self._value(entry)
        self[key] = default
        return default

    def copy(self) -> SwissDict[K, V]:
        """A new SwissDict of the same keys and values."""
        return SwissDict(self)

    def __copy__(self) -> SwissDict[K, V]:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return SwissDict, (list(self._pairs()),)

    # Comparing and joining

    def __eq__(self, other: object) -> bool:
        """Equal to a mapping of equal keys and values, whatever their order."""
        if not isinstance(other, SwissDict | dict):
            return NotImplemented
        if len(self) != len(other):
            return False
        for key, value in self._pairs():
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

    def __repr__(self) -> str:
        shown = ", ".join(f"{key!r}: {value!r}" for key, value in self._pairs())
        return f"SwissDict({{{shown}}})"


class EntryValues(ValuesView[V]):
    """The values of a SwissDict without looking keys up."""

    _mapping: Any

    def __iter__(self) -> Iterator[V]:
        for _, value in self._mapping._pairs():
            yield value

    def __reversed__(self) -> Iterator[V]:
        """The values from the last to the first."""
        for _, value in self._mapping._pairs(backwards=True):
            yield value


class EntryItems(ItemsView[K, V]):
    """The pairs of a SwissDict without looking keys up."""

    _mapping: Any

    def __iter__(self) -> Iterator[tuple[K, V]]:
        yield from self._mapping._pairs()

    def __reversed__(self) -> Iterator[tuple[K, V]]:
        """The pairs from the last to the first."""
        yield from self._mapping._pairs(backwards=True)


MutableMapping.register(SwissDict)
