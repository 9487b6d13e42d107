// The layout of the Swiss tables, shared by their kernels, their twins and whoever builds on them.
// See swiss.c for the algorithm.
//
//   0                     SwissTable, 64 bytes
//   64                    control bytes, one for each slot: 0x00-0x7f a tag, 0x80 empty, 0xfe
//                         deleted; then the first 16 once more, so that a group may start at any
//                         slot; filled up with 0x80 to a multiple of 64
//   swiss_slots(table)    slots of 16 or 32 bytes, none of which crosses a cache line
//
// A table holds no address and nothing in it depends on the instruction set: every target and every
// twin makes the same bytes.
#pragma once

#include "base.h"

#define SWISS_EMPTY   0x80u
#define SWISS_DELETED 0xfeu
#define SWISS_GROUP   16u
#define SWISS_LEAST   16u // capacity

typedef struct {
    u64 capacity;
    u64 live;   // keys
    u64 growth; // how many empty slots may still be filled; deleted ones may always be
    u64 key0;   // made of the seeds
    u64 key1;
    u64 unused[3];
} SwissTable;

typedef struct {
    i64 key;
    i64 value;
} SwissPair;

// The hash is kept, because to compute it again would take the bytes of the key, which growing does
// not have.
typedef struct {
    u64 hash;
    u64 offset;
    u64 length;
    i64 value;
} SwissBytes;

typedef struct {
    u64 hash;
    u64 entry;
} SwissIndex;

// Where a look-up of swiss_index stands: the words of its `state`.
typedef struct {
    u64 hash;
    u64 position;
    u64 stride;
    u64 candidates; // bits of the current group that have not been looked at
} SwissCursor;

INLINE u8 *swiss_control(SwissTable *table) {
    return (u8 *)(table + 1);
}
INLINE const u8 *swiss_control_const(const SwissTable *table) {
    return (const u8 *)(table + 1);
}
INLINE u64 swiss_control_size(u64 capacity) {
    return (capacity + SWISS_GROUP + 63) & ~(u64)63;
}
INLINE void *swiss_slots(SwissTable *table) {
    return swiss_control(table) + swiss_control_size(table->capacity);
}
INLINE const void *swiss_slots_const(const SwissTable *table) {
    return swiss_control_const(table) + swiss_control_size(table->capacity);
}
INLINE u64 swiss_most(u64 capacity) {
    return capacity - capacity / 8;
}

INLINE u64 swiss_load64(const void *p) {
    u64 word;
    __builtin_memcpy(&word, p, sizeof word);
    return word;
}

// Keyed hash of a word: a bijection, so that two keys share a hash only if they are the same. The
// odd secret multiplier between two folds makes the place of a key unpredictable; the second, known
// one spreads the tag's seven bits and the index over all.
INLINE u64 swiss_hash_word(const SwissTable *table, u64 word) {
    u64 x = word + table->key0;
    x = (x ^ x >> 32) * table->key1;
    x = (x ^ x >> 29) * 0x94d049bb133111ebu;
    return x ^ x >> 32;
}
INLINE u8 swiss_tag(u64 hash) {
    return (u8)(hash >> 57);
}

// Writes a control byte and its copy behind the end.
INLINE void swiss_set_control(SwissTable *table, u64 slot, u32 byte) {
    u8 *control = swiss_control(table);
    control[slot] = (u8)byte;
    if (slot < SWISS_GROUP)
        control[table->capacity + slot] = (u8)byte;
}
// A slot that was free gets a key.
INLINE void swiss_occupy(SwissTable *table, u64 slot, u64 hash) {
    table->growth -= swiss_control(table)[slot] == SWISS_EMPTY;
    table->live++;
    swiss_set_control(table, slot, swiss_tag(hash));
}
