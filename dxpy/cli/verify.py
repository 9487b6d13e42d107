"""`dxpy verify`: prove on this machine that the builds agree."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from dxpy.verify import report, targets
from dxpy.verify.scenarios import COVERED_BY, SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(help="Prove on this machine that the builds agree.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Prove on this machine that the builds agree."""


@app.command("kernels")
def kernels(
    target: Annotated[
        list[str] | None,
        typer.Option(help="A target; may be given again. Default: all that run here."),
    ] = None,
    kernel: Annotated[
        list[str] | None, typer.Option(help="A kernel; may be given again. Default: all.")
    ] = None,
    cases: Annotated[int, typer.Option(min=1, help="Cases of each kernel on each target.")] = 500,
    seed: Annotated[
        int, typer.Option(help="Seed of the cases; the same seed makes the same cases.")
    ] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
) -> None:
    """Compare every kernel, and its plain twin, on every target with plain Python.

    Ends with status 1 if anything differs, 2 if a name is unknown or a target asked for cannot run.
    """
    console = Console(stderr=True)
    names = chosen_kernels(kernel or [], console)
    known = targets.targets()
    wanted = [known_target(name, known, console) for name in target] if target else known
    for each in wanted:
        if target and not each.is_usable:
            console.print(f"[red]{each.name} cannot run here:[/] {each.reason}")
            raise typer.Exit(2)
    with Progress(
        TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("kernels"),
        TimeElapsedColumn(), console=console, disable=as_json,
    ) as bars:  # fmt: skip
        reports = run_targets(wanted, names, seed, cases, bars)
    mismatches = sum(each.mismatches for each in reports)
    if as_json:
        document = {
            "seed": seed,
            "cases": cases,
            "mismatches": mismatches,
            "targets": [r.as_json() for r in reports],
        }
        print(json.dumps(document, indent=1))
    else:
        show(reports, seed)
    raise typer.Exit(1 if mismatches else 0)


def run_targets(
    wanted: Sequence[targets.Target], names: Sequence[str], seed: int, cases: int, bars: Progress
) -> list[report.TargetReport]:
    """Verify the targets that can run, as many at once as there are processors."""

    def run(each: targets.Target) -> report.TargetReport:
        if not each.is_usable:
            return report.TargetReport(each.name, each.reason)
        bar = bars.add_task(each.name, total=len(names))
        return report.verify_target(
            each.name,
            kernels=names,
            seed=seed,
            cases=cases,
            progress=lambda _: bars.advance(bar),
        )

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(run, wanted))


def chosen_kernels(asked: Sequence[str], console: Console) -> list[str]:
    """The scenarios to run; a kernel that another's scenario calls stands for that one."""
    names = []
    for name in asked or SCENARIOS:
        found = COVERED_BY.get(name, name)
        if found not in SCENARIOS:
            console.print(
                f"[red]no kernel is called {name!r};[/] there are: {', '.join(SCENARIOS)}"
            )
            raise typer.Exit(2)
        if found not in names:
            names.append(found)
    return names


def known_target(name: str, known: Sequence[targets.Target], console: Console) -> targets.Target:
    """The target of that name, or the end of the command."""
    for each in known:
        if each.name == name:
            return each
    console.print(
        f"[red]no target is called {name!r};[/] there are: {', '.join(t.name for t in known)}"
    )
    raise typer.Exit(2)


def show(reports: Sequence[report.TargetReport], seed: int) -> None:
    """Print the table, what could not run, and the counterexamples."""
    console = Console()
    table = Table(title=f"kernels and twins against plain Python, seed {seed}")
    for title in ("target", "kernels", "cases", "mismatches", ""):
        table.add_column(
            title, justify="right" if title in ("kernels", "cases", "mismatches") else "left"
        )
    for each in reports:
        if each.reason:
            table.add_row(each.target, "-", "-", "-", f"not run: {each.reason}")
        else:
            verdict = "[red]differs[/]" if each.mismatches else "[green]agrees[/]"
            table.add_row(
                each.target, str(len(each.kernels)), str(each.cases), str(each.mismatches), verdict
            )
    console.print(table)
    for each in reports:
        for kernel in each.kernels:
            for finding in kernel.findings:
                console.print(
                    f"\n[red]{each.target}[/] {finding.kernel} ({finding.variant}), "
                    f"case {finding.number}:",
                    highlight=False,
                )
                console.print(f"  {finding.case}", markup=False, highlight=False)
                console.print(f"  expected {finding.expected}", markup=False, highlight=False)
                console.print(f"  got      {finding.got}", markup=False, highlight=False)
