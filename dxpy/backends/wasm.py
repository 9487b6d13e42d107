"""The core as WebAssembly, run by wasmtime in this process.

Addresses are offsets into the linear memory of the instance. It only grows, and never moves, since
all of its addresses are reserved from the start. What is lent to it (`borrow`) is copied in; data
that is used often should live there (`alloc`, `view`).

Threads: an instance runs one call at a time. Functions called through the extension dxpy._fast
hold the GIL. Without it they go through cffi, which gives the GIL away; they and `alloc` take
`lock`, and `busy[0]` is 1 meanwhile. Who calls the addresses below by itself keeps the GIL from
first to last, after it has seen `busy[0] == 0`. So any thread may use the core, and waits for its
turn.

For such direct calls, in the manner of `wasmtime_func_call_unchecked(context, func, values, n,
&trap)`: `call_address` is that function, `context_address` its first argument,
`function_address(name)` the second; values are 16 bytes each, the result comes in the first one;
`memory_base` is where address 0 of the core lies in the process, for as long as the core lives.
"""

from __future__ import annotations

import struct
import sys
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from dxpy._generated.abi import DIGEST, VERSION
from dxpy.backends import artifacts, boundary, cpu, extension, wasm_cache, wasmtime_api
from dxpy.backends.arena import Arena
from dxpy.backends.base import Borrowed, Core
from dxpy.errors import BackendError, CoreFault, CoreMemoryError, CoreMismatch

fast = extension.load()
WasmFunction: Any = fast.WasmFunction if fast else None  # without it calls go through cffi

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typing_extensions import Buffer

PAGE_BYTES = 1 << 16
MEMORY_LIMIT_BYTES = 1 << 32
GROWTH_BYTES = 1 << 20
VALUE_BYTES = 16
EXTERN_FUNC, EXTERN_GLOBAL, EXTERN_MEMORY = 0, 1, 3  # wasmtime/extern.h

# How a boundary type stands in the 16 bytes of a value (struct module), little-endian.
VALUE_FORMATS = {
    "i32": "i12x", "u32": "I12x", "addr": "I12x", "usize": "I12x",
    "i64": "q8x", "u64": "Q8x", "f64": "d8x",
}  # fmt: skip
RESULT_FORMATS = {
    "i32": "i", "u32": "I", "addr": "I", "usize": "I",
    "i64": "q", "u64": "Q", "f64": "d", "void": "q",
}  # fmt: skip
# The same as WasmFunction spells it.
LETTERS = {
    "i32": "i", "u32": "u", "addr": "u", "usize": "u",
    "i64": "l", "u64": "q", "f64": "d", "void": "v",
}  # fmt: skip


class WasmBorrowed(Borrowed):
    """A copy of a Python object's bytes in the linear memory."""

    def __init__(self, core: WasmCore, data: Buffer) -> None:
        """Copy data in; raises as `Core.borrow`, and CoreMemoryError."""
        source = core.source_of(data)
        self.core: WasmCore | None = core
        self.size_bytes = len(source)
        self.address = core.alloc(self.size_bytes)
        core.copy_in(self.address, source)

    def release(self) -> None:
        """Free the copy."""
        core, self.core = self.core, None
        if core is not None:
            core.free(self.address)


class Values(NamedTuple):
    """Room for the arguments and the result of one call, and for the trap it may end in."""

    buffer: bytearray
    pointer: Any  # to the buffer, for cffi
    trap_pointer: Any  # to the place behind the values
    trap: memoryview  # that place as an int
    result: memoryview  # the first value as the type of the result


def new_values(ffi: Any, count: int, result_format: str) -> Values:
    """Allocate room for `count` values."""
    size = count * VALUE_BYTES
    buffer = bytearray(size + 8)
    pointer = ffi.from_buffer("char[]", buffer)
    trap = memoryview(buffer)[size:].cast("Q")
    result = memoryview(buffer)[:8].cast(result_format)  # type: ignore[call-overload]
    return Values(buffer, pointer, ffi.cast("wasm_trap_t **", pointer + size), trap, result)


