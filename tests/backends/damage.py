"""What the tests of the backends share: which cores run here, and copies of cores to damage."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

from dxpy import backends
from dxpy.backends import artifacts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dxpy.backends.base import Core

USABLE = [name for name, usable, _ in backends.available() if usable]
NATIVE = [name for name in USABLE if name in backends.NATIVE]


class Box:
    """A folder with copies of cores, to be damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = json.loads(
            (artifacts.CORES / artifacts.MANIFEST).read_text()
        )
        self.manifest["files"] = {}

    def add(self, name: str, kind: str = "core") -> Path:
        """Copy a core for this machine (or wasm)."""
        system, machine = ("wasm", "wasm32") if name == "wasm" else ("", "")
        artifact = artifacts.find(artifacts.CORES, name, kind, system, machine)
        path = self.folder / artifact.path.name
        shutil.copy(artifact.path, path)
        self.describe(path, core=name, kind=kind, system=artifact.system, machine=artifact.machine)
        return path

    def describe(self, path: Path, **entries: str) -> None:
        """Let the manifest say that a file is as it should be."""
        data = path.read_bytes()
        entry = self.manifest["files"].setdefault(path.name, {"target": path.name})
        entry |= {"size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **entries}
        self.write()

    def write(self) -> None:
        """Write the manifest."""
        (self.folder / artifacts.MANIFEST).write_text(json.dumps(self.manifest))

    def patch(self, path: Path, change: Callable[[bytearray], None]) -> None:
        """Change bytes of a file, and let the manifest say that it is as it should be."""
        data = bytearray(path.read_bytes())
        change(data)
        path.write_bytes(data)
        self.describe(path)


def call_find(core: Core, hay: bytes, needle: bytes) -> int:
    """One call, to see that a core works."""
    with core.borrow(hay) as lent, core.borrow(needle) as sought:
        find = core.function("bytes_find")
        return int(find(lent.address, len(hay), sought.address, len(needle)))
