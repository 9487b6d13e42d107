"""dxpy: one Python runtime core, native and WebAssembly, with the same results from both.

    text        find, count, split, replace ... on str, bytes and buffers
    SimdList    a list whose ints and floats stand as bare arrays
    SwissDict   a mapping in insertion order with look-ups of many keys at once
    backends    the cores: which there are, how to load one
    errors      every exception of dxpy's own

Names are loaded when they are first used: `import dxpy` itself takes no time.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dxpy import backends, errors, text
    from dxpy.engine.simdlist import SimdList
    from dxpy.engine.swissdict import SwissDict

__all__ = ["SimdList", "SwissDict", "backends", "errors", "text", "__version__"]

PLACES = {
    "SimdList": "dxpy.engine.simdlist",
    "SwissDict": "dxpy.engine.swissdict",
    "backends": "dxpy.backends",
    "errors": "dxpy.errors",
    "text": "dxpy.text",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from dxpy._generated.abi import VERSION

        return VERSION
    if name not in PLACES:
        raise AttributeError(f"module 'dxpy' has no attribute {name!r}")
    module = importlib.import_module(PLACES[name])
    found = getattr(module, name) if name[0].isupper() else module
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
