// The whole core, one translation unit for each target: the unit of a target includes its shim header and then this file.
// Sources stand in the order in which they need each other; twins are the plain reference of each kernel and use no shim.
// With DX_PROBE it is the shim alone, opened to the tests of its operations.
#include "config.h"

#if DX_PROBE
#include "simd/probe.c"
#else
#include "twin/bytes_compare.c"
#include "twin/bytes_find.c"
#include "twin/bytes_case.c"
#include "twin/bytes_hash.c"
#include "twin/bytes_split.c"
#include "twin/bytes_replace.c"
#include "twin/utf8.c"
#include "twin/array_math.c"
#include "twin/array_reduce.c"
#include "twin/array_select.c"
#include "twin/array_sort.c"
#include "twin/swiss.c"

#include "bytes_compare.c"
#include "bytes_find.c"
#include "bytes_case.c"
#include "bytes_hash.c"
#include "bytes_split.c"
#include "bytes_replace.c"
#include "utf8.c"
#include "array_math.c"
#include "array_select.c"
#include "array_reduce.c"
#include "array_sort.c"
#include "swiss.c"

#include "exports.c"
#endif
