// The keyed hash of byte strings.
#include "bytes_hash.h"
static u64 bytes_hash(const u8 *src, usize len, u64 seed) {
    return twin_bytes_hash(src, len, seed);
}
