// Widths, attributes, assertions: the one file that asks which compiler it is.
//
// Everything in kernels/ is written in these types. `addr` is an address as it stands in the tables: it converts freely
// to the pointer a kernel really takes. In WebAssembly `addr` and `usize` are 32 bits wide, natively 64.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "config.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t i8;
typedef int16_t i16;
typedef int32_t i32;
typedef int64_t i64;
typedef double f64;
typedef size_t usize;
typedef void *addr;

#if !defined(__clang__) && !defined(__GNUC__)
#error "dxpy is built with clang (the ziglang wheel carries it) or gcc"
#endif

// 128-bit integers: products of two 64-bit words, exact sums. In WebAssembly they become calls of compiler-rt.
typedef unsigned __int128 u128;
typedef __int128 i128;

#if DX_INLINE
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif
#define NOINLINE            __attribute__((noinline))
#define UNUSED              __attribute__((unused))
#define RESTRICT            __restrict
#define LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define PREFETCH(address)   __builtin_prefetch(address)
#define CANONICAL_NAN       0x7ff8000000000000u // the bits of a NaN that was computed

// A loop whose count is known and small, all of it written out, so that an array of registers it indexes stays in registers.
#if defined(__clang__)
#define UNROLL_FOR(i, count) _Pragma("clang loop unroll(full)") for (u32 i = 0; i < (count); i++)
#else
#define UNROLL_FOR(i, count) _Pragma("GCC unroll 64") for (u32 i = 0; i < (count); i++)
#endif

// The export macro is the export list: everything else is hidden (-fvisibility=hidden).
#if defined(__wasm__)
#define DX_EXPORT(name) __attribute__((export_name(#name), visibility("default")))
#elif defined(_WIN32)
#define DX_EXPORT(name) __declspec(dllexport)
#else
#define DX_EXPORT(name) __attribute__((visibility("default")))
#endif

// A precondition that the caller must keep. Checked only where DX_ASSERTS is 1 (test and sanitizer builds).
#if DX_ASSERTS
#define ASSERT(condition) ((condition) ? (void)0 : __builtin_trap())
#else
#define ASSERT(condition) ((void)0)
#endif

// The same address, as one value the compiler cannot take apart. What is read at constant distances from it then has them in the
// instruction; otherwise WebAssembly code adds them up one by one, which costs more than the reading.
INLINE const u8 *steady(const u8 *address) {
    __asm__("" : "+r"(address));
    return address;
}

// The same word, as one value of its own. Otherwise several counts of trailing zeros become one of a vector, which few targets have.
INLINE u64 steady_word(u64 word) {
    __asm__("" : "+r"(word));
    return word;
}

#define COUNT_TRAILING(bits) ((u32)__builtin_ctzll(bits)) // undefined for 0
#define COUNT_LEADING(bits)  ((u32)__builtin_clzll(bits)) // undefined for 0
#define COUNT_ONES(bits)     ((u32)__builtin_popcountll(bits))

// Rows of the tables carry their arguments as (type, name, type, name, ...). PARAMS makes a parameter list of such a
// row and NAMES the list of the names, for up to ten arguments. An empty list is ().
#define PAIRS_COUNT(...)                                                                           \
    PAIRS_COUNT_(__VA_ARGS__ __VA_OPT__(, ) 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2,   \
                 2, 1, 1, 0, 0)
#define PAIRS_COUNT_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, count, ...) count
#define PAIRS_JOIN(prefix, count)  PAIRS_JOIN_(prefix, count)
#define PAIRS_JOIN_(prefix, count) prefix##count
#define PARAMS(...)                PAIRS_JOIN(PARAMS_, PAIRS_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define PARAMS_0(...)              void
#define PARAMS_1(t, n)             t n
#define PARAMS_2(t, n, ...)        t n, PARAMS_1(__VA_ARGS__)
#define PARAMS_3(t, n, ...)        t n, PARAMS_2(__VA_ARGS__)
#define PARAMS_4(t, n, ...)        t n, PARAMS_3(__VA_ARGS__)
#define PARAMS_5(t, n, ...)        t n, PARAMS_4(__VA_ARGS__)
#define PARAMS_6(t, n, ...)        t n, PARAMS_5(__VA_ARGS__)
#define PARAMS_7(t, n, ...)        t n, PARAMS_6(__VA_ARGS__)
#define PARAMS_8(t, n, ...)        t n, PARAMS_7(__VA_ARGS__)
#define PARAMS_9(t, n, ...)        t n, PARAMS_8(__VA_ARGS__)
#define PARAMS_10(t, n, ...)       t n, PARAMS_9(__VA_ARGS__)
#define NAMES(...)                 PAIRS_JOIN(NAMES_, PAIRS_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define NAMES_0(...)
#define NAMES_1(t, n)       n
#define NAMES_2(t, n, ...)  n, NAMES_1(__VA_ARGS__)
#define NAMES_3(t, n, ...)  n, NAMES_2(__VA_ARGS__)
#define NAMES_4(t, n, ...)  n, NAMES_3(__VA_ARGS__)
#define NAMES_5(t, n, ...)  n, NAMES_4(__VA_ARGS__)
#define NAMES_6(t, n, ...)  n, NAMES_5(__VA_ARGS__)
#define NAMES_7(t, n, ...)  n, NAMES_6(__VA_ARGS__)
#define NAMES_8(t, n, ...)  n, NAMES_7(__VA_ARGS__)
#define NAMES_9(t, n, ...)  n, NAMES_8(__VA_ARGS__)
#define NAMES_10(t, n, ...) n, NAMES_9(__VA_ARGS__)
