"""Keys and values that run code of their own, and what that code may do to a SwissDict."""

from __future__ import annotations

import operator

from dxpy import SwissDict


class Key:
    """A key with the hash it is told, which does what it is told when it is hashed or compared."""

    def __init__(self, code=7, compared=None, hashed=None):
        self.code, self.compared, self.hashed = code, compared, hashed

    def __hash__(self):
        if self.hashed:
            self.hashed()
        return self.code

    def __eq__(self, other):
        return self.compared(other) if self.compared else self is other


class Value:
    """What can be watched to die, and does what it is told when it does."""

    def __init__(self, dies=None):
        self.dies = dies

    def __del__(self):
        if self.dies:
            self.dies()


def whole(ours: SwissDict) -> None:
    """Length, order and look-ups agree, and all of it can be taken apart."""
    keys = list(ours)
    assert len(keys) == len(ours)
    assert list(reversed(ours)) == keys[::-1]
    for key in keys:
        if isinstance(key, Key):
            key.compared = key.hashed = None
    for key, value in list(ours.items()):
        assert ours[key] is value
        assert key in ours
    assert ours.get_many(keys) == list(ours.values())
    while ours:
        key, _ = ours.popitem()
        assert key not in ours


CHANGES = {
    "clear": lambda ours, _: ours.clear(),
    "clear and fill": lambda ours, _: (ours.clear(), ours.update((n, n) for n in range(50))),
    "grow": lambda ours, _: ours.update((f"new {n}", n) for n in range(200)),
    "add one": lambda ours, _: operator.setitem(ours, object(), 1),
    "add the same hash": lambda ours, _: operator.setitem(ours, Key(), 1),
    "delete it": lambda ours, stored: ours.pop(stored, None),
    "delete the others": lambda ours, stored: [ours.pop(k) for k in list(ours) if k is not stored],
    "close holes": lambda ours, _: [ours.pop(n, None) for n in range(100)],
    "new values": lambda ours, _: [operator.setitem(ours, key, Value()) for key in list(ours)],
    "raise": lambda ours, _: 1 / 0,
}
ACTIONS = {
    "get": lambda ours, key: ours.get(key),
    "index": lambda ours, key: ours[key],
    "set": lambda ours, key: operator.setitem(ours, key, "new"),
    "delete": lambda ours, key: operator.delitem(ours, key),
    "in": lambda ours, key: key in ours,
    "pop": lambda ours, key: ours.pop(key, None),
    "setdefault": lambda ours, key: ours.setdefault(key, "new"),
    "get_many": lambda ours, key: ours.get_many([*range(70), key, "text", key, *range(70)]),
    "get_many of a tuple": lambda ours, key: ours.get_many((key, 1, key, "text")),
    "update": lambda ours, key: ours.update({key: "new"}),
    "update by another": lambda ours, key: ours.update(SwissDict({1: 1, key: "new"})),
}
