"""The core that `dxpy.text`, `SimdList` and `SwissDict` use, loaded when the first needs it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from dxpy import backends

if TYPE_CHECKING:
    from dxpy.backends.base import Core


@functools.cache
def core() -> Core:
    """The default backend: what DXPY_BACKEND names, else the best that runs here.

    Raises:
        BackendError: it cannot be used; the message says why.
    """
    return backends.load()
