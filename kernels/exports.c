// One exported function for each row of tables/exports.def. Kernels are static, so that the VM can inline them; the
// addresses and sizes of the boundary become their pointers here.
#include "generated/digest.h"

static addr target(void) {
    return (addr)(usize)DX_TARGET;
}

static addr version(void) {
    return (addr)(usize)DX_VERSION;
}

static u64 digest(void) {
    return DX_DIGEST;
}

#define EXPORT(result, name, fails, arguments, meaning)                                            \
    DX_EXPORT(dx_##name) result dx_##name(PARAMS arguments);                                       \
    result dx_##name(PARAMS arguments) {                                                           \
        return name(NAMES arguments);                                                              \
    }
#define KERNEL(result, name, fails, arguments, meaning)                                            \
    EXPORT(result, name, fails, arguments, meaning)                                                \
    DX_EXPORT(dx_twin_##name) result dx_twin_##name(PARAMS arguments);                             \
    result dx_twin_##name(PARAMS arguments) {                                                      \
        return twin_##name(NAMES arguments);                                                       \
    }
#include "tables/exports.def"
#undef KERNEL
#undef EXPORT
