"""Run `verify kernels` over targets and collect what the workers say."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dxpy.errors import VerificationError
from dxpy.verify.kernels import JOURNAL, Finding, KernelReport, make_case
from dxpy.verify.outcome import describe
from dxpy.verify.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


STALL_SECONDS = 180.0


@dataclass
class TargetReport:
    """Everything that was tried on one target, or why nothing was."""

    target: str
    reason: str = ""  # why it was not run
    kernels: list[KernelReport] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many cases ran; each was tried on the kernel and on its twin."""
        return sum(kernel.cases for kernel in self.kernels)

    @property
    def mismatches(self) -> int:
        """How many of them differed from plain Python."""
        return sum(kernel.mismatches for kernel in self.kernels)

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        return {**asdict(self), "cases": self.cases, "mismatches": self.mismatches}


def verify_target(
    target: str,
    *,
    kernels: Sequence[str],
    seed: int,
    cases: int,
    progress: Callable[[KernelReport], object] = lambda report: None,
    folder: Path | None = None,
    stall_seconds: float = STALL_SECONDS,
) -> TargetReport:
    """Verify one target in a process of its own.

    Args:
        target: a name of `targets.targets()` that is usable.
        kernels: rows with a scenario.
        seed: of the cases.
        cases: how many for each kernel.
        progress: told the report of each kernel when it is done.
        folder: where the cores lie, if not in the package.
        stall_seconds: how long one case, with the shrinking of it, may take.

    Returns:
        The reports; a process that ended before it was done counts as a mismatch in the case it was
        at, and the kernels after that one are tried in a new process.

    Raises:
        VerificationError: the process did not get as far as the first case.
    """
    report = TargetReport(target)
    left = list(kernels)
    while left:
        done = 0
        for kernel in run_worker(target, left, seed, cases, folder, stall_seconds):
            report.kernels.append(kernel)
            progress(kernel)
            done += 1
        left = left[done:]
    return report


def run_worker(
    target: str,
    kernels: Sequence[str],
    seed: int,
    cases: int,
    folder: Path | None,
    stall_seconds: float,
) -> Iterator[KernelReport]:
    """The reports of one process, the last of them made here if it died."""
    with tempfile.TemporaryDirectory() as scratch:
        journal = Path(scratch) / "journal"
        request = {
            "target": target,
            "kernels": list(kernels),
            "seed": seed,
            "cases": cases,
            "journal": str(journal),
            "folder": str(folder or ""),
        }
        command = [sys.executable, "-m", "dxpy.verify.worker", json.dumps(request)]
        done = 0
        with (Path(scratch) / "errors").open("w+") as errors:
            process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            assert process.stdout is not None
            with process, Watch(process, journal, stall_seconds) as watch:
                for line in process.stdout:
                    data = json.loads(line)
                    findings = [Finding(**finding) for finding in data.pop("findings")]
                    yield KernelReport(**data, findings=findings)
                    done += 1
            if process.returncode == 0:
                return
            errors.seek(0)
            complaint = errors.read().strip().splitlines()
        ending = ending_of(process.returncode)
        if watch.has_killed:
            ending = f"stopped after {stall_seconds:.0f} s in one case"
        yield crash_report(journal, kernels, done, seed, ending, complaint)


class Watch:
    """Ends a process that stays in one case for too long; a context manager around its run."""

    def __init__(self, process: subprocess.Popen[str], journal: Path, stall_seconds: float) -> None:
        """Watch a process that notes its cases in a journal."""
        self.process, self.journal, self.stall_seconds = process, journal, stall_seconds
        self.has_killed = False
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def watch(self) -> None:
        """Look at the journal until the run is over or stands still."""
        seen, since = b"", time.monotonic()
        while not self.is_over.wait(min(1.0, self.stall_seconds / 4)):
            now = self.journal.read_bytes() if self.journal.exists() else b""
            if now != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > self.stall_seconds:
                self.has_killed = True
                self.process.kill()
                return

    def __enter__(self) -> Watch:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.thread.join()


def ending_of(returncode: int) -> str:
    """How a process ended, in words."""
    return f"signal {-returncode}" if returncode < 0 else f"exit status {returncode}"


def crash_report(
    journal: Path,
    kernels: Sequence[str],
    done: int,
    seed: int,
    ending: str,
    complaint: list[str],
) -> KernelReport:
    """What is known of the case at which a process ended."""
    last_words = complaint[-1] if complaint else ""
    if not journal.exists():
        raise VerificationError(f"the process could not start ({ending}): {last_words}")
    _, number = JOURNAL.unpack(journal.read_bytes())
    case, offset = make_case(SCENARIOS[kernels[done]], seed, number)
    got = f"the process ended: {ending} {last_words} (buffers at offset {offset})"
    finding = Finding(kernels[done], "kernel or twin", number, describe(case), "an answer", got)
    return KernelReport(kernels[done], number + 1, 1, [finding])
