"""Every exception of dxpy's own; where CPython's method of a name would raise, that is raised.

DxpyError
|-- BackendError                a core cannot be used
|   |-- UnknownBackend          no backend has that name (also a ValueError)
|   |-- BackendUnavailable      it exists, but not for this CPU, system or installation
|   |-- CoreNotFound            its file is missing
|   |-- CoreCorrupt             its file is truncated or altered
|   `-- CoreMismatch            its file was built for another target or version
|-- CoreMemoryError             the memory of a core cannot grow (also a MemoryError)
|-- CoreFault                   a core trapped: a fault of ours, never expected
`-- VerificationError           two builds of a kernel or a program disagree
"""

from __future__ import annotations


class DxpyError(Exception):
    """Base of all exceptions of dxpy's own."""


class BackendError(DxpyError):
    """A core cannot be used; the message says which and why."""


class UnknownBackend(BackendError, ValueError):
    """No backend has the name that was asked for."""


class BackendUnavailable(BackendError):
    """The backend exists, but this CPU, system or installation cannot run it."""


class CoreNotFound(BackendError):
    """The file of a core is not where it should be."""


class CoreCorrupt(BackendError):
    """The file of a core is truncated or altered."""


class CoreMismatch(BackendError):
    """The file of a core was built for another target or another version of dxpy."""


class CoreMemoryError(DxpyError, MemoryError):
    """The memory of a core cannot hold what was asked of it."""


class CoreFault(DxpyError):
    """A core trapped or broke an invariant: a fault of dxpy's own."""


class VerificationError(DxpyError):
    """Two builds of a kernel or a program disagree."""
