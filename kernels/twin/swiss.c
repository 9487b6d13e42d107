// The plain reference of swiss.c on the same table bytes: groups are read byte by byte, slots
// looked at one by one.
#include "../swiss.h"

#define TWIN_NONE (~(u64)0)

static u32 twin_swiss_match(const u8 *group, u32 tag) {
    u32 bits = 0;
    for (u32 i = 0; i < SWISS_GROUP; i++)
        bits |= (u32)(group[i] == tag) << i;
    return bits;
}

static u32 twin_swiss_match_empty(const u8 *group) {
    return twin_swiss_match(group, SWISS_EMPTY);
}

static u32 twin_swiss_match_free(const u8 *group) {
    u32 bits = 0;
    for (u32 i = 0; i < SWISS_GROUP; i++)
        bits |= (u32)(group[i] >= 0x80) << i;
    return bits;
}

// The slots in the order in which a hash probes them: groups of 16 whose starts are 16, 32, 48, ...
// further each time.
static u64 twin_swiss_probe(const SwissTable *table, u64 hash, u64 step) {
    u64 groups = step / SWISS_GROUP;
    return (hash + SWISS_GROUP * (groups * (groups + 1) / 2) + step % SWISS_GROUP) &
           (table->capacity - 1);
}

static u8 twin_swiss_control_at(const SwissTable *table, u64 hash, u64 step) {
    return swiss_control_const(table)[twin_swiss_probe(table, hash, step)];
}

// First free slot on the way of a hash. There is always one: an eighth of the slots is empty.
static u64 twin_swiss_free(const SwissTable *table, u64 hash) {
    u64 step = 0;
    while (twin_swiss_control_at(table, hash, step) < 0x80)
        step++;
    return twin_swiss_probe(table, hash, step);
}

// Whether the step is the last of a group, and the group has an empty slot: no key of this hash
// stands behind it.
static u32 twin_swiss_ends(const SwissTable *table, u64 hash, u64 step) {
    if (step % SWISS_GROUP != SWISS_GROUP - 1)
        return 0;
    for (u64 back = 0; back < SWISS_GROUP; back++)
        if (twin_swiss_control_at(table, hash, step - back) == SWISS_EMPTY)
            return 1;
    return 0;
}

// A slot may become empty again if no look-up can have gone past it: that is, if it never stood in
// a group of 16 without an empty slot. The run of slots around it that are not empty tells.
static void twin_swiss_remove(SwissTable *table, u64 slot) {
    const u8 *control = swiss_control_const(table);
    u64 mask = table->capacity - 1, before = 0, after = 0;
    while (before < SWISS_GROUP && control[(slot - 1 - before) & mask] != SWISS_EMPTY)
        before++;
    while (after < SWISS_GROUP && control[(slot + after) & mask] != SWISS_EMPTY)
        after++;
    u32 empty = before + after < SWISS_GROUP;
    swiss_set_control(table, slot, empty ? SWISS_EMPTY : SWISS_DELETED);
    table->growth += empty;
    table->live--;
}

// -1, or the slot where a new key of this hash may go; only an empty one is subject to the limit of
// 7/8.
static u64 twin_swiss_room(const SwissTable *table, u64 hash) {
    u64 slot = twin_swiss_free(table, hash);
    return table->growth == 0 && swiss_control_const(table)[slot] == SWISS_EMPTY ? TWIN_NONE : slot;
}

static u64 twin_swiss_i64_find(const SwissTable *table, i64 key) {
    const SwissPair *slots = (const SwissPair *)swiss_slots_const(table);
    u64 hash = swiss_hash_word(table, (u64)key);
    for (u64 step = 0;; step++) {
        u64 slot = twin_swiss_probe(table, hash, step);
        if (swiss_control_const(table)[slot] == swiss_tag(hash) && slots[slot].key == key)
            return slot;
        if (twin_swiss_ends(table, hash, step))
            return TWIN_NONE;
    }
}

static i64 twin_swiss_i64_get(const void *table, i64 key, i64 absent) {
    u64 slot = twin_swiss_i64_find((const SwissTable *)table, key);
    return slot == TWIN_NONE
               ? absent
               : ((const SwissPair *)swiss_slots_const((const SwissTable *)table))[slot].value;
}

