# ruff: noqa: D103 - the row of the same name says what a function does
"""The rows of exports.def on tables, as plain Python would say them.

What a caller sees (values, what was added or removed, what is absent) is that of the Swiss tables
in C; the bytes of a table are not. A table here is a header and `capacity` slots of 32 bytes with
linear probing and without traces of deleted keys, so "full" (-1) comes exactly when 7/8 of the
slots hold keys; in C it may come earlier after deletions. swiss_index_first and swiss_index_next
promise the set of entries with a hash, not their order. The seeds are not used: nothing here
withstands keys that were chosen to collide.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dxpy.backends.reference_memory import Memory

LEAST_CAPACITY = 16
HEADER = struct.Struct("<QQ48x")  # capacity, keys
SLOT = struct.Struct("<QQQq")  # 1 + hash, or 0 if empty; two words of the key; value
WORD_MASK = (1 << 64) - 1
MIX = 0x9E37_79B9_7F4A_7C15  # 2**64 divided by the golden ratio: Fibonacci hashing
GROUP_BYTES = 16
EMPTY = 0x80

Slot = tuple[int, int, int, int]  # hash, two words, value


# Groups


def swiss_match(m: Memory, group: int, tag: int) -> int:
    return sum((byte == tag) << i for i, byte in enumerate(m.get(group, GROUP_BYTES)))


def swiss_match_empty(m: Memory, group: int) -> int:
    return swiss_match(m, group, EMPTY)


def swiss_match_free(m: Memory, group: int) -> int:
    return sum((byte >= EMPTY) << i for i, byte in enumerate(m.get(group, GROUP_BYTES)))


def swiss_capacity(_: Memory, count: int) -> int:
    capacity = LEAST_CAPACITY
    while capacity - capacity // 8 < count:
        capacity *= 2
    return capacity


# What the three kinds have in common


class Table:
    """A table at an address."""

    def __init__(self, m: Memory, address: int) -> None:
        """Read its header."""
        self.m = m
        self.address = address
        self.capacity: int
        self.count: int
        self.capacity, self.count = HEADER.unpack(m.get(address, HEADER.size))

    def read(self, slot: int) -> Slot | None:
        """What stands in a slot."""
        data = self.m.get(self.address + HEADER.size + slot * SLOT.size, SLOT.size)
        hash_1, first, second, value = SLOT.unpack(data)
        return (hash_1 - 1, first, second, value) if hash_1 else None

    def write(self, slot: int, content: Slot | None) -> None:
        """Fill or empty a slot."""
        data = SLOT.pack(content[0] + 1, *content[1:]) if content else bytes(SLOT.size)
        self.m.put(self.address + HEADER.size + slot * SLOT.size, data)

    def set_count(self, count: int) -> None:
        """Change the number of keys."""
        self.count = count
        self.m.put(self.address, HEADER.pack(self.capacity, count))

    def home(self, hash_: int) -> int:
        """Where the search for a hash begins."""
        return (hash_ * MIX & WORD_MASK) * self.capacity >> 64

    def probe(self, hash_: int) -> Iterator[tuple[int, Slot]]:
        """The filled slots from the home of a hash to the next empty one."""
        slot = self.home(hash_)
        while (content := self.read(slot)) is not None:
            yield slot, content
            slot = (slot + 1) % self.capacity

    def find(self, hash_: int, is_key: Callable[[Slot], bool]) -> tuple[int, Slot] | None:
        """The slot of a key."""
        for slot, content in self.probe(hash_):
            if content[0] == hash_ and is_key(content):
                return slot, content
        return None

    def add(self, content: Slot) -> int:
        """Put a new key into the first empty slot; 1, or -1 if the table is full."""
        if self.count >= self.capacity - self.capacity // 8:
            return -1
        slot = self.home(content[0])
        for _ in self.probe(content[0]):
            slot = (slot + 1) % self.capacity
        self.write(slot, content)
        self.set_count(self.count + 1)
        return 1

    def remove(self, slot: int) -> None:
        """Empty a slot, and put what follows it without a gap where it is found again."""
        self.write(slot, None)
        self.set_count(self.count - 1)
        slot = (slot + 1) % self.capacity
        while (content := self.read(slot)) is not None:
            self.write(slot, None)
            self.set_count(self.count - 1)
            self.add(content)
            slot = (slot + 1) % self.capacity


def table_size(_: Memory, capacity: int) -> int:
    return HEADER.size + capacity * SLOT.size


def table_init(m: Memory, table: int, capacity: int, _seed0: int, _seed1: int) -> None:
    m.put(table, HEADER.pack(capacity, 0) + bytes(capacity * SLOT.size))


def table_grow(m: Memory, table: int, bigger: int) -> None:
    old, new = Table(m, table), Table(m, bigger)
    for slot in range(old.capacity):
        content = old.read(slot)
        if content is not None:
            new.add(content)


swiss_i64_size = swiss_bytes_size = swiss_index_size = table_size
swiss_i64_init = swiss_bytes_init = swiss_index_init = table_init
swiss_i64_grow = swiss_bytes_grow = swiss_index_grow = table_grow


# int64 keys: the hash is the key


def find_i64(m: Memory, table: int, key: int) -> tuple[Table, tuple[int, Slot] | None]:
    """The table and where the key is in it."""
    opened = Table(m, table)
    return opened, opened.find(key & (WORD_MASK >> 1), lambda slot: slot[1] == key & WORD_MASK)


def swiss_i64_get(m: Memory, table: int, key: int, absent: int) -> int:
    _, found = find_i64(m, table, key)
    return found[1][3] if found else absent


def swiss_i64_insert(m: Memory, table: int, key: int, value: int) -> int:
    opened, found = find_i64(m, table, key)
    if found:
        slot, (hash_, first, second, _) = found
        opened.write(slot, (hash_, first, second, value))
        return 0
    return opened.add((key & (WORD_MASK >> 1), key & WORD_MASK, 0, value))


def swiss_i64_delete(m: Memory, table: int, key: int, absent: int) -> int:
    opened, found = find_i64(m, table, key)
    if not found:
        return absent
    opened.remove(found[0])
    return found[1][3]


def swiss_i64_get_many(m: Memory, table: int, keys: int, n: int, absent: int, out: int) -> None:
    m.put_ints(out, [swiss_i64_get(m, table, key, absent) for key in m.ints(keys, n)])


# Byte-string keys: the words of a slot are offset and length


def find_bytes(
    m: Memory, table: int, arena: int, key: int, key_len: int
) -> tuple[Table, int, tuple[int, Slot] | None]:
    """The table, the hash of the key, and where the key is in the table."""
    opened, wanted = Table(m, table), m.get(key, key_len)
    hash_ = zlib.crc32(wanted)
    found = opened.find(
        hash_, lambda slot: slot[2] == key_len and m.get(arena + slot[1], key_len) == wanted
    )
    return opened, hash_, found


def swiss_bytes_get(m: Memory, table: int, arena: int, key: int, key_len: int, absent: int) -> int:
    _, _, found = find_bytes(m, table, arena, key, key_len)
    return found[1][3] if found else absent


def swiss_bytes_insert(
    m: Memory, table: int, arena: int, key: int, key_len: int, offset: int, value: int
) -> int:
    opened, hash_, found = find_bytes(m, table, arena, key, key_len)
    if found:
        slot, (_, first, second, _) = found
        opened.write(slot, (hash_, first, second, value))
        return 0
    return opened.add((hash_, offset, key_len, value))


def swiss_bytes_delete(
    m: Memory, table: int, arena: int, key: int, key_len: int, absent: int
) -> int:
    opened, _, found = find_bytes(m, table, arena, key, key_len)
    if not found:
        return absent
    opened.remove(found[0])
    return found[1][3]


def swiss_bytes_get_many(
    m: Memory, table: int, arena: int, keys: int, offsets: int, n: int, absent: int, out: int
) -> None:
    at = m.words(offsets, n + 1)
    values = [
        swiss_bytes_get(m, table, arena, keys + at[i], at[i + 1] - at[i], absent) for i in range(n)
    ]
    m.put_ints(out, values)


# Pairs of hash and entry: the words of a slot are the hash and the entry


def short_hash(hash_: int) -> int:
    """A hash that leaves room for "1 + hash" in a slot."""
    return hash_ & (WORD_MASK >> 1)


def swiss_index_first(m: Memory, table: int, hash_: int, state: int) -> int:
    m.put_words(state, [hash_, 0, 0, 0])
    return swiss_index_next(m, table, state)


def swiss_index_next(m: Memory, table: int, state: int) -> int:
    hash_, seen, *_ = m.words(state, 4)
    for number, (_, content) in enumerate(Table(m, table).probe(short_hash(hash_))):
        if number >= seen and content[1] == hash_:
            m.put_words(state, [hash_, number + 1, 0, 0])
            return content[2]
    m.put_words(state, [hash_, WORD_MASK, 0, 0])
    return -1


def swiss_index_first_many(m: Memory, table: int, hashes: int, n: int, out: int) -> None:
    state = [0]
    for number, hash_ in enumerate(m.words(hashes, n)):
        found = (
            content[2]
            for _, content in Table(m, table).probe(short_hash(hash_))
            if content[1] == hash_
        )
        state[0] = next(found, -1) & WORD_MASK
        m.put_words(out + 8 * number, state)


def find_pair(
    m: Memory, table: int, hash_: int, entry: int
) -> tuple[Table, tuple[int, Slot] | None]:
    """The table and where the pair is in it."""
    opened = Table(m, table)
    return opened, opened.find(short_hash(hash_), lambda slot: slot[1:3] == (hash_, entry))


def swiss_index_insert(m: Memory, table: int, hash_: int, entry: int) -> int:
    return Table(m, table).add((short_hash(hash_), hash_, entry, 0))


def swiss_index_replace(m: Memory, table: int, hash_: int, entry: int, new_entry: int) -> int:
    opened, found = find_pair(m, table, hash_, entry)
    if not found:
        return 0
    opened.write(found[0], (short_hash(hash_), hash_, new_entry, 0))
    return 1


def swiss_index_delete(m: Memory, table: int, hash_: int, entry: int) -> int:
    opened, found = find_pair(m, table, hash_, entry)
    if not found:
        return 0
    opened.remove(found[0])
    return 1
