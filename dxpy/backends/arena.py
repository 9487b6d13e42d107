"""An allocator that keeps its books outside the memory it hands out.

It serves the linear memory of a WebAssembly core: addresses are ints, the memory itself is never
touched, so a kernel that ran wild could not break it. Blocks are multiples of 64 bytes at multiples
of 64. Small ones go to a list of their size when freed; all others are merged with free neighbours
and found by first fit. Rejected: size classes for everything, which waste a quarter of what large
arrays take.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from typing import TYPE_CHECKING

from dxpy.errors import CoreMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable

UNIT = 64
SMALL_BYTES = 4096


class Arena:
    """Blocks of the addresses from `start` on.

    `free` may be called by any thread and from a finalizer at any time; `alloc` by one thread at a
    time, which the owner sees to.
    """

    def __init__(self, start: int, end: int, grow: Callable[[int], int]) -> None:
        """Manage [start, end).

        Args:
            start: first usable address.
            end: end of the memory as it is.
            grow: called with the bytes that are needed beyond the end, makes at least so many and
                returns the new end; raises CoreMemoryError, having changed nothing, if it cannot.
        """
        self.start = -(-start // UNIT) * UNIT
        self.end = end // UNIT * UNIT
        self.grow = grow
        self.used: dict[int, int] = {}  # size of each block that is out
        self.bins: dict[int, list[int]] = {}  # small free blocks by size
        self.starts: list[int] = []  # all other free blocks, sorted
        self.sizes: dict[int, int] = {}  # and their sizes
        self.returned: deque[tuple[int, int]] = deque()  # freed, not yet sorted in
        self.insert(self.start, self.end - self.start)

    def alloc(self, size_bytes: int) -> int:
        """Address of a new block. Cost: constant for small blocks that were freed before.

        Raises:
            CoreMemoryError: it cannot be had; everything is as before.
            ValueError: the size is negative.
        """
        if size_bytes < 0:
            raise ValueError(f"a block of {size_bytes} bytes")
        size = max(-(-size_bytes // UNIT), 1) * UNIT
        self.sort_in()
        same = self.bins.get(size)
        address = same.pop() if same else self.take(size)
        if address < 0:
            address = self.make_room(size)
        self.used[address] = size
        return address

    def free(self, address: int) -> None:
        """Return a block; raises ValueError if the address is none of `alloc`."""
        size = self.used.pop(address, None)
        if size is None:
            raise ValueError(f"{address:#x} is not the address of a block")
        self.returned.append((address, size))

    def size_of(self, address: int) -> int:
        """Bytes of a block that is out, at least what was asked for; 0 if there is none."""
        return self.used.get(address, 0)

    def sort_in(self) -> None:
        """Put what was freed where it is found again."""
        while self.returned:
            address, size = self.returned.popleft()
            if size <= SMALL_BYTES:
                self.bins.setdefault(size, []).append(address)
            else:
                self.insert(address, size)

    def insert(self, address: int, size: int) -> None:
        """Add free space, merged with its neighbours."""
        if size <= 0:
            return
        at = bisect_left(self.starts, address)
        if at < len(self.starts) and self.starts[at] == address + size:
            size += self.sizes.pop(self.starts.pop(at))
        if at > 0 and self.starts[at - 1] + self.sizes[self.starts[at - 1]] == address:
            self.sizes[self.starts[at - 1]] += size
            return
        self.starts.insert(at, address)
        self.sizes[address] = size

    def take(self, size: int) -> int:
        """Cut a block from the first free space that is large enough, or -1."""
        for at, start in enumerate(self.starts):
            found = self.sizes[start]
            if found >= size:
                if found == size:
                    del self.starts[at]
                else:
                    self.starts[at] = start + size
                    self.sizes[start + size] = found - size
                del self.sizes[start]
                return start
        return -1

    def make_room(self, size: int) -> int:
        """A block from memory that has grown or, where it cannot, from merged small blocks."""
        last = self.starts[-1] if self.starts else self.end
        at_end = self.end - last if last + self.sizes.get(last, 0) == self.end else 0
        try:
            end = self.grow(size - at_end) // UNIT * UNIT
        except CoreMemoryError:
            for bin_size, addresses in self.bins.items():
                while addresses:
                    self.insert(addresses.pop(), bin_size)
            address = self.take(size)
            if address < 0:
                raise
            return address
        self.insert(self.end, end - self.end)
        self.end = end
        return self.take(size)
