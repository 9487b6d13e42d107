"""A core as a shared object in this process, through cffi.

Functions are cffi's own: about 0.3 us a call, without the GIL. They work on the process's memory,
so a buffer is lent to them as it is. A kernel has no state of its own, so a native core may be used
by any number of threads, each on its own memory (or several on memory that none of them writes).

A library is never unloaded, because functions taken from it may outlive the core object. Rejected:
`ctypes`, twice as slow; cffi's API mode, which would need another compiled artifact.
"""

from __future__ import annotations

import contextlib
import mmap
import sys
from typing import TYPE_CHECKING, Any

from dxpy._generated.abi import DIGEST, VERSION
from dxpy._generated.native_ffi import ffi
from dxpy.backends import artifacts, boundary, cpu
from dxpy.backends.base import Borrowed, Core
from dxpy.errors import BackendError, BackendUnavailable, CoreMemoryError, CoreMismatch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typing_extensions import Buffer

ALIGNMENT = 64
HUGE_PAGE_BYTES = 2 << 20
LARGE_BYTES = 2 * HUGE_PAGE_BYTES  # from here on a block is a mapping of its own
POOL_BYTES = 128 << 20  # freed mappings that are kept, because fresh pages cost more than a kernel

new_block = ffi.new_allocator(should_clear_after_alloc=False)
libraries: list[Any] = []  # every library ever loaded, so that cffi never closes one


class NativeBorrowed(Borrowed):
    """The memory of a Python object, exported for as long as this lives."""

    def __init__(self, data: Buffer) -> None:
        """Export the buffer of data; raises TypeError or BufferError as `Core.borrow`."""
        self.exported = export(data)
        self.address = int(ffi.cast("uintptr_t", self.exported))
        self.size_bytes = len(self.exported)

    def release(self) -> None:
        """End the export."""
        ffi.release(self.exported)


def export(data: Buffer) -> Any:
    """A C-contiguous buffer as a char[] of cffi, which holds it.

    Raises:
        TypeError: data has no buffer.
        BufferError: its buffer is not C-contiguous.
    """
    try:
        return ffi.from_buffer("char[]", data)
    except ValueError as error:  # NumPy's word for what others call a BufferError
        raise BufferError(str(error)) from error


