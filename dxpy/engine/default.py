"""The core that `dxpy.text`, `SimdList` and `SwissDict` use, loaded when the first needs it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

from dxpy import backends
from dxpy.engine import fast
from dxpy.engine.entries import Entries
from dxpy.engine.storage import Storage

if TYPE_CHECKING:
    from dxpy.backends.base import Core
    from dxpy.engine.text import TextEngine


@functools.cache
def core() -> Core:
    """The default backend: what DXPY_BACKEND names, else the best that runs here.

    Raises:
        BackendError: it cannot be used; the message says why.
    """
    return backends.load()


@functools.cache
def engine() -> TextEngine:
    """The text functions over that core, natively those of the extension. Raises as `core`."""
    return fast.text_engine(core())


def storage() -> type[Storage]:
    """What a SimdList is made of: the extension's storage natively, else the one in Python."""
    module = fast.extension()
    if module is not None and core().is_zero_copy:
        return cast("type[Storage]", module.Storage)
    Storage._core = core()
    return Storage


def entries() -> type[Entries]:
    """What a SwissDict is made of: the extension's entries natively, else those in Python."""
    module = fast.extension()
    if module is not None and core().is_zero_copy:
        return cast("type[Entries]", module.Entries)
    Entries._core = core()
    return Entries
