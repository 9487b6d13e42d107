"""Benchmarks of dxpy beside its peers: what `dxpy bench` runs, stores, compares and draws."""
