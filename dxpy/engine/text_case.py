"""Mapping the characters of a text: lower, upper, swapcase, translate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from dxpy.engine.text_base import TextBase, check_buffer, flat, like

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

    from dxpy.engine.text_base import Text


class Mapping(TextBase):
    """The functions that give a text of the same length, but for `translate` with delete."""

    @overload
    def lower(self, text: str, /) -> str: ...
    @overload
    def lower(self, text: bytearray, /) -> bytearray: ...  # type: ignore[overload-overlap]
    @overload
    def lower(self, text: Buffer, /) -> bytes: ...
    def lower(self, text: Any, /) -> Any:
        """A copy in lower case; as str.lower, bytes.lower (ASCII letters only).

        Args:
            text: str or any C-contiguous buffer.

        Returns:
            str for a str, bytearray for a bytearray, bytes for other buffers.

        Raises:
            TypeError: text is neither.
            MemoryError: no memory for the result.

        Cost: O(n). A str that is not ASCII goes to the host's own method.
        """
        return self.mapped(text, str.lower, "bytes_lower")

    @overload
    def upper(self, text: str, /) -> str: ...
    @overload
    def upper(self, text: bytearray, /) -> bytearray: ...  # type: ignore[overload-overlap]
    @overload
    def upper(self, text: Buffer, /) -> bytes: ...
    def upper(self, text: Any, /) -> Any:
        """A copy in upper case; as str.upper, bytes.upper. All else as of `lower`."""
        return self.mapped(text, str.upper, "bytes_upper")

    @overload
    def swapcase(self, text: str, /) -> str: ...
    @overload
    def swapcase(self, text: bytearray, /) -> bytearray: ...  # type: ignore[overload-overlap]
    @overload
    def swapcase(self, text: Buffer, /) -> bytes: ...
    def swapcase(self, text: Any, /) -> Any:
        """A copy with upper and lower case exchanged; as str.swapcase. All else as of `lower`."""
        return self.mapped(text, str.swapcase, "bytes_swapcase")

    @overload
    def translate(self, text: str, table: Any, /) -> str: ...
    @overload
    def translate(  # type: ignore[overload-overlap]
        self, text: bytearray, table: Buffer | None, /, delete: Buffer = ...
    ) -> bytearray: ...
    @overload
    def translate(self, text: Buffer, table: Buffer | None, /, delete: Buffer = ...) -> bytes: ...
    def translate(self, text: Any, table: Any, /, delete: Any = None) -> Any:
        """A copy with every byte b replaced by table[b]; as bytes.translate, str.translate.

        Args:
            text: any C-contiguous buffer, or a str, which goes to the host's own method.
            table: 256 bytes, or None to only delete; for a str what str.translate takes.
            delete: bytes to leave out (not for a str); then the host's own method does the work.

        Returns:
            As of `lower`; bytes that nothing changes in are returned themselves.

        Raises:
            TypeError: text, table or delete is nothing of the kind.
            ValueError: table has not 256 bytes.

        Cost: O(n).
        """
        extra = {} if delete is None else {"delete": delete}
        if isinstance(text, str):
            return str.translate(text, table, **extra)
        check_buffer(text)
        b"".translate(table, **extra)
        if table is None or extra:
            return like(text, bytes(flat(text)).translate(table, **extra))
        with self.lend(text, table) as (source, lent_table), self.room(source.size_bytes) as out:
            self.kernels.bytes_translate(source.address, source.size_bytes, lent_table.address, out)
            data = self.core.read(out, source.size_bytes)
        if type(text) is bytes and data == text:
            return text
        return like(text, data)

    def mapped(self, text: Text, on_host: Callable[[str], str], row: str) -> Any:
        """The result of a kernel that maps every byte."""
        if isinstance(text, str):
            if not text.isascii():
                return on_host(text)
        else:
            check_buffer(text)
        with self.lend(text) as (source,), self.room(source.size_bytes) as out:
            getattr(self.kernels, row)(source.address, source.size_bytes, out)
            return like(text, self.core.read(out, source.size_bytes))
