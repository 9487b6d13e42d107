"""The memory of the reference backend: blocks that know their size.

Addresses are made up, and no two blocks touch, so whatever leaves its block is found out: the
reference is also the judge of what a row may read and write. Rejected: one bytearray for all, in
which a mistake would go unnoticed and which cannot grow while a view of it exists.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right

from dxpy.errors import CoreFault, CoreMemoryError

FIRST_ADDRESS = 1 << 16
ALIGNMENT = 64


class Memory:
    """Blocks by address. Not for use by two threads at once."""

    def __init__(self) -> None:
        """Begin without a block."""
        self.starts: list[int] = []  # ascending, since addresses are never used again
        self.blocks: dict[int, bytearray] = {}
        self.next_address = FIRST_ADDRESS

    def alloc(self, size_bytes: int) -> int:
        """Address of a new block, aligned to 64, filled with zeros."""
        if size_bytes < 0:
            raise ValueError(f"a block of {size_bytes} bytes")
        try:
            block = bytearray(size_bytes)
        except (MemoryError, OverflowError) as error:
            raise CoreMemoryError(f"no memory for {size_bytes} bytes") from error
        address = self.next_address
        self.next_address = (address + size_bytes) // ALIGNMENT * ALIGNMENT + 2 * ALIGNMENT
        self.starts.append(address)
        self.blocks[address] = block
        return address

    def free(self, address: int) -> None:
        """Drop a block."""
        if self.blocks.pop(address, None) is None:
            raise ValueError(f"{address:#x} is not the address of a block")
        del self.starts[bisect_right(self.starts, address) - 1]

    def place(self, address: int, size_bytes: int) -> tuple[bytearray, int]:
        """The block that holds some bytes, and where in it they begin.

        Raises:
            CoreFault: they are not all in one block.
        """
        at = bisect_right(self.starts, address) - 1
        if at >= 0 and size_bytes >= 0:
            start = self.starts[at]
            block = self.blocks[start]
            if address - start + size_bytes <= len(block):
                return block, address - start
        raise CoreFault(f"{size_bytes} bytes at {address:#x} are not in a block")

    def get(self, address: int, size_bytes: int) -> bytes:
        """A copy of some bytes; no bytes are everywhere."""
        if size_bytes == 0:
            return b""
        block, start = self.place(address, size_bytes)
        return bytes(memoryview(block)[start : start + size_bytes])

    def put(self, address: int, data: bytes | bytearray | memoryview) -> None:
        """Write some bytes."""
        if len(data) > 0:
            block, start = self.place(address, len(data))
            memoryview(block)[start : start + len(data)] = data

    def view(self, address: int, size_bytes: int) -> memoryview:
        """A writable view, which keeps the block's bytes alive."""
        block, start = self.place(address, size_bytes)
        return memoryview(block)[start : start + size_bytes]

    def words(self, address: int, count: int) -> array[int]:
        """`count` unsigned words of 64 bits."""
        return array("Q", self.get(address, 8 * count))

    def put_words(self, address: int, words: array[int] | list[int]) -> None:
        """Write unsigned words of 64 bits."""
        self.put(address, array("Q", words).tobytes())

    def ints(self, address: int, count: int) -> array[int]:
        """`count` int64 elements."""
        return array("q", self.get(address, 8 * count))

    def put_ints(self, address: int, values: array[int] | list[int]) -> None:
        """Write int64 elements."""
        self.put(address, array("q", values).tobytes())

    def floats(self, address: int, count: int) -> array[float]:
        """`count` float64 elements, their bits as they are."""
        return array("d", self.get(address, 8 * count))

    def put_floats(self, address: int, values: array[float] | list[float]) -> None:
        """Write float64 elements."""
        self.put(address, array("d", values).tobytes())
