// Swiss tables: open addressing with a control byte for every slot, of which 16 are compared at
// once.
//
// Source: M. Kulukundis, "Designing a Fast, Efficient, Cache-friendly Hash Table, Step by Step"
// (CppCon 2017), and what Abseil and hashbrown made of it. The top 7 bits of a hash are the tag,
// its low bits the slot where probing begins; further groups are 16, 32, 48, ... slots on, which
// reaches every slot of a power of two. A look-up ends at a group with an empty slot. As at most
// 7/8 of the slots are ever full or deleted, there is one: every loop here ends on every table that
// these functions made.
//
// Groups are 16 wide on every instruction set (where wider ones were measured they gained nothing),
// and the first free slot on the way is taken, so that all targets and the twins build the same
// bytes and may take turns on one table. What differs between the three kinds of table is a slot
// and when it is the wanted one: there is one probe loop, into which that is inlined.
//
// Relies on: swiss.h for the layout, bytes_hash and bytes_equal for keys of bytes. The table must
// be a block of 64-byte alignment.
#include "swiss.h"

#define SWISS_NONE  (~(usize)0)
#define SWISS_BATCH 32

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
    SwissTable made = {
        capacity, 0, swiss_most(capacity), hash_mix(seed0), hash_mix(seed1 + HASH_STEP) | 1, {0}};
    ASSERT(((usize)block & 63) == 0);
    ASSERT(capacity >= SWISS_LEAST && (capacity & (capacity - 1)) == 0);
    *table = made;
    __builtin_memset(swiss_control(table), SWISS_EMPTY, (usize)swiss_control_size(capacity));
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

// Whether a slot holds what is wanted; the tag has been compared.
typedef u32 (*SwissIs)(const void *slots, usize slot, const void *wanted);

// The slot that is wanted, or SWISS_NONE.
INLINE usize swiss_find(const SwissTable *table, u64 hash, SwissIs is, const void *wanted) {
    const u8 *control = swiss_control_const(table);
    const void *slots = swiss_slots_const(table);
    usize mask = (usize)table->capacity - 1, position = (usize)hash & mask, stride = 0;
    u8 tag = swiss_tag(hash);
    for (;;) {
        Group group = g_load(control + position);
        for (u32 match = g_eq(group, tag); match; match &= match - 1) {
            usize slot = (position + COUNT_TRAILING(match)) & mask;
            if (LIKELY(is(slots, slot, wanted)))
                return slot;
        }
        if (LIKELY(g_eq(group, SWISS_EMPTY)))
            return SWISS_NONE;
        stride += SWISS_GROUP;
        position = (position + stride) & mask;
    }
}

// The first free slot on the way of a hash.
INLINE usize swiss_free(const SwissTable *table, u64 hash) {
    const u8 *control = swiss_control_const(table);
    usize mask = (usize)table->capacity - 1, position = (usize)hash & mask, stride = 0;
    for (;;) {
        u32 free = g_sign(g_load(control + position));
        if (LIKELY(free))
            return (position + COUNT_TRAILING(free)) & mask;
        stride += SWISS_GROUP;
        position = (position + stride) & mask;
    }
}

// Takes a slot for a new key of this hash; SWISS_NONE if that would fill one too many. A deleted
// slot is always there to take.
INLINE usize swiss_take(SwissTable *table, u64 hash) {
    usize slot = swiss_free(table, hash);
    if (UNLIKELY(table->growth == 0 && swiss_control(table)[slot] == SWISS_EMPTY))
        return SWISS_NONE;
    swiss_occupy(table, slot, hash);
    return slot;
}

// Frees a slot. It may become empty again if no look-up can have gone past it, that is if it never
// stood in a group of 16 without an empty slot: the run of slots around it that are not empty
// tells. Otherwise it stays a deleted one, to be walked over.
INLINE void swiss_remove(SwissTable *table, usize slot) {
    const u8 *control = swiss_control(table);
    u32 before =
        g_eq(g_load(control + ((slot - SWISS_GROUP) & ((usize)table->capacity - 1))), SWISS_EMPTY);
    u32 after = g_eq(g_load(control + slot), SWISS_EMPTY);
    // Without an empty slot a side counts as 16 or more.
    u32 run = COUNT_LEADING((u64)before << 48 | 1u << 31) + COUNT_TRAILING((u64)after | 1u << 16);
    u32 empty = run < SWISS_GROUP;
    swiss_set_control(table, slot, empty ? SWISS_EMPTY : SWISS_DELETED);
    table->growth += empty;
    table->live--;
}

