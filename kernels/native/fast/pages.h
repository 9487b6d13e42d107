// Memory of large results, on Linux: the extension's one question to the operating system.
//
// A fresh object of 64 MiB touches 16384 pages for the first time when it is filled, which costs
// more than the filling. Asking for huge pages on its inside makes that 43 -> 11 ms. The kernel may
// decline; nothing depends on it.
#pragma once

#include "../../base.h"

#include <sys/mman.h>

#define PAGE_BYTES      ((usize)4096)
#define HUGE_FROM_BYTES ((usize)1 << 20)

INLINE void pages_prepare(u8 *data, usize len) {
    if (UNLIKELY(len >= HUGE_FROM_BYTES)) {
        usize first = ((usize)data + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
        usize end = ((usize)data + len) & ~(PAGE_BYTES - 1);
        (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
    }
}
