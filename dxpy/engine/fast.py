"""Choosing the engine behind `dxpy.text`: the extension over a native core, or Python over any.

The extension (`dxpy._fast`, kernels/native/fast.c) is absent where it could not be built and on
free-threaded Python, whose objects it does not know; DXPY_NO_EXTENSION=1 leaves it unused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dxpy._generated.abi import EXPORTS
from dxpy.backends.extension import load as load_extension
from dxpy.engine.pieces import Pieces
from dxpy.engine.text import TextEngine
from dxpy.errors import CoreMismatch

if TYPE_CHECKING:
    from types import ModuleType

    from dxpy.backends.base import Core


def extension() -> ModuleType | None:
    """The extension, or None where it is absent or not wanted."""
    module = load_extension()
    if module is not None:
        Pieces.register(module.Pieces)
    return module


def text_engine(core: Core) -> TextEngine:
    """The fastest engine for a core: its functions are those of `TextEngine`.

    Args:
        core: a loaded core of any backend. A native one is used through the extension where that
            exists; it stays usable after `close`, as the library is never unloaded.

    Raises:
        CoreMismatch: the extension was built from other tables than the core.
    """
    generic = TextEngine(core)
    module = extension()
    if module is None or not core.is_zero_copy:
        return generic
    from dxpy._generated.native_ffi import ffi

    addresses = tuple(int(ffi.cast("uintptr_t", core.function(row.name))) for row in EXPORTS)
    try:
        engine = module.Engine(addresses, generic, core)
    except ValueError as error:
        raise CoreMismatch(str(error)) from error
    return cast("TextEngine", engine)