typedef u64 (*SwissHash)(const SwissTable *table, const void *slots, usize slot);

// Copies all keys. The bigger table takes over the seeds, because hashes that are kept must stay
// true. Slots come in the order of the low bits of their hashes, so the copies are written as a few
// ascending runs.
INLINE void swiss_grow(const void *block, void *bigger_block, usize slot_size, SwissHash hash_of) {
    const SwissTable *table = (const SwissTable *)block;
    SwissTable *bigger = (SwissTable *)bigger_block;
    const u8 *control = swiss_control_const(table);
    const u8 *from = (const u8 *)swiss_slots_const(table);
    u8 *to = (u8 *)swiss_slots(bigger);
    ASSERT(bigger->live == 0 && table->live <= swiss_most(bigger->capacity));
    bigger->key0 = table->key0;
    bigger->key1 = table->key1;
    for (usize at = 0; at < table->capacity; at += SWISS_GROUP) {
        for (u32 full = 0xffff & ~g_sign(g_load(control + at)); full; full &= full - 1) {
            usize slot = at + COUNT_TRAILING(full);
            u64 hash = hash_of(table, from, slot);
            usize place = swiss_free(bigger, hash);
            swiss_occupy(bigger, place, hash);
            __builtin_memcpy(to + place * slot_size, from + slot * slot_size, slot_size);
        }
    }
}

// ---- from int64 to int64

static u64 swiss_i64_size(u64 capacity) {
    return swiss_size(capacity, sizeof(SwissPair));
}

static void swiss_i64_init(void *table, u64 capacity, u64 seed0, u64 seed1) {
    swiss_init(table, capacity, seed0, seed1);
}

INLINE u32 swiss_i64_is(const void *slots, usize slot, const void *wanted) {
    return ((const SwissPair *)slots)[slot].key == *(const i64 *)wanted;
}
INLINE usize swiss_i64_find(const SwissTable *table, i64 key) {
    return swiss_find(table, swiss_hash_word(table, (u64)key), swiss_i64_is, &key);
}

static i64 swiss_i64_get(const void *block, i64 key, i64 absent) {
    const SwissTable *table = (const SwissTable *)block;
    usize slot = swiss_i64_find(table, key);
    return slot == SWISS_NONE ? absent : ((const SwissPair *)swiss_slots_const(table))[slot].value;
}

static i32 swiss_i64_insert(void *block, i64 key, i64 value) {
    SwissTable *table = (SwissTable *)block;
    SwissPair *slots = (SwissPair *)swiss_slots(table);
    u64 hash = swiss_hash_word(table, (u64)key);
    usize slot = swiss_find(table, hash, swiss_i64_is, &key);
    if (slot != SWISS_NONE) {
        slots[slot].value = value;
        return 0;
    }
    slot = swiss_take(table, hash);
    if (slot == SWISS_NONE)
        return -1;
    SwissPair made = {key, value};
    slots[slot] = made;
    return 1;
}

static i64 swiss_i64_delete(void *block, i64 key, i64 absent) {
    SwissTable *table = (SwissTable *)block;
    usize slot = swiss_i64_find(table, key);
    if (slot == SWISS_NONE)
        return absent;
    swiss_remove(table, slot);
    return ((const SwissPair *)swiss_slots(table))[slot].value;
}

INLINE u64 swiss_i64_hash(const SwissTable *table, const void *slots, usize slot) {
    return swiss_hash_word(table, (u64)((const SwissPair *)slots)[slot].key);
}
static void swiss_i64_grow(const void *table, void *bigger) {
    swiss_grow(table, bigger, sizeof(SwissPair), swiss_i64_hash);
}

// Where a look-up in a batch stands after its group has been seen: the first slot whose tag fits,
// which is nearly always the one, times 4, and two bits. Where none fits, slot 0 stands in for it,
// which is in the cache, so that no branch has to depend on whether keys are there.
#define SWISS_FITS ((usize)2)
#define SWISS_ENDS ((usize)1) // the group has an empty slot: the key is here or nowhere

INLINE usize swiss_guess(const u8 *control, usize mask, u64 hash) {
    usize position = (usize)hash & mask;
    Group group = g_load(control + position);
    u32 match = g_eq(group, swiss_tag(hash));
    usize fits = ((position + COUNT_TRAILING((u64)match | 1u << 16)) & mask) * 4 + SWISS_FITS;
    return (match ? fits : 0) + (g_eq(group, SWISS_EMPTY) ? SWISS_ENDS : 0);
}

