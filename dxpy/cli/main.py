"""The `dxpy` command; each of its commands is a file of this folder."""

from __future__ import annotations

import typer

from dxpy.cli import bench, info, verify

app = typer.Typer(
    name="dxpy",
    help="One Python runtime core, native and WebAssembly, with the same results from both.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("info")(info.info)
app.add_typer(verify.app, name="verify")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Run the command line."""
    app()
