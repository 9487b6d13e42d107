"""A process that verifies one target: `python -m dxpy.verify.worker REQUEST`.

It prints a line of JSON for each kernel.

REQUEST is JSON: target, kernels, seed, cases, journal (a file), folder (of the cores, empty for the
installed ones). It is its own process because a faulty kernel may take it down.
"""

from __future__ import annotations

import json
import mmap
import sys
from dataclasses import asdict
from pathlib import Path

from dxpy.verify import targets
from dxpy.verify.kernels import JOURNAL, verify_core


def main() -> int:
    """Serve one request."""
    request = json.loads(sys.argv[1])
    folder = Path(request["folder"]) if request["folder"] else None
    core = targets.load(request["target"], folder)
    oracle = targets.load(targets.ORACLE)
    journal_path = Path(request["journal"])
    journal_path.write_bytes(bytes(JOURNAL.size))
    with journal_path.open("r+b") as file, mmap.mmap(file.fileno(), JOURNAL.size) as journal:
        reports = verify_core(
            core,
            oracle,
            kernels=request["kernels"],
            seed=request["seed"],
            cases=request["cases"],
            note=lambda kernel, case: JOURNAL.pack_into(journal, 0, kernel, case),
        )
        for report in reports:
            print(json.dumps(asdict(report)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
