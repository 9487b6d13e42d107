// Swiss tables: open addressing with a control byte for every slot, 16 of which are compared at once.
#include "swiss.h"

static u64 swiss_capacity(u64 count) {
    u64 capacity = SWISS_LEAST;
    while (swiss_most(capacity) < count && capacity < (u64)1 << 63)
        capacity *= 2;
    return capacity;
}

static u64 swiss_size(u64 capacity, u64 slot_size) {
    return sizeof(SwissTable) + swiss_control_size(capacity) + capacity * slot_size;
}

static void swiss_init(void *block, u64 capacity, u64 seed0, u64 seed1) {
    SwissTable *table = (SwissTable *)block;
    SwissTable made = {capacity, 0, swiss_most(capacity), hash_mix(seed0), hash_mix(seed1 + HASH_STEP) | 1, {0}};
    *table = made;
    __builtin_memset(swiss_control(table), SWISS_EMPTY, (usize)swiss_control_size(capacity));
}

static u64 swiss_i64_size(u64 capacity) {
    return swiss_size(capacity, sizeof(SwissPair));
}
static u64 swiss_bytes_size(u64 capacity) {
    return swiss_size(capacity, sizeof(SwissBytes));
}
static u64 swiss_index_size(u64 capacity) {
    return swiss_size(capacity, sizeof(SwissIndex));
}

static void swiss_i64_init(void *table, u64 capacity, u64 seed0, u64 seed1) {
    swiss_init(table, capacity, seed0, seed1);
}
static void swiss_bytes_init(void *table, u64 capacity, u64 seed0, u64 seed1) {
    swiss_init(table, capacity, seed0 ^ hash_mix(seed1), seed1);
}
static void swiss_index_init(void *table, u64 capacity, u64 seed0, u64 seed1) {
    swiss_init(table, capacity, seed0, seed1);
}

static u64 swiss_first_free(const SwissTable *table, u64 hash) {
    u64 mask = table->capacity - 1, position = hash & mask, stride = 0;
    for (;;) {
        u32 free = g_sign(g_load(swiss_control_const(table) + position));
        if (free)
            return (position + COUNT_TRAILING(free)) & mask;
        stride += SWISS_GROUP;
        position = (position + stride) & mask;
    }
}

// The bigger table takes over the seeds: hashes that are kept stay true.
static void swiss_i64_grow(const void *block, void *bigger_block) {
    const SwissTable *table = (const SwissTable *)block;
    SwissTable *bigger = (SwissTable *)bigger_block;
    const SwissPair *from = (const SwissPair *)swiss_slots_const(table);
    SwissPair *to = (SwissPair *)swiss_slots(bigger);
    bigger->key0 = table->key0;
    bigger->key1 = table->key1;
    for (u64 slot = 0; slot < table->capacity; slot++) {
        if (swiss_control_const(table)[slot] >= SWISS_EMPTY)
            continue;
        u64 hash = swiss_hash_word(bigger, (u64)from[slot].key), place = swiss_first_free(bigger, hash);
        swiss_occupy(bigger, place, hash);
        to[place] = from[slot];
    }
}
static void swiss_bytes_grow(const void *block, void *bigger_block) {
    const SwissTable *table = (const SwissTable *)block;
    SwissTable *bigger = (SwissTable *)bigger_block;
    const SwissBytes *from = (const SwissBytes *)swiss_slots_const(table);
    SwissBytes *to = (SwissBytes *)swiss_slots(bigger);
    bigger->key0 = table->key0;
    bigger->key1 = table->key1;
    for (u64 slot = 0; slot < table->capacity; slot++) {
        if (swiss_control_const(table)[slot] >= SWISS_EMPTY)
            continue;
        u64 place = swiss_first_free(bigger, from[slot].hash);
        swiss_occupy(bigger, place, from[slot].hash);
        to[place] = from[slot];
    }
}
static void swiss_index_grow(const void *block, void *bigger_block) {
    const SwissTable *table = (const SwissTable *)block;
    SwissTable *bigger = (SwissTable *)bigger_block;
    const SwissIndex *from = (const SwissIndex *)swiss_slots_const(table);
    SwissIndex *to = (SwissIndex *)swiss_slots(bigger);
    bigger->key0 = table->key0;
    bigger->key1 = table->key1;
    for (u64 slot = 0; slot < table->capacity; slot++) {
        if (swiss_control_const(table)[slot] >= SWISS_EMPTY)
            continue;
        u64 hash = swiss_hash_word(bigger, from[slot].hash), place = swiss_first_free(bigger, hash);
        swiss_occupy(bigger, place, hash);
        to[place] = from[slot];
    }
}

static u32 swiss_match(const u8 *group, u32 tag) {
    return g_eq(g_load(group), (u8)tag);
}
static u32 swiss_match_empty(const u8 *group) {
    return g_eq(g_load(group), SWISS_EMPTY);
}
static u32 swiss_match_free(const u8 *group) {
    return g_sign(g_load(group));
}

static i64 swiss_i64_get(const void *table, i64 key, i64 absent) {
    return twin_swiss_i64_get(table, key, absent);
}
static i32 swiss_i64_insert(void *table, i64 key, i64 value) {
    return twin_swiss_i64_insert(table, key, value);
}
static i64 swiss_i64_delete(void *table, i64 key, i64 absent) {
    return twin_swiss_i64_delete(table, key, absent);
}
static void swiss_i64_get_many(const void *table, const void *keys, usize n, i64 absent, void *out) {
    twin_swiss_i64_get_many(table, keys, n, absent, out);
}
static i64 swiss_bytes_get(const void *table, const u8 *arena, const u8 *key, usize key_len, i64 absent) {
    return twin_swiss_bytes_get(table, arena, key, key_len, absent);
}
static i32 swiss_bytes_insert(void *table, const u8 *arena, const u8 *key, usize key_len, u64 offset, i64 value) {
    return twin_swiss_bytes_insert(table, arena, key, key_len, offset, value);
}
static i64 swiss_bytes_delete(void *table, const u8 *arena, const u8 *key, usize key_len, i64 absent) {
    return twin_swiss_bytes_delete(table, arena, key, key_len, absent);
}
static void swiss_bytes_get_many(const void *table, const u8 *arena, const u8 *keys, const void *offsets, usize n, i64 absent, void *out) {
    twin_swiss_bytes_get_many(table, arena, keys, offsets, n, absent, out);
}
static i64 swiss_index_first(const void *table, u64 hash, void *state) {
    return twin_swiss_index_first(table, hash, state);
}
static i64 swiss_index_next(const void *table, void *state) {
    return twin_swiss_index_next(table, state);
}
static i32 swiss_index_insert(void *table, u64 hash, u64 entry) {
    return twin_swiss_index_insert(table, hash, entry);
}
static i32 swiss_index_replace(void *table, u64 hash, u64 entry, u64 new_entry) {
    return twin_swiss_index_replace(table, hash, entry, new_entry);
}
static i32 swiss_index_delete(void *table, u64 hash, u64 entry) {
    return twin_swiss_index_delete(table, hash, entry);
}