static void swiss_i64_get_many(const void *block, const void *keys, usize n, i64 absent,
                               void *out) {
    const SwissTable *table = (const SwissTable *)block;
    const u8 *control = swiss_control_const(table);
    const SwissPair *slots = (const SwissPair *)swiss_slots_const(table);
    usize mask = (usize)table->capacity - 1;
    usize guess[SWISS_BATCH];
    u64 hash[SWISS_BATCH];
    for (usize done = 0; done < n; done += SWISS_BATCH) {
        usize batch = n - done < SWISS_BATCH ? n - done : SWISS_BATCH;
        const u8 *from = (const u8 *)keys + 8 * done;
        u8 *to = (u8 *)out + 8 * done;
        for (usize i = 0; i < batch; i++) {
            hash[i] = swiss_hash_word(table, swiss_load64(from + 8 * i));
            PREFETCH(control + ((usize)hash[i] & mask));
        }
        for (usize i = 0; i < batch; i++) {
            guess[i] = swiss_guess(control, mask, hash[i]);
            PREFETCH(slots + guess[i] / 4);
        }
        for (usize i = 0; i < batch; i++) {
            i64 key = (i64)swiss_load64(from + 8 * i);
            const SwissPair *have = slots + guess[i] / 4;
            u32 found = (guess[i] / 2 & 1) & (u32)(have->key == key);
            i64 value = found ? have->value : absent;
            if (UNLIKELY(!found & ((guess[i] & 3) != SWISS_ENDS)))
                value = swiss_i64_get(block, key, absent);
            __builtin_memcpy(to + 8 * i, &value, sizeof value);
        }
    }
}

// ---- from byte string to int64

static u64 swiss_bytes_size(u64 capacity) {
    return swiss_size(capacity, sizeof(SwissBytes));
}

// bytes_hash takes one seed, so the two are made one.
static void swiss_bytes_init(void *table, u64 capacity, u64 seed0, u64 seed1) {
    swiss_init(table, capacity, seed0 ^ hash_mix(seed1), seed1);
}

typedef struct {
    u64 hash;
    const u8 *arena;
    const u8 *key;
    usize length;
} SwissWantedBytes;

INLINE u32 swiss_bytes_is(const void *slots, usize slot, const void *wanted) {
    const SwissBytes *have = (const SwissBytes *)slots + slot;
    const SwissWantedBytes *want = (const SwissWantedBytes *)wanted;
    return have->hash == want->hash && have->length == want->length &&
           bytes_equal(want->arena + have->offset, want->key, want->length);
}
INLINE usize swiss_bytes_find(const SwissTable *table, u64 hash, const u8 *arena, const u8 *key,
                              usize key_len) {
    SwissWantedBytes wanted = {hash, arena, key, key_len};
    return swiss_find(table, hash, swiss_bytes_is, &wanted);
}

static i64 swiss_bytes_get(const void *block, const u8 *arena, const u8 *key, usize key_len,
                           i64 absent) {
    const SwissTable *table = (const SwissTable *)block;
    usize slot =
        swiss_bytes_find(table, bytes_hash(key, key_len, table->key0), arena, key, key_len);
    return slot == SWISS_NONE ? absent : ((const SwissBytes *)swiss_slots_const(table))[slot].value;
}

static i32 swiss_bytes_insert(void *block, const u8 *arena, const u8 *key, usize key_len,
                              u64 offset, i64 value) {
    SwissTable *table = (SwissTable *)block;
    SwissBytes *slots = (SwissBytes *)swiss_slots(table);
    u64 hash = bytes_hash(key, key_len, table->key0);
    usize slot = swiss_bytes_find(table, hash, arena, key, key_len);
    if (slot != SWISS_NONE) {
        slots[slot].value = value;
        return 0;
    }
    slot = swiss_take(table, hash);
    if (slot == SWISS_NONE)
        return -1;
    SwissBytes made = {hash, offset, key_len, value};
    slots[slot] = made;
    return 1;
}

static i64 swiss_bytes_delete(void *block, const u8 *arena, const u8 *key, usize key_len,
                              i64 absent) {
    SwissTable *table = (SwissTable *)block;
    usize slot =
        swiss_bytes_find(table, bytes_hash(key, key_len, table->key0), arena, key, key_len);
    if (slot == SWISS_NONE)
        return absent;
    swiss_remove(table, slot);
    return ((const SwissBytes *)swiss_slots(table))[slot].value;
}

