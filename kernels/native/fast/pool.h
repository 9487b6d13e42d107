// Memory of arrays: aligned to 64, and kept for the next array when it is large.
//
// Touching fresh pages costs more than most kernels do (64 MiB: 37 ms against 5), so up to POOL_MOST_BYTES of freed
// memory stay with the engine. Used with the GIL held.
#pragma once

#include "pages.h"

#include <stdlib.h>

#define POOL_FROM_BYTES ((usize)64 << 10)
#define POOL_MOST_BYTES ((usize)192 << 20)
#define POOL_SLOTS      8
#define POOL_HEADER     64

typedef struct {
    void *raw;   // what malloc gave
    usize bytes; // how much of it may be used
} PoolHeader;

typedef struct {
    u8 *kept[POOL_SLOTS];
    usize bytes;
} Pool;

INLINE PoolHeader *pool_header(void *data) {
    return (PoolHeader *)((u8 *)data - POOL_HEADER);
}

static void pool_empty(Pool *pool) {
    for (usize i = 0; i < POOL_SLOTS; i++) {
        if (pool->kept[i] != NULL) {
            free(pool_header(pool->kept[i])->raw);
        }
    }
    *pool = (Pool){{NULL}, 0};
}

// Memory of at least `bytes`, or null. What is kept is given up before that.
static void *pool_take(Pool *pool, usize bytes) {
    if (bytes >= POOL_FROM_BYTES) {
        for (usize i = 0; i < POOL_SLOTS; i++) {
            u8 *data = pool->kept[i];
            if (data != NULL && pool_header(data)->bytes >= bytes &&
                pool_header(data)->bytes / 2 <= bytes) {
                pool->kept[i] = NULL;
                pool->bytes -= pool_header(data)->bytes;
                return data;
            }
        }
    }
    if (bytes > SIZE_MAX - 2 * POOL_HEADER) {
        return NULL;
    }
    u8 *raw = malloc(bytes + 2 * POOL_HEADER);
    if (raw == NULL && pool->bytes != 0) {
        pool_empty(pool);
        raw = malloc(bytes + 2 * POOL_HEADER);
    }
    if (raw == NULL) {
        return NULL;
    }
    u8 *data = (u8 *)(((usize)raw + 2 * POOL_HEADER - 1) & ~(usize)(POOL_HEADER - 1));
    *pool_header(data) = (PoolHeader){raw, bytes};
    pages_prepare(data, bytes);
    return data;
}

static void pool_give(Pool *pool, void *data) {
    usize bytes = pool_header(data)->bytes;
    if (bytes >= POOL_FROM_BYTES && pool->bytes + bytes <= POOL_MOST_BYTES) {
        for (usize i = 0; i < POOL_SLOTS; i++) {
            if (pool->kept[i] == NULL) {
                pool->kept[i] = data;
                pool->bytes += bytes;
                return;
            }
        }
    }
    free(pool_header(data)->raw);
}