static i32 twin_swiss_i64_insert(void *block, i64 key, i64 value) {
    SwissTable *table = (SwissTable *)block;
    SwissPair *slots = (SwissPair *)swiss_slots(table);
    u64 slot = twin_swiss_i64_find(table, key), hash = swiss_hash_word(table, (u64)key);
    if (slot != TWIN_NONE) {
        slots[slot].value = value;
        return 0;
    }
    slot = twin_swiss_room(table, hash);
    if (slot == TWIN_NONE)
        return -1;
    swiss_occupy(table, slot, hash);
    slots[slot].key = key;
    slots[slot].value = value;
    return 1;
}

static i64 twin_swiss_i64_delete(void *block, i64 key, i64 absent) {
    SwissTable *table = (SwissTable *)block;
    u64 slot = twin_swiss_i64_find(table, key);
    if (slot == TWIN_NONE)
        return absent;
    twin_swiss_remove(table, slot);
    return ((const SwissPair *)swiss_slots(table))[slot].value;
}

static void twin_swiss_i64_get_many(const void *table, const void *keys, usize n, i64 absent,
                                    void *out) {
    for (usize i = 0; i < n; i++) {
        i64 value = twin_swiss_i64_get(table, (i64)swiss_load64((const u8 *)keys + 8 * i), absent);
        __builtin_memcpy((u8 *)out + 8 * i, &value, sizeof value);
    }
}

static u64 twin_swiss_bytes_find(const SwissTable *table, const u8 *arena, const u8 *key,
                                 usize key_len) {
    const SwissBytes *slots = (const SwissBytes *)swiss_slots_const(table);
    u64 hash = twin_bytes_hash(key, key_len, table->key0);
    for (u64 step = 0;; step++) {
        u64 slot = twin_swiss_probe(table, hash, step);
        if (swiss_control_const(table)[slot] == swiss_tag(hash) && slots[slot].hash == hash &&
            slots[slot].length == key_len) {
            usize same = 0;
            while (same < key_len && arena[slots[slot].offset + same] == key[same])
                same++;
            if (same == key_len)
                return slot;
        }
        if (twin_swiss_ends(table, hash, step))
            return TWIN_NONE;
    }
}

static i64 twin_swiss_bytes_get(const void *table, const u8 *arena, const u8 *key, usize key_len,
                                i64 absent) {
    u64 slot = twin_swiss_bytes_find((const SwissTable *)table, arena, key, key_len);
    return slot == TWIN_NONE
               ? absent
               : ((const SwissBytes *)swiss_slots_const((const SwissTable *)table))[slot].value;
}

static i32 twin_swiss_bytes_insert(void *block, const u8 *arena, const u8 *key, usize key_len,
                                   u64 offset, i64 value) {
    SwissTable *table = (SwissTable *)block;
    SwissBytes *slots = (SwissBytes *)swiss_slots(table);
    u64 slot = twin_swiss_bytes_find(table, arena, key, key_len);
    u64 hash = twin_bytes_hash(key, key_len, table->key0);
    if (slot != TWIN_NONE) {
        slots[slot].value = value;
        return 0;
    }
    slot = twin_swiss_room(table, hash);
    if (slot == TWIN_NONE)
        return -1;
    swiss_occupy(table, slot, hash);
    SwissBytes made = {hash, offset, key_len, value};
    slots[slot] = made;
    return 1;
}

static i64 twin_swiss_bytes_delete(void *block, const u8 *arena, const u8 *key, usize key_len,
                                   i64 absent) {
    SwissTable *table = (SwissTable *)block;
    u64 slot = twin_swiss_bytes_find(table, arena, key, key_len);
    if (slot == TWIN_NONE)
        return absent;
    twin_swiss_remove(table, slot);
    return ((const SwissBytes *)swiss_slots(table))[slot].value;
}

static void twin_swiss_bytes_get_many(const void *table, const u8 *arena, const u8 *keys,
                                      const void *offsets, usize n, i64 absent, void *out) {
    for (usize i = 0; i < n; i++) {
        u64 start = swiss_load64((const u8 *)offsets + 8 * i),
            end = swiss_load64((const u8 *)offsets + 8 * i + 8);
        i64 value = twin_swiss_bytes_get(table, arena, keys + start, (usize)(end - start), absent);
        __builtin_memcpy((u8 *)out + 8 * i, &value, sizeof value);
    }
}

