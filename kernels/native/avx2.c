#define DX_TARGET "avx2"
#include "../simd/avx2.h"
#include "../core.c"
