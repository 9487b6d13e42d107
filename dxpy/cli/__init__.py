"""The `dxpy` command."""
