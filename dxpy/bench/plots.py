"""Draw a run: for each family the lead over the best peer by size, and times of all contenders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.bench.data import size_name

if TYPE_CHECKING:
    from pathlib import Path

    from dxpy.bench.results import Results, Row

COLUMNS = 4


def draw(results: Results, folder: Path) -> list[Path]:
    """Write one SVG for each family; their paths.

    Raises:
        ImportError: matplotlib is not installed (`pip install 'dxpy-runtime[bench]'`).
    """
    import matplotlib as mpl

    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    families: dict[str, dict[str, list[Row]]] = {}
    for row in results.rows:
        families.setdefault(row.family, {}).setdefault(row.operation, []).append(row)
    return [
        draw_family(name, operations, results.machine, folder / f"{name}.svg")
        for name, operations in families.items()
    ]


def draw_family(
    name: str, operations: dict[str, list[Row]], machine: dict[str, str], path: Path
) -> Path:
    """One panel an operation: time a call against size, both logarithmic."""
    from matplotlib import pyplot

    count = len(operations)
    lines = -(-count // COLUMNS)
    figure, axes = pyplot.subplots(
        lines, COLUMNS, figsize=(4 * COLUMNS, 3 * lines), squeeze=False, layout="constrained"
    )
    panels = list(axes.flat)
    for panel, (operation, rows) in zip(panels, operations.items(), strict=False):
        rows.sort(key=lambda row: row.size)
        contenders = list(dict.fromkeys(key for row in rows for key in row.median_ns))
        for contender in contenders:
            points = [(r.size, r.median_ns[contender]) for r in rows if contender in r.median_ns]
            width = 2.4 if contender == "dxpy" else 1.2
            panel.plot(*zip(*points, strict=True), marker="o", ms=3, lw=width, label=contender)
        panel.set(xscale="log", yscale="log", title=operation)
        panel.set_xticks([row.size for row in rows], [size_name(row.size) for row in rows])
        panel.minorticks_off()
        panel.legend(fontsize=6)
        panel.grid(alpha=0.3)
    for panel in panels[count:]:
        panel.axis("off")
    figure.suptitle(f"{name}: ns a call by size ({machine['cpu']}, {machine['python']})")
    figure.savefig(path)
    pyplot.close(figure)
    return path
