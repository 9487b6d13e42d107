# dxpy._fast, the extension in C (kernels/native/fast.c). `Engine` has the methods of
# dxpy.engine.text.TextEngine, whose signatures are the ones that count: see dxpy.engine.fast.
from collections.abc import Callable, Sequence
from typing import Any

class Engine:
    def __init__(self, addresses: tuple[int, ...], generic: object, owner: object, /) -> None: ...

class Pieces(Sequence[Any]):
    @property
    def source(self) -> Any: ...
    @property
    def offsets(self) -> memoryview[int]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: Any) -> Any: ...

class WasmFunction:
    def __init__(
        self,
        call_unchecked: int,
        context: int,
        func: int,
        signature: str,
        busy: bytearray,
        slow: Callable[..., Any],
        fault: Callable[[int, int], Any],
        /,
    ) -> None: ...
    def call(self, *args: float) -> Any: ...
