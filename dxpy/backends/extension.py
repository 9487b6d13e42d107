"""Whether the extension `dxpy._fast` is used: the one place that decides it.

It is absent where it could not be built and on free-threaded Python, whose objects it does not
know; DXPY_NO_EXTENSION=1 leaves it unused.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

VARIABLE = "DXPY_NO_EXTENSION"


def load() -> ModuleType | None:
    """The extension, or None where it is absent or not wanted."""
    if os.environ.get(VARIABLE, "0") not in ("", "0"):
        return None
    try:
        from dxpy import _fast
    except ImportError:
        return None
    return _fast
