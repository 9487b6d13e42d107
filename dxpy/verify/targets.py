"""What a run of `dxpy verify` compares: the cores that run here, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxpy import backends
from dxpy.verify.guard import GuardedHeap, supported

if TYPE_CHECKING:
    from pathlib import Path

    from dxpy.backends.base import Core

ORACLE = "reference"


@dataclass(frozen=True)
class Target:
    """A backend as verify sees it."""

    name: str
    reason: str  # why it cannot run; empty if it can

    @property
    def is_usable(self) -> bool:
        """Whether it can run here."""
        return not self.reason


def targets() -> list[Target]:
    """Every backend but the oracle, those that cannot run with the reason."""
    return [
        Target(name, "" if usable else reason)
        for name, usable, reason in backends.available(emulated=True)
        if name != ORACLE
    ]


def load(name: str, folder: Path | None = None) -> Core:
    """A core for verification: natively its blocks end at protected pages.

    Args:
        name: of the backend.
        folder: where the cores lie, if not in the package.

    Raises:
        BackendError: it cannot be used; the message says why.
    """
    core = backends.load(name, emulated=True, folder=folder)
    if core.is_zero_copy and supported():
        heap = GuardedHeap()
        core.alloc = heap.alloc  # type: ignore[method-assign]
        core.free = heap.free  # type: ignore[method-assign]
    return core
