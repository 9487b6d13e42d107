// Filters, counts and searches by value, one element after the other: the reference of
// kernels/array_select.c.
#include "../array_element.h"

#define COMPARE(code, name, operator, spelling)                                                    \
    case code:                                                                                     \
        return left operator right;
#define TWIN_KEEPS(type) static u32 twin_keeps_##type(u32 compare, type left, type right)
TWIN_KEEPS(i64) {
    switch (compare) {
#include "../tables/compare.def"
    }
    return 0;
}
TWIN_KEEPS(f64) {
    switch (compare) {
#include "../tables/compare.def"
    }
    return 0;
}
#undef COMPARE

#define TWIN_SELECT(type)                                                                          \
    static usize twin_array_filter_##type(const type *src, usize n, u32 compare, type value,       \
                                          type *dst) {                                             \
        usize kept = 0;                                                                            \
        for (usize i = 0; i < n; i++)                                                              \
            if (twin_keeps_##type(compare, element_##type(src, i), value))                         \
                element_put_##type(dst, kept++, element_##type(src, i));                           \
        return kept;                                                                               \
    }                                                                                              \
    static usize twin_array_filter_index_##type(const type *src, usize n, u32 compare, type value, \
                                                i64 *dst) {                                        \
        usize kept = 0;                                                                            \
        for (usize i = 0; i < n; i++)                                                              \
            if (twin_keeps_##type(compare, element_##type(src, i), value))                         \
                element_put_i64(dst, kept++, (i64)i);                                              \
        return kept;                                                                               \
    }                                                                                              \
    static usize twin_array_count_where_##type(const type *src, usize n, u32 compare,              \
                                               type value) {                                       \
        usize kept = 0;                                                                            \
        for (usize i = 0; i < n; i++)                                                              \
            kept += twin_keeps_##type(compare, element_##type(src, i), value);                     \
        return kept;                                                                               \
    }                                                                                              \
    static i64 twin_array_index_##type(const type *src, usize n, type value) {                     \
        for (usize i = 0; i < n; i++)                                                              \
            if (element_##type(src, i) == value)                                                   \
                return (i64)i;                                                                     \
        return -1;                                                                                 \
    }
TWIN_SELECT(i64)
TWIN_SELECT(f64)

static u32 twin_array_equal_f64(const f64 *left, const f64 *right, usize n) {
    for (usize i = 0; i < n; i++)
        if (element_f64(left, i) != element_f64(right, i))
            return 0;
    return 1;
}
