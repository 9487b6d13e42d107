"""Comparing and hashing texts, and questions about their encoding."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from dxpy.engine.text_base import TextBase, check_buffer, check_same_kind, is_encodable

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from dxpy.engine.text_base import Text


class Comparing(TextBase):
    """The functions that answer with a number or a truth."""

    def eq(self, left: Text, right: Text, /) -> bool:
        """Whether two texts are equal; a str equals no buffer, as with `==`.

        Args:
            left: str or any C-contiguous buffer; of a buffer the bytes are compared.
            right: the same.

        Raises:
            TypeError: one of them is neither.

        Cost: O(n) where the lengths are equal, else constant.
        """
        for text in (left, right):
            if not isinstance(text, str):
                check_buffer(text)
        if isinstance(left, str) or isinstance(right, str):
            return isinstance(left, str) and isinstance(right, str) and str.__eq__(left, right)
        with self.lend(left, right) as (one, other):
            if one.size_bytes != other.size_bytes:
                return False
            return bool(self.kernels.bytes_equal(one.address, other.address, one.size_bytes))

    @overload
    def compare(self, left: str, right: str, /) -> int: ...
    @overload
    def compare(self, left: Buffer, right: Buffer, /) -> int: ...
    def compare(self, left: Any, right: Any, /) -> int:
        """-1, 0 or 1: which text comes first, by code points or bytes; a prefix comes first.

        Args:
            left: str or any C-contiguous buffer.
            right: a str for a str, a buffer for a buffer.

        Raises:
            TypeError: one is a str and the other is not, or one is neither.

        Cost: O(length of the common prefix).
        """
        for text in (left, right):
            if not isinstance(text, str):
                check_buffer(text)
        if isinstance(left, str) != isinstance(right, str):
            raise TypeError(
                f"'<' not supported between instances of '{type(left).__name__}' "
                f"and '{type(right).__name__}'"
            )
        if not is_encodable(left, right):
            return int(left > right) - int(left < right)
        with self.lend(left, right) as (one, other):
            return int(
                self.kernels.bytes_compare(
                    one.address, one.size_bytes, other.address, other.size_bytes
                )
            )

    @overload
    def common_prefix(self, left: str, right: str, /) -> int: ...
    @overload
    def common_prefix(self, left: Buffer, right: Buffer, /) -> int: ...
    def common_prefix(self, left: Any, right: Any, /) -> int:
        """How many characters (code points, or bytes of buffers) two texts start with in common.

        Args:
            left: str or any C-contiguous buffer.
            right: a str for a str, a buffer for a buffer.

        Raises:
            TypeError: one is a str and the other is not, or one is neither.

        Cost: O(length of the common prefix).
        """
        check_same_kind(left, right)
        if not is_encodable(left, right):
            pairs = enumerate(zip(left, right, strict=False))
            return next((i for i, (a, b) in pairs if a != b), min(len(left), len(right)))
        with self.lend(left, right) as (one, other):
            shorter = min(one.size_bytes, other.size_bytes)
            same = int(self.kernels.bytes_common_prefix(one.address, other.address, shorter))
            if one.chars == one.size_bytes or other.chars == other.size_bytes:
                return same
            # Bytes may be equal into the middle of a character: count only those that end before.
            chars = int(self.kernels.utf8_count(one.address, same))
            is_split = same < one.size_bytes and self.is_inside(one.address + same)
            is_split |= same < other.size_bytes and self.is_inside(other.address + same)
            return chars - is_split

    def is_inside(self, address: int) -> bool:
        """Whether the byte there continues a character of UTF-8."""
        return self.core.read(address, 1)[0] & 0xC0 == 0x80

    def hash(self, text: Text, /, seed: int = 0) -> int:
        """Keyed hash of a text: the same on every machine and backend, unlike Python's `hash`.

        With a secret seed it withstands keys that are made to collide by whoever cannot see the
        hashes; it is no cryptographic hash.

        Args:
            text: str or any C-contiguous buffer; a str is hashed as its UTF-8 (lone surrogates as
                their three bytes), so it hashes as the bytes of its encoding do.
            seed: the key, 0 <= seed < 2**64.

        Returns:
            An int of 64 bits, not negative.

        Raises:
            TypeError: text is neither, or seed is no int.
            OverflowError: seed is out of range.

        Cost: O(n).
        """
        key = operator.index(seed)
        if not 0 <= key < 1 << 64:
            raise OverflowError("seed must be an int of 64 bits, not negative")
        if isinstance(text, str):
            text = str.encode(text, "utf-8", "surrogatepass")
        else:
            check_buffer(text)
        with self.lend(text) as (lent,):
            return int(self.kernels.bytes_hash(lent.address, lent.size_bytes, key))

    def is_ascii(self, text: Text, /) -> bool:
        """Whether no character is above 127; as str.isascii, bytes.isascii.

        Args:
            text: str or any C-contiguous buffer.

        Raises:
            TypeError: text is neither.

        Cost: O(n) for a buffer, constant for a str.
        """
        if isinstance(text, str):
            return str.isascii(text)
        check_buffer(text)
        with self.lend(text) as (lent,):
            return bool(self.kernels.bytes_is_ascii(lent.address, lent.size_bytes))

    def utf8_valid(self, text: Text, /) -> bool:
        """Whether bytes are valid UTF-8, by the rules of `bytes.decode`.

        Args:
            text: any C-contiguous buffer; a str is valid unless it has lone surrogates.

        Raises:
            TypeError: text is neither.

        Cost: O(n).
        """
        if isinstance(text, str):
            return is_encodable(text)
        check_buffer(text)
        with self.lend(text) as (lent,):
            return bool(self.kernels.utf8_validate(lent.address, lent.size_bytes) < 0)

    def utf8_count(self, text: Text, /) -> int:
        """How many code points valid UTF-8 has; of other bytes, how many do not continue one.

        Args:
            text: any C-contiguous buffer; of a str it is the length.

        Raises:
            TypeError: text is neither.

        Cost: O(n).
        """
        if isinstance(text, str):
            return str.__len__(text)
        check_buffer(text)
        with self.lend(text) as (lent,):
            return int(self.kernels.utf8_count(lent.address, lent.size_bytes))

    def utf8_offset(self, text: Text, index: SupportsIndex, /) -> int:
        """Byte offset of the code point number index in UTF-8.

        Args:
            text: any C-contiguous buffer; a str stands for its UTF-8.
            index: from 0 up to the number of code points, which gives the length in bytes; negative
                counts from the end.

        Raises:
            TypeError: text is neither str nor buffer, or index is no int.
            IndexError: index is out of range.
            UnicodeEncodeError: a str has lone surrogates.

        Cost: O(n).
        """
        number = operator.index(index)
        if not isinstance(text, str):
            check_buffer(text)
        with self.lend(text) as (lent,):
            if number < 0:
                number += self.utf8_count(text)
            offset = -1
            if 0 <= number <= lent.size_bytes:
                offset = self.kernels.utf8_offset(lent.address, lent.size_bytes, number)
            if offset < 0:
                raise IndexError("code point index out of range")
            return int(offset)
