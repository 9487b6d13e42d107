"""The engine: text functions, SimdList and SwissDict over the kernels of a core."""