class NativeCore(Core):
    """A core in a shared object of this system."""

    is_zero_copy = True
    usize_bytes = 8

    def __init__(self, path: Path) -> None:
        """Load the core in the file, after checking the file and the CPU.

        Args:
            path: a shared object with the manifest.json of its build beside it.

        Raises:
            CoreNotFound: the file or the manifest is missing.
            CoreCorrupt: the file is truncated or altered.
            CoreMismatch: it is not what the manifest says, or of another version of dxpy.
            BackendUnavailable: this system or this CPU cannot run it.
        """
        artifact = artifacts.describe(path)
        check_runs(artifact)
        artifacts.verified(artifact)
        try:
            self.library = ffi.dlopen(str(artifact.path))
        except OSError as error:
            raise BackendUnavailable(f"{path} cannot be loaded: {error}") from error
        libraries.append(self.library)
        try:
            identity = (self.library.dx_digest, self.library.dx_version, self.library.dx_target)
        except (AttributeError, ffi.error) as error:
            raise CoreMismatch(f"{path} is no core of dxpy: {error}") from error
        artifacts.check_identity(path, identity[0](), DIGEST)
        self.version = string_at(identity[1]())
        self.name = string_at(identity[2]())
        artifacts.check_name(path, "version", self.version, VERSION)
        artifacts.check_name(path, "target", self.name, artifact.core)
        self.path = path
        self.is_closed = False
        self.blocks: dict[int, Any] = {}  # what keeps the memory of each block
        self.pool: list[mmap.mmap] = []  # freed mappings

    def function(self, name: str, *, twin: bool = False) -> Callable[..., Any]:
        """Cffi's function for a row; it stays usable after `close`. See `Core.function`."""
        self.check_open()
        boundary.check_row(name, twin=twin)
        function: Callable[..., Any] = getattr(self.library, f"dx_{'twin_' * twin}{name}")
        return function

    def alloc(self, size_bytes: int) -> int:
        """A block of this process's memory; large ones on huge pages where Linux has them."""
        self.check_open()
        if size_bytes < 0:
            raise ValueError(f"a block of {size_bytes} bytes")
        try:
            if size_bytes >= LARGE_BYTES:
                block, alignment = self.mapping_of(size_bytes), HUGE_PAGE_BYTES
                start = ffi.from_buffer("char[]", block)
            else:
                block = start = new_block("char[]", size_bytes + ALIGNMENT)
                alignment = ALIGNMENT
        except (MemoryError, OSError, OverflowError) as error:
            raise CoreMemoryError(f"no memory for {size_bytes} bytes") from error
        address = -(-int(ffi.cast("uintptr_t", start)) // alignment) * alignment
        self.blocks[address] = block
        return address

    def mapping_of(self, size_bytes: int) -> mmap.mmap:
        """Memory for a large block: a freed mapping of the same size, or a new one."""
        size = -(-size_bytes // HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES + HUGE_PAGE_BYTES
        for mapping in [each for each in self.pool if len(each) == size]:
            with contextlib.suppress(ValueError):  # another thread took it
                self.pool.remove(mapping)
                return mapping
        if sys.platform == "win32":
            return mmap.mmap(-1, size)
        mapping = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        if sys.platform == "linux":
            with contextlib.suppress(OSError):  # a kernel without huge pages
                mapping.madvise(mmap.MADV_HUGEPAGE)
        return mapping

    def free(self, address: int) -> None:
        """Return a block; a large one may be kept for the next of its size."""
        block = self.blocks.pop(address, None)
        if block is None:
            if self.is_closed:
                return
            raise ValueError(f"{address:#x} is not the address of a block")
        if isinstance(block, mmap.mmap) and sum(map(len, self.pool)) + len(block) <= POOL_BYTES:
            self.pool.append(block)

    def write(self, address: int, data: Buffer) -> None:
        """Copy bytes to an address of this process."""
        self.check_open()
        source = export(data)
        ffi.memmove(ffi.cast("char *", address), source, len(source))
        ffi.release(source)

    def read(self, address: int, size_bytes: int) -> bytes:
        """Copy bytes from an address of this process."""
        self.check_open()
        return bytes(ffi.buffer(ffi.cast("char *", address), size_bytes))

    def view(self, address: int, size_bytes: int) -> memoryview:
        """A writable view of this process's memory; from the start of a block, it keeps the block.

        It then stays safe to use after `free`, though the memory may have become another block's.
        """
        self.check_open()
        block = self.blocks.get(address)
        if block is not None:
            memory = block if isinstance(block, mmap.mmap) else ffi.buffer(block)
            start = address - int(ffi.cast("uintptr_t", ffi.from_buffer("char[]", memory)))
            if start + size_bytes > len(memory):
                raise ValueError(f"{size_bytes} bytes go beyond the block at {address:#x}")
            return memoryview(memory)[start : start + size_bytes]
        return memoryview(ffi.buffer(ffi.cast("char *", address), size_bytes))

    def borrow(self, data: Buffer) -> NativeBorrowed:
        """The memory of data itself. See `Core.borrow`."""
        self.check_open()
        return NativeBorrowed(data)

    def close(self) -> None:
        """Let go of all blocks."""
        self.is_closed = True
        self.blocks.clear()
        self.pool.clear()

    def check_open(self) -> None:
        """Raise BackendError after `close`."""
        if self.is_closed:
            raise BackendError(f"the core {self.name} is closed")


def check_runs(artifact: artifacts.Artifact) -> None:
    """Whether this system and this CPU run an artifact.

    Raises:
        BackendUnavailable: they do not; the message names what is missing.
        BackendError: the CPU cannot be asked.
    """
    artifacts.check_host(artifact)
    lacking = cpu.missing(artifact.core, artifact.path.parent)
    if lacking:
        raise BackendUnavailable(cpu.message(artifact.core, lacking))


def string_at(address: int) -> str:
    """The NUL-terminated text at an address."""
    text: bytes = ffi.string(ffi.cast("char *", address))
    return text.decode("utf-8")
