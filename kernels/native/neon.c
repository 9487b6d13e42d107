#define DX_TARGET "neon"
#include "../simd/neon.h"
#include "../core.c"
