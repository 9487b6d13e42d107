#define DX_TARGET "scalar"
#include "../simd/scalar.h"
#include "../core.c"
