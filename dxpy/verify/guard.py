"""Blocks of memory that end at a page nobody may touch: reading a byte too far ends the process.

A block of a whole number of pages also begins right behind such a page. Regions are kept and used
again, so a case costs no system call. Where a system offers no page protection (`supported()` is
false), blocks are plain memory, and a report says so.
"""

from __future__ import annotations

import ctypes
import mmap
import sys

PAGE_BYTES = mmap.PAGESIZE


def supported() -> bool:
    """Whether pages can be protected here."""
    return sys.platform != "win32"


def protect(address: int, size_bytes: int) -> None:
    """Take all access to whole pages away."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(size_bytes), ctypes.c_int(0)) != 0:
        raise OSError(ctypes.get_errno(), "mprotect")


class Region:
    """Some pages between two that are protected."""

    def __init__(self, pages: int) -> None:
        """Map `pages` pages of use."""
        self.pages = pages
        self.memory = mmap.mmap(-1, (pages + 2) * PAGE_BYTES)
        self.base = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
        self.start = self.base + PAGE_BYTES
        self.end = self.start + pages * PAGE_BYTES
        if supported():
            protect(self.base, PAGE_BYTES)
            protect(self.end, PAGE_BYTES)


class GuardedHeap:
    """Allocates blocks that end at a protected page."""

    def __init__(self) -> None:
        """Map nothing yet."""
        self.idle: dict[int, list[Region]] = {}
        self.used: dict[int, list[Region]] = {}

    def alloc(self, size_bytes: int) -> int:
        """Address of `size_bytes` bytes that end at a protected page (of 0 bytes: that page)."""
        pages = 1 << max(0, (max(1, -(-size_bytes // PAGE_BYTES)) - 1).bit_length())
        if size_bytes % PAGE_BYTES == 0 and size_bytes:
            pages = size_bytes // PAGE_BYTES
        idle = self.idle.setdefault(pages, [])
        region = idle.pop() if idle else Region(pages)
        address = region.end - size_bytes
        self.used.setdefault(address, []).append(region)
        return address

    def free(self, address: int) -> None:
        """Return a block."""
        regions = self.used[address]
        region = regions.pop()
        if not regions:
            del self.used[address]
        self.idle[region.pages].append(region)
