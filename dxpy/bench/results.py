"""Run benchmarks, keep what came out as plain data, hold two runs against each other."""

from __future__ import annotations

import json
import os
import platform
import statistics
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dxpy.bench.data import size_name
from dxpy.bench.timing import geometric_mean, measure, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dxpy.bench.operations import Benchmark

PEERS = ("cpython", "numpy", "stringzilla", "pyarrow")
FORMAT = 1


@dataclass
class Row:
    """What one benchmark showed."""

    family: str
    operation: str
    size: int
    unit: str
    median_ns: dict[str, float]
    best_peer: str  # empty if no peer has the operation
    ratio: float | None  # best peer's time over ours, median over rounds: above 1 we are faster
    wasm_ratio: float | None  # the avx2 core's time over the wasm core's

    @property
    def label(self) -> str:
        """Operation and size as one reads them."""
        return f"{self.operation} {size_name(self.size)} {self.unit}"


@dataclass
class Results:
    """A run: where it was made, and its rows."""

    machine: dict[str, str]
    versions: dict[str, str]
    rows: list[Row] = field(default_factory=list)

    def judged(self) -> list[float]:
        """The ratios against peers."""
        return [row.ratio for row in self.rows if row.ratio is not None]

    def summary(self) -> dict[str, Any]:
        """The figures a reader wants first."""
        ratios = self.judged()
        wasm = [row.wasm_ratio for row in self.rows if row.wasm_ratio is not None]
        return {
            "operations": len(ratios),
            "geometric_mean": geometric_mean(ratios),
            "behind": sum(each < 1 for each in ratios),
            "wasm_over_avx2_geometric_mean": geometric_mean(wasm),
        }

    def as_json(self) -> dict[str, Any]:
        """Plain data, to be read by `load`."""
        return {"format": FORMAT, **asdict(self), "summary": self.summary()}


def run(
    family: str, benchmarks: Iterable[Benchmark], *, rounds: int, done: Callable[[Row], object]
) -> list[Row]:
    """Measure benchmarks; `done` is told each row.

    Args:
        family: a word for the rows.
        benchmarks: what to measure.
        rounds: interleaved rounds for each.
        done: called with each row when it is measured.
    """
    rows = []
    for bench in benchmarks:
        timings = measure(bench.contenders, rounds=rounds)
        peers = [timings[name] for name in PEERS if name in timings] if bench.is_judged else []
        best = min(peers, key=lambda timing: timing.median_ns, default=None)
        ours = timings.get("dxpy")
        wasm, avx2 = timings.get("wasm"), timings.get("avx2")
        row = Row(
            family=family,
            operation=bench.operation,
            size=bench.size,
            unit=bench.unit,
            median_ns={name: timing.median_ns for name, timing in timings.items()},
            best_peer=best.name if best else "",
            ratio=ratio(ours, best) if ours and best else None,
            wasm_ratio=ratio(wasm, avx2) if wasm and avx2 else None,
        )
        rows.append(row)
        done(row)
    return rows


def machine() -> dict[str, str]:
    """This machine and interpreter, by name."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {
        "cpu": model,
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def versions() -> dict[str, str]:
    """The versions of everything that was raced."""
    names = ("dxpy-runtime", "numpy", "stringzilla", "pyarrow", "wasmtime", "cffi")
    found = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def save(results: Results, path: Path) -> None:
    """Write a run as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results.as_json(), indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Results:
    """Read a run.

    Raises:
        ValueError: the file is not a run of this format.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(f"{path}: format {data['format']}, this dxpy reads {FORMAT}")
        return Results(data["machine"], data["versions"], [Row(**row) for row in data["rows"]])
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} is not a stored benchmark run: {error!r}") from error


@dataclass(frozen=True)
class Change:
    """One row of two runs: how the lead over the best peer moved."""

    label: str
    before: float
    after: float

    @property
    def factor(self) -> float:
        """Above 1 the newer run is ahead by more."""
        return self.after / self.before


def compare(before: Results, after: Results) -> list[Change]:
    """Rows that both runs have, by how much their ratios changed, the largest loss first.

    Ratios against peers of the same run are compared, never times of different runs.
    """
    old = {(row.family, row.operation, row.size): row.ratio for row in before.rows}
    changes = []
    for row in after.rows:
        was = old.get((row.family, row.operation, row.size))
        if was is not None and row.ratio is not None:
            changes.append(Change(row.label, was, row.ratio))
    return sorted(changes, key=lambda change: change.factor)


def median_change(changes: list[Change]) -> float:
    """The middle of the factors, 1.0 for none."""
    return statistics.median(change.factor for change in changes) if changes else 1.0
