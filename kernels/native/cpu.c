// What this x86-64 CPU can run, told before a core is chosen, so this is compiled for the oldest
// one and needs nothing of the core. On other architectures the machine alone decides.
//
// A wide register exists only if the system saves it on a task switch; XCR0 says which it does
// (Intel SDM volume 1, chapter 13). Features whose registers are not saved are left out, so every
// name in the answer may be used.
// Rejected: /proc/cpuinfo (Linux only); compiler builtins such as __builtin_cpu_supports (they need
// a run-time library that is not there on every system).
#include "../base.h"

typedef struct {
    u32 word[4]; // eax, ebx, ecx, edx
} Leaf;
enum { EAX, EBX, ECX, EDX };

static Leaf cpu_leaf(u32 leaf, u32 subleaf) {
    Leaf r;
    __asm__ volatile("cpuid"
                     : "=a"(r.word[EAX]), "=b"(r.word[EBX]), "=c"(r.word[ECX]), "=d"(r.word[EDX])
                     : "a"(leaf), "c"(subleaf));
    return r;
}

static u64 cpu_saved_state(void) {
    u32 low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (u64)high << 32 | low;
}

// Registers that the system must save: none, 256 bits (XMM and YMM), 512 bits (also masks and ZMM).
enum { SAVES_ANY = 0, SAVES_YMM = 0x06, SAVES_ZMM = 0xe6 };

typedef struct {
    char name[14];
    u8 reg, bit;
    u32 leaf;
    u32 saved;
} Feature;

static const Feature FEATURES[] = {
    {"sse3", ECX, 0, 1, SAVES_ANY},          {"ssse3", ECX, 9, 1, SAVES_ANY},
    {"cx16", ECX, 13, 1, SAVES_ANY},         {"sse4.1", ECX, 19, 1, SAVES_ANY},
    {"sse4.2", ECX, 20, 1, SAVES_ANY},       {"popcnt", ECX, 23, 1, SAVES_ANY},
    {"lahf", ECX, 0, 0x80000001, SAVES_ANY}, {"lzcnt", ECX, 5, 0x80000001, SAVES_ANY},
    {"movbe", ECX, 22, 1, SAVES_ANY},        {"bmi1", EBX, 3, 7, SAVES_ANY},
    {"bmi2", EBX, 8, 7, SAVES_ANY},          {"fma", ECX, 12, 1, SAVES_YMM},
    {"avx", ECX, 28, 1, SAVES_YMM},          {"f16c", ECX, 29, 1, SAVES_YMM},
    {"avx2", EBX, 5, 7, SAVES_YMM},          {"avx512f", EBX, 16, 7, SAVES_ZMM},
    {"avx512dq", EBX, 17, 7, SAVES_ZMM},     {"avx512cd", EBX, 28, 7, SAVES_ZMM},
    {"avx512bw", EBX, 30, 7, SAVES_ZMM},     {"avx512vl", EBX, 31, 7, SAVES_ZMM},
    {"avx512vbmi", ECX, 1, 7, SAVES_ZMM},    {"avx512vbmi2", ECX, 6, 7, SAVES_ZMM},
};
#define FEATURES_COUNT (sizeof FEATURES / sizeof FEATURES[0])

// Writes the names of the features, each followed by a space, and a NUL; returns the length without
// the NUL, or -1 if out is too small (512 bytes are enough).
DX_EXPORT(dx_cpu_features) i32 dx_cpu_features(char *out, u32 cap);

i32 dx_cpu_features(char *out, u32 cap) {
    u32 basic = cpu_leaf(0, 0).word[EAX], extended = cpu_leaf(0x80000000, 0).word[EAX];
    u32 length = 0;
    u64 saved = basic >= 1 && (cpu_leaf(1, 0).word[ECX] >> 27 & 1) ? cpu_saved_state()
                                                                   : 0; // OSXSAVE: xgetbv exists
    for (u32 i = 0; i < FEATURES_COUNT; i++) {
        const Feature *feature = &FEATURES[i];
        if (feature->leaf > (feature->leaf >> 31 ? extended : basic))
            continue;
        if (!(cpu_leaf(feature->leaf, 0).word[feature->reg] >> feature->bit & 1) ||
            (saved & feature->saved) != feature->saved)
            continue;
        for (const char *c = feature->name; *c; c++) {
            if (length + 3 > cap)
                return -1;
            out[length++] = *c;
        }
        out[length++] = ' ';
    }
    if (length >= cap)
        return -1;
    out[length] = 0;
    return (i32)length;
}