INLINE u64 swiss_bytes_hash(UNUSED const SwissTable *table, const void *slots, usize slot) {
    return ((const SwissBytes *)slots)[slot].hash;
}
static void swiss_bytes_grow(const void *table, void *bigger) {
    swiss_grow(table, bigger, sizeof(SwissBytes), swiss_bytes_hash);
}

static void swiss_bytes_get_many(const void *block, const u8 *arena, const u8 *keys,
                                 const void *offsets, usize n, i64 absent, void *out) {
    const SwissTable *table = (const SwissTable *)block;
    const u8 *control = swiss_control_const(table);
    const SwissBytes *slots = (const SwissBytes *)swiss_slots_const(table);
    usize mask = (usize)table->capacity - 1;
    usize guess[SWISS_BATCH];
    u64 hash[SWISS_BATCH];
    for (usize done = 0; done < n; done += SWISS_BATCH) {
        usize batch = n - done < SWISS_BATCH ? n - done : SWISS_BATCH;
        const u8 *ends = (const u8 *)offsets + 8 * done;
        u8 *to = (u8 *)out + 8 * done;
        for (usize i = 0; i < batch; i++) {
            u64 start = swiss_load64(ends + 8 * i), end = swiss_load64(ends + 8 * i + 8);
            hash[i] = bytes_hash(keys + start, (usize)(end - start), table->key0);
            PREFETCH(control + ((usize)hash[i] & mask));
        }
        for (usize i = 0; i < batch; i++) {
            guess[i] = swiss_guess(control, mask, hash[i]);
            PREFETCH(slots + guess[i] / 4);
        }
        for (usize i = 0; i < batch; i++) {
            const SwissBytes *slot = slots + guess[i] / 4;
            if (guess[i] & SWISS_FITS && slot->hash != hash[i])
                guess[i] = 0; // another may fit
            PREFETCH(arena + (guess[i] & SWISS_FITS ? slot->offset : 0));
        }
        for (usize i = 0; i < batch; i++) {
            i64 value = absent;
            if ((guess[i] & 3) != SWISS_ENDS) {
                u64 start = swiss_load64(ends + 8 * i), end = swiss_load64(ends + 8 * i + 8);
                SwissWantedBytes wanted = {hash[i], arena, keys + start, (usize)(end - start)};
                usize slot = guess[i] / 4;
                if (UNLIKELY(!guess[i] || !swiss_bytes_is(slots, slot, &wanted)))
                    slot = swiss_find(table, hash[i], swiss_bytes_is, &wanted);
                if (slot != SWISS_NONE)
                    value = slots[slot].value;
            }
            __builtin_memcpy(to + 8 * i, &value, sizeof value);
        }
    }
}

// ---- from hash to entry number

static u64 swiss_index_size(u64 capacity) {
    return swiss_size(capacity, sizeof(SwissIndex));
}

static void swiss_index_init(void *table, u64 capacity, u64 seed0, u64 seed1) {
    swiss_init(table, capacity, seed0, seed1);
}

// Hashes of the caller may be weak (hash(int) is the int), so they are hashed again, with the
// seeds.
static i64 swiss_index_next(const void *block, void *state) {
    const SwissTable *table = (const SwissTable *)block;
    const u8 *control = swiss_control_const(table);
    const SwissIndex *slots = (const SwissIndex *)swiss_slots_const(table);
    SwissCursor cursor;
    __builtin_memcpy(&cursor, state, sizeof cursor);
    usize mask = (usize)table->capacity - 1, position = (usize)cursor.position,
          stride = (usize)cursor.stride;
    u32 match = (u32)cursor.candidates;
    i64 entry = -1;
    for (;;) {
        for (; match; match &= match - 1) {
            const SwissIndex *slot = slots + ((position + COUNT_TRAILING(match)) & mask);
            if (LIKELY(slot->hash == cursor.hash)) {
                entry = (i64)slot->entry;
                match &= match - 1;
                goto done;
            }
        }
        Group group = g_load(control + position);
        if (LIKELY(g_eq(group, SWISS_EMPTY)))
            break;
        stride += SWISS_GROUP;
        position = (position + stride) & mask;
        match = g_eq(g_load(control + position), swiss_tag(swiss_hash_word(table, cursor.hash)));
    }
done:
    cursor.position = position;
    cursor.stride = stride;
    cursor.candidates = match;
    __builtin_memcpy(state, &cursor, sizeof cursor);
    return entry;
}