// A look-up goes on at the candidates it has left, then at the next group, until a group with an
// empty slot is done.
static i64 twin_swiss_index_next(const void *block, void *state) {
    const SwissTable *table = (const SwissTable *)block;
    const SwissIndex *slots = (const SwissIndex *)swiss_slots_const(table);
    u64 hash, position, stride, candidates, mask = table->capacity - 1;
    SwissCursor cursor;
    __builtin_memcpy(&cursor, state, sizeof cursor);
    hash = cursor.hash, position = cursor.position, stride = cursor.stride,
    candidates = cursor.candidates;
    for (;;) {
        for (u32 i = 0; i < SWISS_GROUP; i++) {
            if (!(candidates >> i & 1))
                continue;
            candidates &= ~((u64)1 << i);
            if (slots[(position + i) & mask].hash == hash) {
                SwissCursor now = {hash, position, stride, candidates};
                __builtin_memcpy(state, &now, sizeof now);
                return (i64)slots[(position + i) & mask].entry;
            }
        }
        if (twin_swiss_match_empty(swiss_control_const(table) + position)) {
            SwissCursor now = {hash, position, stride, 0};
            __builtin_memcpy(state, &now, sizeof now);
            return -1;
        }
        stride += SWISS_GROUP;
        position = (position + stride) & mask;
        candidates = twin_swiss_match(swiss_control_const(table) + position,
                                      swiss_tag(swiss_hash_word(table, hash)));
    }
}

static i64 twin_swiss_index_first(const void *block, u64 hash, void *state) {
    const SwissTable *table = (const SwissTable *)block;
    u64 mixed = swiss_hash_word(table, hash), position = mixed & (table->capacity - 1);
    SwissCursor cursor = {
        hash, position, 0,
        twin_swiss_match(swiss_control_const(table) + position, swiss_tag(mixed))};
    __builtin_memcpy(state, &cursor, sizeof cursor);
    return twin_swiss_index_next(block, state);
}

static void twin_swiss_index_first_many(const void *block, const void *hashes, usize n, void *out) {
    for (usize i = 0; i < n; i++) {
        SwissCursor state;
        u64 hash = swiss_load64((const u8 *)hashes + 8 * i);
        i64 entry = twin_swiss_index_first(block, hash, &state);
        __builtin_memcpy((u8 *)out + 8 * i, &entry, sizeof entry);
    }
}

static u64 twin_swiss_index_find(const SwissTable *table, u64 hash, u64 entry) {
    const SwissIndex *slots = (const SwissIndex *)swiss_slots_const(table);
    u64 mixed = swiss_hash_word(table, hash);
    for (u64 step = 0;; step++) {
        u64 slot = twin_swiss_probe(table, mixed, step);
        if (swiss_control_const(table)[slot] == swiss_tag(mixed) && slots[slot].hash == hash &&
            slots[slot].entry == entry)
            return slot;
        if (twin_swiss_ends(table, mixed, step))
            return TWIN_NONE;
    }
}

static i32 twin_swiss_index_insert(void *block, u64 hash, u64 entry) {
    SwissTable *table = (SwissTable *)block;
    u64 mixed = swiss_hash_word(table, hash), slot = twin_swiss_room(table, mixed);
    if (slot == TWIN_NONE)
        return -1;
    swiss_occupy(table, slot, mixed);
    SwissIndex made = {hash, entry};
    ((SwissIndex *)swiss_slots(table))[slot] = made;
    return 1;
}

static i32 twin_swiss_index_replace(void *block, u64 hash, u64 entry, u64 new_entry) {
    SwissTable *table = (SwissTable *)block;
    u64 slot = twin_swiss_index_find(table, hash, entry);
    if (slot == TWIN_NONE)
        return 0;
    ((SwissIndex *)swiss_slots(table))[slot].entry = new_entry;
    return 1;
}

static i32 twin_swiss_index_delete(void *block, u64 hash, u64 entry) {
    SwissTable *table = (SwissTable *)block;
    u64 slot = twin_swiss_index_find(table, hash, entry);
    if (slot == TWIN_NONE)
        return 0;
    twin_swiss_remove(table, slot);
    return 1;
}
