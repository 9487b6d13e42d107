"""Look at built cores without running them: `python -m dxpy._tools.inspect_cores FOLDER`.

For the cores of systems this is not. Each file must be of the format and machine its manifest entry
says, unaltered, and name every function of exports.def among its exports.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dxpy._generated.abi import EXPORTS
from dxpy._tools.build import TARGETS
from dxpy.backends import artifacts


def faults_of(path: Path, kind: str) -> list[str]:
    """What is wrong with an artifact.

    Raises:
        BackendError: its file does not fit its manifest entry; the message says how.
    """
    artifacts.verified(artifacts.describe(path))
    if kind != "core":
        return []
    data = path.read_bytes()
    names = [f"dx_{row.name}" for row in EXPORTS]
    names += [f"dx_twin_{row.name}" for row in EXPORTS if row.has_twin]
    return [f"{path.name} does not export {name}" for name in names if name.encode() not in data]


def main() -> int:
    """Inspect every artifact of TARGETS in a folder; all must be there."""
    folder = Path(sys.argv[1])
    faults = []
    for target in TARGETS:
        if target.kind == "extension":
            continue
        faults += faults_of(folder / target.file, target.kind)
        print(f"{target.name:16} {target.system:8} {target.machine:8} {target.file}")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