static i64 swiss_index_first(const void *block, u64 hash, void *state) {
    const SwissTable *table = (const SwissTable *)block;
    u64 mixed = swiss_hash_word(table, hash);
    usize position = (usize)mixed & ((usize)table->capacity - 1);
    u32 match = g_eq(g_load(swiss_control_const(table) + position), swiss_tag(mixed));
    SwissCursor cursor = {hash, position, 0, match};
    __builtin_memcpy(state, &cursor, sizeof cursor);
    return swiss_index_next(block, state);
}

// A guess whose slot holds another hash goes the long way, as one that found several groups full does.
static void swiss_index_first_many(const void *block, const void *hashes, usize n, void *out) {
    const SwissTable *table = (const SwissTable *)block;
    const u8 *control = swiss_control_const(table);
    const SwissIndex *slots = (const SwissIndex *)swiss_slots_const(table);
    usize mask = (usize)table->capacity - 1;
    usize guess[SWISS_BATCH];
    u64 mixed[SWISS_BATCH];
    for (usize done = 0; done < n; done += SWISS_BATCH) {
        usize batch = n - done < SWISS_BATCH ? n - done : SWISS_BATCH;
        const u8 *from = (const u8 *)hashes + 8 * done;
        u8 *to = (u8 *)out + 8 * done;
        for (usize i = 0; i < batch; i++) {
            mixed[i] = swiss_hash_word(table, swiss_load64(from + 8 * i));
            PREFETCH(control + ((usize)mixed[i] & mask));
        }
        for (usize i = 0; i < batch; i++) {
            guess[i] = swiss_guess(control, mask, mixed[i]);
            PREFETCH(slots + guess[i] / 4);
        }
        for (usize i = 0; i < batch; i++) {
            u64 hash = swiss_load64(from + 8 * i);
            const SwissIndex *have = slots + guess[i] / 4;
            u32 found = (guess[i] / 2 & 1) & (u32)(have->hash == hash);
            i64 entry = found ? (i64)have->entry : -1;
            if (UNLIKELY(!found & ((guess[i] & 3) != SWISS_ENDS))) {
                SwissCursor state;
                entry = swiss_index_first(block, hash, &state);
            }
            __builtin_memcpy(to + 8 * i, &entry, sizeof entry);
        }
    }
}

INLINE u32 swiss_index_is(const void *slots, usize slot, const void *wanted) {
    const SwissIndex *have = (const SwissIndex *)slots + slot, *want = (const SwissIndex *)wanted;
    return have->hash == want->hash && have->entry == want->entry;
}
INLINE usize swiss_index_find(const SwissTable *table, u64 hash, u64 entry) {
    SwissIndex wanted = {hash, entry};
    return swiss_find(table, swiss_hash_word(table, hash), swiss_index_is, &wanted);
}

static i32 swiss_index_insert(void *block, u64 hash, u64 entry) {
    SwissTable *table = (SwissTable *)block;
    usize slot = swiss_take(table, swiss_hash_word(table, hash));
    if (slot == SWISS_NONE)
        return -1;
    SwissIndex made = {hash, entry};
    ((SwissIndex *)swiss_slots(table))[slot] = made;
    return 1;
}

static i32 swiss_index_replace(void *block, u64 hash, u64 entry, u64 new_entry) {
    SwissTable *table = (SwissTable *)block;
    usize slot = swiss_index_find(table, hash, entry);
    if (slot == SWISS_NONE)
        return 0;
    ((SwissIndex *)swiss_slots(table))[slot].entry = new_entry;
    return 1;
}

static i32 swiss_index_delete(void *block, u64 hash, u64 entry) {
    SwissTable *table = (SwissTable *)block;
    usize slot = swiss_index_find(table, hash, entry);
    if (slot == SWISS_NONE)
        return 0;
    swiss_remove(table, slot);
    return 1;
}

INLINE u64 swiss_index_hash(const SwissTable *table, const void *slots, usize slot) {
    return swiss_hash_word(table, ((const SwissIndex *)slots)[slot].hash);
}
static void swiss_index_grow(const void *table, void *bigger) {
    swiss_grow(table, bigger, sizeof(SwissIndex), swiss_index_hash);
}
