// Every operation of the shim, one exported function for each, so that tests can hold it against its meaning in plain Python
// (tests/kernels/test_simd.py, which also fails if an operation of simd.h has no row here). Test builds only, -DDX_PROBE=1.
//
// dx_probe_<operation>(in, out, count) runs `count` cases. A case reads its operands from PROBE_IN bytes, one after the other,
// the scalars first (8 bytes each, a double by its bits), then the Vecs, then bytes; and it writes its results to PROBE_OUT bytes,
// the number that an operation returns before what it has written. `out` is aligned to 64, `in` need not be aligned.
#pragma once

#define PROBE_IN  512
#define PROBE_OUT 1280

#define PROBE_LIST(ROW)                                                                            \
    ROW(v_load, load)                                                                              \
    ROW(v_store, store)                                                                            \
    ROW(v_stream, stream)                                                                          \
    ROW(v_stream_end, stream)                                                                      \
    ROW(v_load_part, load_part)                                                                    \
    ROW(v_store_part, store_part)                                                                  \
    ROW(v_copy, copy)                                                                              \
    ROW(v_zero, constant)                                                                          \
    ROW(v_and, vec2)                                                                               \
    ROW(v_or, vec2)                                                                                \
    ROW(v_xor, vec2)                                                                               \
    ROW(v_andnot, vec2)                                                                            \
    ROW(v_any, bits1)                                                                              \
    ROW(v_splat_u8, splat_u8)                                                                      \
    ROW(v_add_u8, vec2)                                                                            \
    ROW(v_sub_u8, vec2)                                                                            \
    ROW(v_sub_sat_u8, vec2)                                                                        \
    ROW(v_min_u8, vec2)                                                                            \
    ROW(v_max_u8, vec2)                                                                            \
    ROW(v_eq_u8, bits2)                                                                            \
    ROW(v_lt_u8, bits2)                                                                            \
    ROW(v_sign_u8, bits1)                                                                          \
    ROW(v_any_sign_u8, bits1)                                                                      \
    ROW(v_any_zero_u8, bits1)                                                                      \
    ROW(v_select_lt_u8, vec4)                                                                      \
    ROW(v_select_gt_i8, vec4)                                                                      \
    ROW(v_select_eq_u8, vec4)                                                                      \
    ROW(v_tally_eq_u8, vec3)                                                                       \
    ROW(v_tally_gt_i8, vec3)                                                                       \
    ROW(v_sum_u8, bits1)                                                                           \
    ROW(v_low_nibble, vec1)                                                                        \
    ROW(v_high_nibble, vec1)                                                                       \
    ROW(v_lookup16, lookup16)                                                                      \
    ROW(v_prev1, vec2)                                                                             \
    ROW(v_prev2, vec2)                                                                             \
    ROW(v_prev3, vec2)                                                                             \
    ROW(v_offsets, offsets)                                                                        \
    ROW(v_spans, spans)                                                                            \
    ROW(v_table_make, lookup256)                                                                   \
    ROW(v_lookup256, lookup256)                                                                    \
    ROW(v_set_make, set_bits)                                                                      \
    ROW(v_set_hits, set_hits)                                                                      \
    ROW(v_set_bits, set_bits)                                                                      \
    ROW(v_splat_u64, splat_u64)                                                                    \
    ROW(v_iota_u64, constant)                                                                      \
    ROW(v_add_i64, vec2)                                                                           \
    ROW(v_sub_i64, vec2)                                                                           \
    ROW(v_mul_i64, vec2)                                                                           \
    ROW(v_min_i64, vec2)                                                                           \
    ROW(v_max_i64, vec2)                                                                           \
    ROW(v_shl_u64, shift)                                                                          \
    ROW(v_shr_u64, shift)                                                                          \
    ROW(v_sar_i64, shift)                                                                          \
    ROW(v_mul_u32, vec2)                                                                           \
    ROW(v_mul_i32, vec2)                                                                           \
    ROW(v_eq_i64, bits2)                                                                           \
    ROW(v_lt_i64, bits2)                                                                           \
    ROW(v_tally_eq_i64, vec3)                                                                      \
    ROW(v_tally_lt_i64, vec3)                                                                      \
    ROW(v_select_u64, select)                                                                      \
    ROW(v_compress_u64, compress)                                                                  \
    ROW(v_reverse_u64, vec1)                                                                       \
    ROW(v_swap1_u64, vec1)                                                                         \
    ROW(v_swap2_u64, vec1)                                                                         \
    ROW(v_swap4_u64, vec1)                                                                         \
    ROW(v_splat_f64, splat_f64)                                                                    \
    ROW(v_add_f64, vec2)                                                                           \
    ROW(v_sub_f64, vec2)                                                                           \
    ROW(v_mul_f64, vec2)                                                                           \
    ROW(v_min_f64, vec2)                                                                           \
    ROW(v_max_f64, vec2)                                                                           \
    ROW(v_eq_f64, bits2)                                                                           \
    ROW(v_lt_f64, bits2)                                                                           \
    ROW(v_le_f64, bits2)                                                                           \
    ROW(v_nan_f64, bits1)                                                                          \
    ROW(v_tally_eq_f64, vec3)                                                                      \
    ROW(v_tally_lt_f64, vec3)                                                                      \
    ROW(v_tally_le_f64, vec3)                                                                      \
    ROW(v_tally_nan_f64, vec3)                                                                     \
    ROW(v_canonical_f64, vec1)                                                                     \
    ROW(v_from_i64, vec1)                                                                          \
    ROW(g_load, group_load)                                                                        \
    ROW(g_eq, group_eq)                                                                            \
    ROW(g_sign, group_sign)

