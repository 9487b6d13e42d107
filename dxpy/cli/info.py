"""`dxpy info`: what this machine offers, which cores are installed, which is taken and why."""

from __future__ import annotations

import json
import platform
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dxpy import __version__, backends
from dxpy.backends import artifacts, cpu
from dxpy.engine import fast
from dxpy.errors import BackendError


def info(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
) -> None:
    """CPU features, cores found, which is chosen and why. Ends with status 1 if none can run."""
    try:
        features = sorted(cpu.features(artifacts.CORES))
    except BackendError:
        features = []
    try:
        chosen, why = backends.choose()
    except BackendError as error:
        chosen, why = "", str(error)
    found = backends.available(emulated=True)
    extension = fast.extension() is not None
    if as_json:
        document = {
            "version": __version__,
            "python": platform.python_version(),
            "system": artifacts.host_system(),
            "machine": artifacts.host_machine(),
            "cpu_features": features,
            "extension": extension,
            "cores": [each._asdict() for each in found],
            "chosen": chosen,
            "why": why,
        }
        print(json.dumps(document, indent=1))
    else:
        console = Console()
        console.print(
            f"dxpy {__version__}, Python {platform.python_version()}, "
            f"{artifacts.host_system()} {artifacts.host_machine()}"
        )
        console.print(f"CPU features: {' '.join(features) or 'not known'}", highlight=False)
        console.print(f"extension: {'in use' if extension else 'absent, calls go through cffi'}")
        table = Table()
        for title in ("core", "runs here", ""):
            table.add_column(title)
        for each in found:
            table.add_row(each.name, "yes" if each.is_usable else "no", each.reason)
        console.print(table)
        console.print(f"chosen: {chosen or 'none'} ({why})", highlight=False)
    raise typer.Exit(0 if chosen else 1)
