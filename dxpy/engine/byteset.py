"""`ByteSet`: a set of bytes, prepared once as the table that the kernels read."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Buffer


class ByteSet:
    """An immutable set of bytes for `find_any_of` and its kin.

    Args:
        members: bytes (or another buffer, or ints of 0-255) that are in the set, or a str of ASCII
            characters. A set without members above 127 can be searched in a str too.

    Raises:
        TypeError: members is none of these.
        ValueError: a member is not in 0-255, or a character is not ASCII.

    Cost: O(len(members)) to make; a search with it saves that.
    """

    __slots__ = ("table",)

    table: bytes  # 32 bytes: bit b % 8 of byte b // 8 says that b is in the set

    def __init__(self, members: str | Buffer | Iterable[SupportsIndex] = b"", /) -> None:
        """See the class."""
        if isinstance(members, str):
            if not members.isascii():
                raise ValueError("the characters of a ByteSet must be ASCII")
            members = members.encode("ascii")
        table = bytearray(32)
        for byte in bytes(members):
            table[byte // 8] |= 1 << byte % 8
        object.__setattr__(self, "table", bytes(table))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a ByteSet cannot be changed")

    @property
    def is_ascii(self) -> bool:
        """Whether no member is above 127."""
        return not any(self.table[16:])

    def __contains__(self, byte: object) -> bool:
        return (
            isinstance(byte, int)
            and 0 <= byte < 256
            and bool(self.table[byte // 8] >> byte % 8 & 1)
        )

    def __iter__(self) -> Iterator[int]:
        return (byte for byte in range(256) if byte in self)

    def __len__(self) -> int:
        return sum(byte.bit_count() for byte in self.table)

    def __eq__(self, other: object) -> bool:
        return self.table == other.table if isinstance(other, ByteSet) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.table)

    def __reduce__(self) -> tuple[type[ByteSet], tuple[bytes]]:
        return ByteSet, (bytes(self),)

    def __repr__(self) -> str:
        return f"ByteSet({bytes(self)!r})"
