"""Putting texts together: join and replace."""

from __future__ import annotations

import operator
import struct
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from dxpy.engine.text_base import (
    UNLIMITED,
    Lent,
    TextBase,
    check_buffer,
    is_ascii_text,
    judge,
    like,
    whole_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Buffer


class Building(TextBase):
    """The functions that make a longer or shorter text."""

    @overload
    def join(self, sep: str, parts: Iterable[str], /) -> str: ...
    @overload
    def join(  # type: ignore[overload-overlap]
        self, sep: bytearray, parts: Iterable[Buffer], /
    ) -> bytearray: ...
    @overload
    def join(self, sep: Buffer, parts: Iterable[Buffer], /) -> bytes: ...
    def join(self, sep: Any, parts: Iterable[Any], /) -> Any:
        """The parts with sep between them; as str.join, bytes.join: the separator comes first.

        Args:
            sep: str or any C-contiguous buffer.
            parts: an iterable of str if sep is one, else of buffers.

        Returns:
            str for a str, bytearray for a bytearray, bytes for other buffers.

        Raises:
            TypeError: parts cannot be iterated, or a part is not of the kind of sep.
            MemoryError: no memory for the result.

        Cost: O(length of the result). A str goes to the host's own method.
        """
        if isinstance(sep, str):
            return str.join(sep, parts)
        check_buffer(sep)
        try:
            items = tuple(parts)
        except TypeError:
            return b"".join(parts)  # says in CPython's words that it cannot be iterated
        if len(items) == 1 and type(items[0]) is bytes and type(sep) is bytes:
            return items[0]
        with ExitStack() as stack:
            try:
                lent = [stack.enter_context(self.core.borrow(item)) for item in items]
            except (TypeError, BufferError):
                b"".join(items)  # says in CPython's words which part is at fault
                raise
            separator = stack.enter_context(self.core.borrow(sep))
            size = sum(part.size_bytes for part in lent)
            size += separator.size_bytes * max(len(items) - 1, 0)
            check_size(size, "join() result is too long")
            pair = struct.Struct("<QQ" if self.core.usize_bytes == 8 else "<II")
            table = b"".join(pair.pack(part.address, part.size_bytes) for part in lent)
            table_at = stack.enter_context(self.core.borrow(table)).address
            out = stack.enter_context(self.room(size))
            made = self.kernels.bytes_join(
                table_at, len(items), separator.address, separator.size_bytes, out, size
            )
            return like(sep, self.core.read(out, check_made(made, size)))

    @overload
    def replace(self, text: str, old: str, new: str, /, count: SupportsIndex = ...) -> str: ...
    @overload
    def replace(  # type: ignore[overload-overlap]
        self, text: bytearray, old: Buffer, new: Buffer, /, count: SupportsIndex = ...
    ) -> bytearray: ...
    @overload
    def replace(
        self, text: Buffer, old: Buffer, new: Buffer, /, count: SupportsIndex = ...
    ) -> bytes: ...
    def replace(self, text: Any, old: Any, new: Any, /, count: SupportsIndex = -1) -> Any:
        """A copy with occurrences of old replaced by new; as str.replace, bytes.replace.

        Args:
            text: str or any C-contiguous buffer.
            old: what is replaced, of the kind of text; empty: the places between characters.
            new: what comes in its place.
            count: only the first so many; negative: all.

        Returns:
            str for a str, bytearray for a bytearray, bytes for other buffers; str or bytes in which
            nothing is replaced are returned themselves.

        Raises:
            TypeError: text, old and new do not go together.
            OverflowError: the result would be longer than an object can be.
            MemoryError: no memory for the result.
            BufferError: another thread changed the text during the call.

        Cost: O(n + length of the result). A str goes to the host unless all three are ASCII.
        """
        judge("replace", text, old, new, count)
        if isinstance(text, str) and not is_ascii_text(text, old, new):
            return str.replace(text, old, new, count)
        number = operator.index(count)
        limit = UNLIMITED if number < 0 else number
        with self.lend(text, old, new) as (source, before, after):
            hits = self.hits(source, before, limit)
            if not hits or not (before.size_bytes or after.size_bytes):
                return whole_of(text)
            size = source.size_bytes + hits * (after.size_bytes - before.size_bytes)
            check_size(size, "replace bytes are too long")
            with self.room(size) as out:
                made = self.put(source, before, after, limit, isinstance(text, str), out, size)
                return like(text, self.core.read(out, check_made(made, size)))

    def hits(self, source: Lent, before: Lent, limit: int) -> int:
        """How many places a replacement changes."""
        if before.size_bytes == 0:
            return min(source.size_bytes + 1, limit)
        return int(
            self.kernels.bytes_count(
                source.address, source.size_bytes, before.address, before.size_bytes, limit
            )
        )

    def put(
        self,
        source: Lent,
        before: Lent,
        after: Lent,
        limit: int,
        is_text: bool,
        out: int,
        size: int,
    ) -> int:
        """Write the replaced text to out; its length, or -1."""
        if before.size_bytes == 0:
            return int(
                self.kernels.bytes_intersperse(
                    source.address, source.size_bytes, is_text, after.address, after.size_bytes,
                    limit, out, size,
                )
            )  # fmt: skip
        return int(
            self.kernels.bytes_replace(
                source.address, source.size_bytes, before.address, before.size_bytes,
                after.address, after.size_bytes, limit, out, size,
            )
        )  # fmt: skip


def check_size(size: int, message: str) -> None:
    """Raise OverflowError for a result that no object can hold."""
    if size > sys.maxsize:
        raise OverflowError(message)


def check_made(made: int, size: int) -> int:
    """The length a kernel made, which must be what was measured before."""
    if made != size:
        raise BufferError("the buffer was changed by another thread during the call")
    return size