class WasmCore(Core):
    """A core in WebAssembly."""

    is_zero_copy = False
    usize_bytes = 4

    def __init__(self, path: Path, memory_limit_bytes: int = MEMORY_LIMIT_BYTES) -> None:
        """Load the core in the file, compiled before or now.

        Args:
            path: a WebAssembly module with the manifest.json of its build beside it.
            memory_limit_bytes: what the linear memory may grow to, at most 4 GiB.

        Raises:
            CoreNotFound: the file or the manifest is missing.
            CoreCorrupt: the file is truncated or altered.
            CoreMismatch: it is not what the manifest says, or of another version of dxpy.
            BackendUnavailable: wasmtime is not installed, of another version, or not for here.
            CoreMemoryError: the limit is too small for the core, or its memory cannot be reserved.
        """
        artifact = artifacts.describe(path)
        wasm = artifacts.verified(artifact)
        self.ffi, self.api = wasmtime_api.load()
        self.path = path
        self.lock = threading.RLock()
        self.busy = bytearray(1)
        self.is_closed = False
        self.functions: dict[tuple[str, bool], Callable[..., Any]] = {}
        self.pointers: dict[tuple[str, bool], Any] = {}  # wasmtime_func_t of each
        module, self.cache_state = self.compiled(wasm)
        self.instantiate(module, memory_limit_bytes)
        self.map_memory()
        heap_base = self.global_value("__heap_base")
        self.arena = Arena(heap_base, self.memory_bytes, self.grow)
        artifacts.check_identity(path, self.function("digest")(), DIGEST)
        self.version = self.string_at(self.function("version")())
        self.name = self.string_at(self.function("target")())
        artifacts.check_name(path, "version", self.version, VERSION)
        artifacts.check_name(path, "target", self.name, artifact.core)

    def compiled(self, wasm: bytes) -> tuple[Any, str]:
        """The module, and where it came from: "hit", "stored", or "unwritable"."""
        key = wasm_cache.key_of(wasm, wasmtime_api.version(), *host_facts(self.path.parent))
        payload = wasm_cache.load(key)
        module = wasmtime_api.deserialize(payload) if payload is not None else None
        if module is not None:
            return module, "hit"
        module = wasmtime_api.compile_module(wasm)
        is_kept = wasm_cache.store(key, wasmtime_api.serialize(module))
        return module, "stored" if is_kept else "unwritable"

    def instantiate(self, module: Any, memory_limit_bytes: int) -> None:
        """Make the store and the instance in it."""
        ffi, api = self.ffi, self.api
        store = api.wasmtime_store_new(wasmtime_api.engine(), ffi.NULL, ffi.NULL)
        self.store = ffi.gc(store, api.wasmtime_store_delete)
        api.wasmtime_store_limiter(self.store, memory_limit_bytes, -1, -1, -1, -1)
        self.context = api.wasmtime_store_context(self.store)
        self.instance = ffi.new("wasmtime_instance_t *")
        trap = ffi.new("wasm_trap_t **")
        error = api.wasmtime_instance_new(self.context, module, ffi.NULL, 0, self.instance, trap)
        if error:
            raise CoreMemoryError(
                f"{self.path} cannot be instantiated: {wasmtime_api.message_of_error(error)}"
            )
        if trap[0]:
            raise CoreFault(wasmtime_api.message_of_trap(trap[0]))
        # A part of a cffi struct does not keep the struct alive: the export has to be held.
        self.memory_export = self.export("memory", EXTERN_MEMORY)
        self.memory = self.memory_export.of.memory
        self.call_address = int(ffi.cast("uintptr_t", api.wasmtime_func_call_unchecked))
        self.context_address = int(ffi.cast("uintptr_t", self.context))
        self.memory_base = int(ffi.cast("uintptr_t", self.base_pointer()))
        ask_for_huge_pages(self.memory_base, MEMORY_LIMIT_BYTES)

    def export(self, name: str, kind: int) -> Any:
        """An export of the instance as wasmtime_extern_t; it must be kept while it is used.

        Raises:
            CoreMismatch: the core has no such export.
        """
        out = self.ffi.new("wasmtime_extern_t *")
        found = self.api.wasmtime_instance_export_get(
            self.context, self.instance, name.encode(), len(name.encode()), out
        )
        if not found or out.kind != kind:
            raise CoreMismatch(f"{self.path} is no core of dxpy: it does not export {name}")
        return out

    def global_value(self, name: str) -> int:
        """Value of an exported i32 global."""
        out = self.ffi.new("wasmtime_val_t *")
        export = self.export(name, EXTERN_GLOBAL)
        self.api.wasmtime_global_get(self.context, self.ffi.addressof(export.of, "global_"), out)
        return int(out.of.i32) & 0xFFFF_FFFF

    def base_pointer(self) -> Any:
        """Where address 0 lies in the process."""
        return self.api.wasmtime_memory_data(self.context, self.ffi.addressof(self.memory))

    def map_memory(self) -> None:
        """Make `whole`, the view of the linear memory as large as it is now."""
        base = self.base_pointer()
        if int(self.ffi.cast("uintptr_t", base)) != self.memory_base:
            raise CoreFault("the linear memory has moved")
        size = self.api.wasmtime_memory_data_size(self.context, self.ffi.addressof(self.memory))
        store = self.store
        # The pointer owns a reference to the store: a view keeps alive what it shows.
        pointer = self.ffi.gc(self.ffi.cast("char *", base), lambda _: store)
        self.whole = memoryview(self.ffi.buffer(pointer, size))
        self.memory_bytes = int(size)

    def grow(self, needed: int) -> int:
        """Grow the linear memory by at least `needed` bytes; its new end. For the arena."""
        for wanted in (max(needed, GROWTH_BYTES, self.memory_bytes // 8), needed):
            pages = -(-wanted // PAGE_BYTES)
            before = self.ffi.new("uint64_t *")
            if self.memory_bytes + pages * PAGE_BYTES > MEMORY_LIMIT_BYTES:
                continue
            self.busy[0] = 1  # the call lets other threads run
            try:
                error = self.api.wasmtime_memory_grow(
                    self.context, self.ffi.addressof(self.memory), pages, before
                )
            finally:
                self.busy[0] = 0
            if not error:
                self.map_memory()
                return self.memory_bytes
            wasmtime_api.message_of_error(error)
        raise CoreMemoryError(
            f"the linear memory of {self.memory_bytes} bytes cannot grow by {needed}"
        )

    def function(self, name: str, *, twin: bool = False) -> Callable[..., Any]:
        """A function that calls the core, about 50 ns with the extension, else 1 us.

        It stays usable after `close`, and keeps the instance. See `Core.function`.
        """
        self.check_open()
        made = self.functions.get((name, twin))
        if made is None:
            made = self.functions[name, twin] = self.make_function(name, twin)
        return made

    def function_address(self, name: str, *, twin: bool = False) -> int:
        """Address of the wasmtime_func_t of a row, valid while the core lives."""
        self.function(name, twin=twin)
        return int(self.ffi.cast("uintptr_t", self.pointers[name, twin]))

    def make_function(self, name: str, twin: bool) -> Callable[..., Any]:
        """Build what `function` gives."""
        boundary.check_row(name, twin=twin)
        row = boundary.ROWS[name]
        export = self.export(f"dx_{'twin_' * twin}{name}", EXTERN_FUNC)
        pointer = self.pointers[name, twin] = self.ffi.addressof(export.of, "func")
        kinds = [kind for kind, _ in row.arguments]
        layout = struct.Struct("<" + "".join(VALUE_FORMATS[kind] for kind in kinds))
        pack, count = layout.pack_into, max(len(kinds), 1)
        unchecked, context, lock, busy, ffi = (
            self.api.wasmtime_func_call_unchecked, self.context, self.lock, self.busy, self.ffi,
        )  # fmt: skip
        acquire, release, is_void = lock.acquire, lock.release, row.result == "void"
        format_of_result = RESULT_FORMATS[row.result]
        idle: list[Values] = []  # one call's room is another's later

        def call(*args: float) -> Any:
            try:
                values = idle.pop()
            except IndexError:
                values = new_values(ffi, count, format_of_result)
            buffer, values_pointer, trap_pointer, trap, result = values
            try:
                pack(buffer, 0, *args)
            except struct.error as misfit:
                raise boundary.explain(name, kinds, args) from misfit
            acquire()
            try:
                busy[0] = 1
                error = unchecked(context, pointer, values_pointer, count, trap_pointer)
            finally:
                busy[0] = 0
                release()
            if error or trap[0]:
                raise_fault(error, trap[0])
            value = None if is_void else result[0]
            idle.append(values)
            return value

        def raise_fault(error: Any, trap: int) -> None:
            raise fault(name, error, trap)

        call.__name__ = call.__qualname__ = f"dx_{name}"
        call.__doc__ = row.meaning
        call.keep = (export, self.store)  # type: ignore[attr-defined]
        if WasmFunction is None:
            return call
        signature = LETTERS[row.result] + "".join(LETTERS[kind] for kind in kinds)
        made = WasmFunction(
            self.call_address, self.context_address, int(ffi.cast("uintptr_t", pointer)),
            signature, busy, call, raise_fault,
        )  # fmt: skip
        direct: Callable[..., Any] = made.call
        return direct

    def alloc(self, size_bytes: int) -> int:
        """A block of the linear memory. See `Core.alloc`."""
        self.check_open()
        with self.lock:
            return self.arena.alloc(size_bytes)

    def free(self, address: int) -> None:
        """Return a block; never waits."""
        if not self.is_closed:
            self.arena.free(address)

    def write(self, address: int, data: Buffer) -> None:
        """Copy bytes in; raises IndexError outside the linear memory."""
        self.check_open()
        self.copy_in(address, self.source_of(data))

    def source_of(self, data: Buffer) -> Any:
        """A C-contiguous buffer as a char[] of cffi; raises as `Core.borrow`."""
        try:
            return self.ffi.from_buffer("char[]", data)
        except ValueError as error:  # NumPy's word for what others call a BufferError
            raise BufferError(str(error)) from error

    def copy_in(self, address: int, source: Any) -> None:
        """Copy a char[] in and release it."""
        self.check_range(address, len(source))
        target = self.ffi.cast("char *", self.memory_base + address)
        self.ffi.memmove(target, source, len(source))
        self.ffi.release(source)

    def read(self, address: int, size_bytes: int) -> bytes:
        """Copy bytes out; raises IndexError outside the linear memory."""
        self.check_open()
        self.check_range(address, size_bytes)
        return bytes(self.whole[address : address + size_bytes])

    def view(self, address: int, size_bytes: int) -> memoryview:
        """A writable view of the linear memory, which does not move and lives as long as the view.

        What it shows after the block was freed may be another block's.
        """
        self.check_open()
        self.check_range(address, size_bytes)
        return self.whole[address : address + size_bytes]

    def borrow(self, data: Buffer) -> WasmBorrowed:
        """A copy of data in the linear memory. See `Core.borrow`."""
        self.check_open()
        return WasmBorrowed(self, data)

    def close(self) -> None:
        """Let go of the instance; it ends with the last function or view taken from it."""
        self.is_closed = True
        self.functions.clear()
        self.whole = memoryview(b"")

    def check_open(self) -> None:
        """Raise BackendError after `close`."""
        if self.is_closed:
            raise BackendError(f"the core {self.name} is closed")

    def check_range(self, address: int, size_bytes: int) -> None:
        """Raise IndexError for bytes outside the linear memory."""
        if address < 0 or size_bytes < 0 or address + size_bytes > self.memory_bytes:
            raise IndexError(f"{size_bytes} bytes at {address:#x} are not in the linear memory")

    def string_at(self, address: int) -> str:
        """The NUL-terminated text at an address."""
        tail = bytes(self.whole[address : address + 256])
        return tail[: tail.find(b"\0")].decode("utf-8", "replace")


def host_facts(folder: Path) -> tuple[str, str, str]:
    """What compiled code depends on: system, machine, features of the CPU."""
    try:
        features = " ".join(sorted(cpu.features(folder)))
    except BackendError:
        import platform

        features = platform.processor()
    return artifacts.host_system(), artifacts.host_machine(), features


def ask_for_huge_pages(address: int, size_bytes: int) -> None:
    """Have Linux back large parts of a reserved range with huge pages.

    Results of some megabytes are then written four times as fast; a small memory stays small.
    Advice that is not taken changes nothing.
    """
    if sys.platform == "linux":
        import ctypes
        import mmap

        advise = ctypes.CDLL(None).madvise
        advise(ctypes.c_void_p(address), ctypes.c_size_t(size_bytes), mmap.MADV_HUGEPAGE)


def fault(name: str, error: Any, trap: Any) -> CoreFault:
    """The exception for a call that did not return, from pointers or addresses."""
    ffi, _ = wasmtime_api.load()
    if error:
        error = ffi.cast("wasmtime_error_t *", error)
        return CoreFault(f"{name}: {wasmtime_api.message_of_error(error)}")
    trap = ffi.cast("wasm_trap_t *", trap)
    return CoreFault(f"{name}: {wasmtime_api.message_of_trap(trap)}")
