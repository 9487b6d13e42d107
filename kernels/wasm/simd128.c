#define DX_TARGET "wasm"
#include "../simd/wasm128.h"
#include "../core.c"
