"""Runs of benchmarks: measured side by side, stored, read back, compared as ratios."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from dxpy.bench import results
from dxpy.bench.timing import Contender, Timing, geometric_mean, measure, ratio


def row(operation: str, lead: float | None, size: int = 4096) -> results.Row:
    return results.Row("search", operation, size, "B", {"dxpy": 10.0}, "cpython", lead, None)


def run_of(*rows: results.Row) -> results.Results:
    return results.Results({"cpu": "test"}, {}, list(rows))


def test_contenders_are_measured_in_the_same_rounds():
    short = Contender("short", "sum(values)", {"values": [1] * 10})
    long = Contender("long", "sum(values)", {"values": [1] * 10_000})
    timings = measure([short, long], rounds=3)
    assert set(timings) == {"short", "long"}
    assert all(len(timing.rounds_ns) == 3 for timing in timings.values())
    assert ratio(timings["short"], timings["long"]) > 1


def test_a_ratio_is_made_within_rounds():
    ours, theirs = Timing("a", [1.0, 10.0, 2.0]), Timing("b", [2.0, 20.0, 40.0])
    assert ratio(ours, theirs) == 2.0
    assert geometric_mean([2.0, 8.0]) == pytest.approx(4.0)
    assert geometric_mean([]) == 1.0


def test_summary_counts_what_is_behind():
    summary = run_of(row("find", 2.0), row("eq", 0.5), row("own", None)).summary()
    assert summary["operations"] == 2
    assert summary["behind"] == 1
    assert summary["geometric_mean"] == pytest.approx(1.0)


def test_stored_runs_come_back(tmp_path):
    path = tmp_path / "deep" / "kernels.json"
    results.save(run_of(row("find", 2.0)), path)
    assert results.load(path).rows == [row("find", 2.0)]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99, "rows": []}', "not json"])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "kernels.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"kernels\.json"):
        results.load(path)


def test_comparison_is_of_leads():
    before = run_of(row("find", 2.0), row("eq", 1.0), row("gone", 1.0))
    after = run_of(row("find", 1.0), row("eq", 2.0), row("new", 1.0))
    changes = results.compare(before, after)
    assert [(c.label.split()[0], c.factor) for c in changes] == [("find", 0.5), ("eq", 2.0)]
    assert results.median_change(changes) == 1.25


def test_compare_command(tmp_path):
    for name, lead in (("a", 2.0), ("b", 1.0)):
        results.save(run_of(row("find", lead)), tmp_path / f"{name}.json")
    command = [sys.executable, "-m", "dxpy", "bench", "compare"]
    files = [str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    lost = subprocess.run([*command, *files, "--json"], capture_output=True, text=True, check=False)
    assert lost.returncode == 1
    assert json.loads(lost.stdout)["rows"][0]["after"] == 1.0
    kept = subprocess.run([*command, files[0], files[0]], capture_output=True, check=False)
    assert kept.returncode == 0
    broken = subprocess.run([*command, files[0], "nothing.json"], capture_output=True, check=False)
    assert broken.returncode == 2


def test_benchmarks_run(tmp_path):
    """One real row of each contender, if the peers are installed."""
    pytest.importorskip("pyarrow", reason="the peers are not installed")
    pytest.importorskip("stringzilla", reason="the peers are not installed")
    pytest.importorskip("matplotlib", reason="the peers are not installed")
    options = ["--family", "search", "--operation", "find m=4", "--smallest", "64"]
    command = [sys.executable, "-m", "dxpy", "bench", "kernels", *options, "--largest", "64"]
    done = subprocess.run(
        [*command, "--rounds", "1", "--json", "--out", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert {"dxpy", "cpython", "stringzilla", "pyarrow"} <= set(document["rows"][0]["median_ns"])
    assert (tmp_path / "search.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert results.load(tmp_path / "kernels.json").rows