INLINE u64 probe_word(const u8 *in, usize i) {
    u64 word;
    __builtin_memcpy(&word, in + 8 * i, sizeof word);
    return word;
}
INLINE f64 probe_double(const u8 *in) {
    f64 x;
    __builtin_memcpy(&x, in, sizeof x);
    return x;
}
INLINE Vec probe_vec(const u8 *in, usize i) {
    return v_load(in + VEC_BYTES * i);
}
INLINE void probe_result(u8 *out, u64 result) {
    __builtin_memcpy(out, &result, sizeof result);
}

// One case of each shape; `in` and `out` are its operands and its results.
#define PROBE_load(operation)  v_store(out, operation(in));
#define PROBE_store(operation) operation(out, probe_vec(in, 0));
#define PROBE_stream(operation)                                                                    \
    v_stream(out, probe_vec(in, 0));                                                               \
    v_stream_end();
#define PROBE_load_part(operation)  v_store(out, operation(in + 8, (usize)probe_word(in, 0)));
#define PROBE_store_part(operation) operation(out, v_load(in + 8), (usize)probe_word(in, 0));
#define PROBE_copy(operation)       operation(out, in + 8, (usize)probe_word(in, 0));
#define PROBE_constant(operation)   v_store(out, operation());
#define PROBE_vec1(operation)       v_store(out, operation(probe_vec(in, 0)));
#define PROBE_vec2(operation)       v_store(out, operation(probe_vec(in, 0), probe_vec(in, 1)));
#define PROBE_vec3(operation)                                                                      \
    v_store(out, operation(probe_vec(in, 0), probe_vec(in, 1), probe_vec(in, 2)));
#define PROBE_vec4(operation)                                                                      \
    v_store(out, operation(probe_vec(in, 0), probe_vec(in, 1), probe_vec(in, 2), probe_vec(in, 3)));
#define PROBE_bits1(operation)     probe_result(out, operation(probe_vec(in, 0)));
#define PROBE_bits2(operation)     probe_result(out, operation(probe_vec(in, 0), probe_vec(in, 1)));
#define PROBE_splat_u8(operation)  v_store(out, operation((u8)probe_word(in, 0)));
#define PROBE_splat_u64(operation) v_store(out, operation(probe_word(in, 0)));
#define PROBE_splat_f64(operation) v_store(out, operation(probe_double(in)));
#define PROBE_shift(operation)     v_store(out, operation(v_load(in + 8), (u32)probe_word(in, 0)));
#define PROBE_select(operation)                                                                    \
    v_store(out, operation((u32)probe_word(in, 0), probe_vec(in + 8, 0), probe_vec(in + 8, 1)));
#define PROBE_compress(operation)                                                                  \
    probe_result(out, operation(out + 8, v_load(in + 8), (u32)probe_word(in, 0)));
#define PROBE_offsets(operation)                                                                   \
    {                                                                                              \
        u64 found[VEC_BYTES] = {0};                                                                \
        probe_result(out, operation(probe_word(in, 0), probe_word(in, 1), found));                 \
        __builtin_memcpy(out + 8, found, sizeof found);                                            \
    }
#define PROBE_spans(operation)                                                                     \
    {                                                                                              \
        u64 found[2 * (VEC_BYTES + 8)] = {0};                                                      \
        u64 first = probe_word(in, 1), second = probe_word(in, 2);                                 \
        probe_result(out, operation(probe_word(in, 0), first, second, found));                     \
        __builtin_memcpy(out + 8, found, sizeof found);                                            \
    }
#define PROBE_lookup16(operation) v_store(out, operation(in + VEC_BYTES, probe_vec(in, 0)));
#define PROBE_lookup256(operation)                                                                 \
    {                                                                                              \
        VecTable table = v_table_make(in + VEC_BYTES);                                             \
        v_store(out, v_lookup256(&table, probe_vec(in, 0)));                                       \
    }
#define PROBE_set_hits(operation)                                                                  \
    {                                                                                              \
        VecSet set = v_set_make(in + VEC_BYTES);                                                   \
        v_store(out, v_set_hits(&set, probe_vec(in, 0)));                                          \
    }
#define PROBE_set_bits(operation)                                                                  \
    {                                                                                              \
        VecSet set = v_set_make(in + VEC_BYTES);                                                   \
        probe_result(out, v_set_bits(&set, probe_vec(in, 0)));                                     \
    }
#define PROBE_group_load(operation)                                                                \
    {                                                                                              \
        Group group = operation(in);                                                               \
        __builtin_memcpy(out, &group, sizeof group);                                               \
    }
#define PROBE_group_eq(operation)                                                                  \
    probe_result(out, operation(g_load(in + 8), (u8)probe_word(in, 0)));
#define PROBE_group_sign(operation) probe_result(out, operation(g_load(in)));

#define PROBE_EXPORT(operation, shape)                                                             \
    DX_EXPORT(dx_probe_##operation)                                                                \
    void dx_probe_##operation(const u8 *in, u8 *out, usize count);                                 \
    void dx_probe_##operation(const u8 *in, u8 *out, usize count) {                                \
        for (; count; count--, in += PROBE_IN, out += PROBE_OUT) {                                 \
            PROBE_##shape(operation)                                                               \
        }                                                                                          \
    }
PROBE_LIST(PROBE_EXPORT)
#undef PROBE_EXPORT
