"""The C interface of the library that the `wasmtime` package ships, through cffi.

The package's Python classes are not used: importing them takes as long as everything else together,
and a call through them 40 us. The declarations stand in dxpy/_tools/wasmtime.h.
"""

from __future__ import annotations

import functools
import importlib.util
import platform
import sys
from pathlib import Path
from typing import Any

from dxpy.errors import BackendUnavailable, CoreFault

VERSION = "50."  # the layouts of wasmtime.h are those of this one
INSTALL = "install it with `pip install 'wasmtime>=50,<51'`"
LIBRARIES = {"linux": "_libwasmtime.so", "darwin": "_libwasmtime.dylib", "win32": "_wasmtime.dll"}


def package() -> Path:
    """Folder of the installed package.

    Raises:
        BackendUnavailable: it is not installed.
    """
    spec = importlib.util.find_spec("wasmtime")
    if spec is None or not spec.submodule_search_locations:
        raise BackendUnavailable(f"the package wasmtime is not installed; {INSTALL}")
    return Path(spec.submodule_search_locations[0])


@functools.cache
def version() -> str:
    """Version of the installed package.

    The name of its metadata folder tells it; importlib.metadata would take 50 ms to say the same.

    Raises:
        BackendUnavailable: it is not installed.
    """
    folder = package()
    for info in folder.parent.glob("wasmtime-*.dist-info"):
        return info.name.removeprefix("wasmtime-").removesuffix(".dist-info")
    import importlib.metadata

    try:
        return importlib.metadata.version("wasmtime")
    except importlib.metadata.PackageNotFoundError as error:
        raise BackendUnavailable(f"{folder} has no metadata; {INSTALL}") from error


def library_path() -> Path:
    """The shared library for this system.

    Raises:
        BackendUnavailable: the package is missing, of another version, or not for this system.
    """
    folder = package()
    if not version().startswith(VERSION):
        raise BackendUnavailable(f"wasmtime {version()} is not {VERSION}x; {INSTALL}")
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    path = folder / f"{sys.platform}-{machine}" / LIBRARIES.get(sys.platform, "none")
    if not path.is_file():
        raise BackendUnavailable(f"wasmtime has no library for {sys.platform} {machine}")
    return path


@functools.cache
def load() -> tuple[Any, Any]:
    """(ffi, library), loaded once and kept.

    Raises:
        BackendUnavailable: as `library_path`, or cffi is missing, or the library does not load.
    """
    path = library_path()
    try:
        from dxpy._generated.wasmtime_ffi import ffi

        return ffi, ffi.dlopen(str(path))
    except (ImportError, OSError) as error:
        raise BackendUnavailable(f"{path} cannot be loaded: {error}") from error


@functools.cache
def engine() -> Any:
    """The one engine of the process.

    Every memory reserves all 4 GiB of its addresses, so that it grows without moving.
    """
    ffi, library = load()
    config = library.wasm_config_new()
    library.wasmtime_config_memory_reservation_set(config, 1 << 32)
    library.wasmtime_config_memory_may_move_set(config, False)
    made = library.wasm_engine_new_with_config(config)
    if made == ffi.NULL:
        raise BackendUnavailable("wasmtime cannot make an engine here")
    return made


def message_of_error(error: Any) -> str:
    """Text of a wasmtime_error_t, which is deleted."""
    _, library = load()
    return message(error, library.wasmtime_error_message, library.wasmtime_error_delete)


def message_of_trap(trap: Any) -> str:
    """Text of a wasm_trap_t, which is deleted."""
    _, library = load()
    return message(trap, library.wasm_trap_message, library.wasm_trap_delete)


def message(thing: Any, get: Any, delete: Any) -> str:
    """Text of an error or a trap."""
    ffi, library = load()
    text = ffi.new("wasm_byte_vec_t *")
    get(thing, text)
    result = bytes(ffi.buffer(text.data, text.size)).rstrip(b"\0").decode("utf-8", "replace")
    library.wasm_byte_vec_delete(text)
    delete(thing)
    return result


def compile_module(wasm: bytes) -> Any:
    """A compiled module, deleted when it is no longer used.

    Raises:
        CoreFault: wasmtime refuses the module.
    """
    ffi, library = load()
    out = ffi.new("wasmtime_module_t **")
    source = ffi.from_buffer("uint8_t[]", wasm)
    error = library.wasmtime_module_new(engine(), source, len(wasm), out)
    if error:
        raise CoreFault(f"wasmtime cannot compile the core: {message_of_error(error)}")
    return ffi.gc(out[0], library.wasmtime_module_delete)


def serialize(module: Any) -> bytes:
    """A compiled module as bytes for `deserialize`.

    Raises:
        CoreFault: wasmtime cannot do it.
    """
    ffi, library = load()
    out = ffi.new("wasm_byte_vec_t *")
    error = library.wasmtime_module_serialize(module, out)
    if error:
        raise CoreFault(f"wasmtime cannot serialize the core: {message_of_error(error)}")
    data = bytes(ffi.buffer(out.data, out.size))
    library.wasm_byte_vec_delete(out)
    return data


def deserialize(data: bytes) -> Any | None:
    """The module that `serialize` gave, or None if wasmtime refuses it (another version or CPU).

    The bytes become machine code without further checks: they must be known to be our own.
    """
    ffi, library = load()
    out = ffi.new("wasmtime_module_t **")
    source = ffi.from_buffer("uint8_t[]", data)
    error = library.wasmtime_module_deserialize(engine(), source, len(data), out)
    if error:
        message_of_error(error)
        return None
    return ffi.gc(out[0], library.wasmtime_module_delete)
