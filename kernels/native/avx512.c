#define DX_TARGET "avx512"
#include "../simd/avx512.h"
#include "../core.c"
