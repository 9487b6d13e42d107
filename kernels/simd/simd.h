// The contract of the shim: fixed-width vector operations, one implementation per instruction set, the same meaning on all.
//
// A Vec is 64 bytes wherever it runs: one register of AVX-512, two of AVX2, four of NEON and of WebAssembly, plain bytes in
// scalar.h, which is the reference meaning of every operation below. Comparisons give integers ("bits"): bit i is lane i,
// u64 for 64 byte lanes and u32 (bits 0-7) for 8 lanes of 64 bits. A Group is the 16 control bytes of a Swiss table.
//
// Exactly one of scalar.h avx2.h avx512.h neon.h wasm128.h is included, by the unit of the target. It defines all of the
// operations here, in this order; what an instruction set has no good instruction for comes from emulate.h. A kernel never asks.
//
// What a loop does well to take in a round, so that all of it stays in registers: VEC_UNROLL Vecs that are read and combined
// (2 or 4), VEC_SUMS Vecs each with an accumulator of its own (1, 2 or 4). They may change a kernel's speed, never its result.
//
// Operations never touch memory outside what they are given. v_compress_u64, v_offsets, v_spans and v_copy write more than
// their result: a whole Vec, up to 64 words, up to 8 pairs more, a whole Vec; the caller has to own that room.
//
//   memory      v_load(p) v_store(p, v)            64 bytes, any alignment
//               v_stream(p, v)                     the same past the caches; p aligned to 64; v_stream_end() after the last
//               v_load_part(p, n)                  n of 0..64 bytes, the rest is 0; reads those n bytes only
//               v_store_part(p, v, n)              n of 0..64 bytes; writes those n bytes only
//               v_copy(to, from, n)                n of 0..64 bytes; reads those only, may write all 64 (what follows is unspecified)
//   bits        v_zero() v_and v_or v_xor v_andnot(a, b) = a & ~b
//               v_any(v)                           is any bit set
//   bytes       v_splat_u8(x) v_add_u8 v_sub_u8 (wrap) v_sub_sat_u8 (stop at 0) v_min_u8 v_max_u8 (unsigned)
//               v_eq_u8(a, b) v_lt_u8(a, b)        bits
//               v_sign_u8(v) v_any_sign_u8(v)      bits of bytes >= 128; is there one
//               v_any_zero_u8(v)                   is any byte 0
//               v_select_lt_u8(a, b, x, y)         x where a < b (unsigned), else y
//               v_select_gt_i8(a, b, x, y)         x where a > b (signed), else y: one comparison on every instruction set
//               v_select_eq_u8(a, b, x, y)         x where a == b, else y
//               v_tally_eq_u8(acc, a, b)           acc + 1 where a == b (wraps after 255)
//               v_tally_gt_i8(acc, a, b)           acc + 1 where a > b, signed
//               v_sum_u8(v)                        u64 sum of the 64 bytes
//               v_low_nibble(v) v_high_nibble(v)   byte & 15; byte >> 4
//               v_lookup16(table, v)               table[v] for bytes v of 0..15, table: 16 bytes
//               v_prev1(v, before) v_prev2 v_prev3 the bytes 1, 2, 3 places earlier; those before lane 0 are before's last
//               v_offsets(bits, base, out)         base + i for every set bit i, ascending, to the u64s at out; returns how many
//               v_spans(bits, first, second, out)  the pair first + i, second + i for every set bit i, likewise; returns how many pairs
//   byte tables VecTable v_table_make(table)       table: 256 bytes
//               v_lookup256(&vec_table, v)         table[v] for every byte
//   byte sets   VecSet v_set_make(set)             set: 32 bytes as in exports.def
//               v_set_hits(&vec_set, v)            not 0 in the bytes that are in it, 0 in the others
//               v_set_bits(&vec_set, v)            bits of the bytes that are in it
//   words       v_splat_u64(x) v_iota_u64()        0..7
//               v_add_i64 v_sub_i64 v_mul_i64 (wrap) v_min_i64 v_max_i64 (signed)
//               v_shl_u64(v, k) v_shr_u64(v, k) v_sar_i64(v, k)   k: constant or variable, 0..63
//               v_mul_u32(a, b)                    product of the low 32 bits of each word, 64 bits wide
//               v_mul_i32(a, b)                    the same of the low 32 bits as signed numbers
//               v_eq_i64(a, b) v_lt_i64(a, b)      bits
//               v_tally_eq_i64(acc, a, b) v_tally_lt_i64   acc + 1 in the words where it holds
//               v_select_u64(bits, x, y)           x where the bit is set, else y
//               v_compress_u64(p, v, bits)         the words whose bit is set, in order, to p; returns how many; the rest of
//                                                  the 64 bytes at p may be written as well
//               v_reverse_u64(v)                   lane 7 first
//               v_swap1_u64(v) v_swap2_u64 v_swap4_u64   lanes i and i ^ 1, 2, 4 change places
//   doubles     v_splat_f64(x) v_add_f64 v_sub_f64 v_mul_f64   each rounded once
//               v_min_f64(a, b) = a < b ? a : b    v_max_f64(a, b) = a > b ? a : b (so b where either is NaN)
//               v_eq_f64 v_lt_f64 v_le_f64         bits; false with a NaN
//               v_nan_f64(v)                       bits of the lanes that are NaN
//               v_tally_eq_f64(acc, a, b) v_tally_lt_f64 v_tally_le_f64   acc + 1 in the words where it holds
//               v_tally_nan_f64(acc, a, b)         acc + 1 in the words where a or b is NaN
//               v_canonical_f64(v)                 every NaN becomes 0x7ff8000000000000
//               v_from_i64(v)                      each signed word as the nearest double, ties to even
//   groups      g_load(p) g_eq(g, byte) g_sign(g)  16 bytes; bits of equal bytes; bits of bytes >= 128
#pragma once

#include "../base.h"

#define VEC_BYTES   64
#define VEC_WORDS   8
#define GROUP_BYTES 16
