"""`dxpy bench`: measure the engine beside its peers, and hold two runs against each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from dxpy.bench.results import Results, Row

app = typer.Typer(help="Measure the engine beside its peers.", no_args_is_help=True)
MISSING = "benchmarks need the peers: pip install 'dxpy-runtime[bench]'"


@app.callback()
def group() -> None:
    """Measure the engine beside its peers."""


@app.command("kernels")
def kernels(
    family: Annotated[
        list[str] | None, typer.Option(help="A family of operations; may be given again.")
    ] = None,
    operation: Annotated[str, typer.Option(help="Only operations whose name contains this.")] = "",
    smallest: Annotated[int, typer.Option(help="Only sizes from this on.")] = 0,
    largest: Annotated[int, typer.Option(help="Only sizes up to this.")] = 1 << 40,
    rounds: Annotated[int, typer.Option(min=1, help="Interleaved rounds for each row.")] = 9,
    out: Annotated[Path | None, typer.Option(help="Folder for kernels.json and the plots.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
) -> None:
    """Every operation over sizes and kinds of data, beside CPython, NumPy, StringZilla, PyArrow.

    Prints ns a call and the ratio of the best peer's time to ours (above 1 dxpy is faster).
    """
    console = Console(stderr=True)
    try:
        from dxpy.bench import cores, operations, plots, results
    except ImportError as error:
        console.print(f"[red]{MISSING}[/] ({error})")
        raise typer.Exit(2) from error
    families = [*operations.FAMILIES, "cores"]
    unknown = set(family or []) - set(families)
    if unknown:
        console.print(f"[red]no such family: {', '.join(unknown)};[/] there are {families}")
        raise typer.Exit(2)
    run = results.Results(results.machine(), results.versions())
    for name in family or families:
        if name == "cores":
            sizes = [size for size in cores.SIZES if smallest <= size <= largest]
            benchmarks = cores.cores(sizes)
        else:
            make, kind = operations.FAMILIES[name]
            sizes = [size for size in operations.SIZES[kind] if smallest <= size <= largest]
            benchmarks = make(sizes)
        chosen = (bench for bench in benchmarks if operation in bench.operation)
        run.rows += results.run(
            name,
            chosen,
            rounds=rounds,
            done=lambda row: None if as_json else console.print(line_of(row), soft_wrap=True),
        )
    if out is not None:
        results.save(run, out / "kernels.json")
        plots.draw(run, out)
    if as_json:
        print(json.dumps(run.as_json(), indent=1))
    else:
        show(run)


def line_of(row: Row) -> str:
    """A row while the run goes on."""
    times = "  ".join(f"{name} {short_time(ns)}" for name, ns in row.median_ns.items())
    lead = row.ratio if row.ratio is not None else row.wasm_ratio
    return f"{row.label:44} {'' if lead is None else f'{lead:6.2f}'}  {times}"


def short_time(nanoseconds: float) -> str:
    """A time with a unit that suits it."""
    for limit, divisor, unit in ((1e4, 1, "ns"), (1e7, 1e3, "us"), (1e10, 1e6, "ms")):
        if nanoseconds < limit:
            return f"{nanoseconds / divisor:.0f} {unit}"
    return f"{nanoseconds / 1e9:.1f} s"


def show(run: Results) -> None:
    """Print the summary and the rows in which a peer is ahead."""
    console = Console()
    summary = run.summary()
    console.print(f"{run.machine['cpu']}, {run.machine['python']}")
    console.print(
        f"{summary['operations']} rows with a peer: "
        f"geometric mean {summary['geometric_mean']:.2f}, behind in {summary['behind']}; "
        f"wasm / avx2 {summary['wasm_over_avx2_geometric_mean']:.2f}"
    )
    behind = [row for row in run.rows if row.ratio is not None and row.ratio < 1]
    if behind:
        table = Table(title="a peer is ahead")
        for title in ("operation", "ratio", "best peer", "dxpy", "peer"):
            table.add_column(title)
        for row in sorted(behind, key=lambda row: row.ratio or 0):
            table.add_row(
                row.label, f"{row.ratio:.2f}", row.best_peer,
                short_time(row.median_ns["dxpy"]), short_time(row.median_ns[row.best_peer]),
            )  # fmt: skip
        console.print(table)


@app.command("compare")
def compare(
    before: Annotated[Path, typer.Argument(help="An older kernels.json.")],
    after: Annotated[Path, typer.Argument(help="A newer kernels.json.")],
    tolerance: Annotated[
        float, typer.Option(help="A row lost if its ratio fell below this part of the old one.")
    ] = 0.8,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
) -> None:
    """Hold two stored runs against each other, as ratios; ends with status 1 if a row lost."""
    from dxpy.bench import results

    try:
        changes = results.compare(results.load(before), results.load(after))
    except (OSError, ValueError) as error:
        Console(stderr=True).print(f"[red]{error}[/]")
        raise typer.Exit(2) from error
    lost = [change for change in changes if change.factor < tolerance]
    if as_json:
        rows = [{"label": c.label, "before": c.before, "after": c.after} for c in changes]
        print(json.dumps({"median_factor": results.median_change(changes), "rows": rows}, indent=1))
    else:
        console = Console()
        console.print(
            f"{len(changes)} rows in both; the lead changed by a median factor of "
            f"{results.median_change(changes):.2f}; {len(lost)} below {tolerance}"
        )
        for change in lost:
            console.print(f"{change.label:44} {change.before:6.2f} -> {change.after:6.2f}")
    raise typer.Exit(1 if lost else 0)
