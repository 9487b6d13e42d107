// Switches of the build, all 0 or 1, always defined, tested with #if under -Wundef.
#pragma once

// Check preconditions and invariants; a failed one traps. Test and sanitizer builds set it.
#ifndef DX_ASSERTS
#define DX_ASSERTS 0
#endif

// Inline what is marked so at any cost. A sanitizer build leaves it to the compiler, which would take minutes otherwise.
#ifndef DX_INLINE
#define DX_INLINE 1
#endif

// Compile simd/probe.c in: one export for every operation of the shim. Test builds set it.
#ifndef DX_PROBE
#define DX_PROBE 0
#endif
