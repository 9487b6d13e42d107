"""dxpy: one Python runtime core, native and WebAssembly, with the same results from both."""
