// A core as a program that obeys over a pipe, so that a core of another CPU runs under an emulator
// as one more backend (dxpy/backends/emulated.py is the other end). Linux only; statically linked,
// so that the emulator needs nothing else.
//
// Requests on standard input, all words u64, little-endian:
//   MAP     pages                   answer: address of fresh memory between guard pages, or 0
//   UNMAP   address, pages          no answer
//   WRITE   address, size, bytes    no answer
//   READ    address, size           answer: the bytes
//   CALL    row, count, arguments   answer: the result; row is 2 * its number in exports.def,
//                                   + 1 for the twin
// At its start the driver says who it is: magic, digest of the tables, then target and version, 64
// bytes each. Arguments and results are the bits of the row's types in a u64, f64 by its bits. A
// fault ends the program by its signal, a broken request with the status DRIVER_BAD_REQUEST; the
// end of the input ends it with 0. DX_UNIT is the unit of the target, as "neon.c".
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include DX_UNIT

enum { DRIVER_MAP = 1, DRIVER_UNMAP, DRIVER_WRITE, DRIVER_READ, DRIVER_CALL };
enum { DRIVER_BAD_REQUEST = 3, DRIVER_PAGE = 4096, DRIVER_MAX_ARGUMENTS = 10, DRIVER_NAME = 64 };

static _Noreturn void driver_refuse(void) {
    _exit(DRIVER_BAD_REQUEST);
}

// Input is read ahead, as most requests are short; what does not fit is read to where it belongs.
typedef struct {
    u8 bytes[1 << 16];
    usize start, end;
} DriverInput;

// Exactly n bytes of input; returns 0 if the input ends before the first of them.
static u32 driver_take(DriverInput *input, void *to, usize n) {
    u8 *out = (u8 *)to;
    usize done = 0;
    while (done < n) {
        usize have = input->end - input->start, want = n - done;
        if (have) {
            usize part = have < want ? have : want;
            __builtin_memcpy(out + done, input->bytes + input->start, part);
            input->start += part;
            done += part;
            continue;
        }
        u32 is_long = want >= sizeof input->bytes;
        ssize_t got =
            is_long ? read(0, out + done, want) : read(0, input->bytes, sizeof input->bytes);
        if (got == 0 && done == 0)
            return 0;
        if (got <= 0)
            driver_refuse();
        input->start = 0;
        input->end = is_long ? 0 : (usize)got;
        done += is_long ? (usize)got : 0;
    }
    return 1;
}

static void driver_answer(const void *from, usize n) {
    const u8 *bytes = (const u8 *)from;
    for (usize done = 0; done < n;) {
        ssize_t wrote = write(1, bytes + done, n - done);
        if (wrote <= 0)
            driver_refuse();
        done += (usize)wrote;
    }
}

static i32 driver_take_i32(u64 bits) {
    return (i32)(u32)bits;
}
static u32 driver_take_u32(u64 bits) {
    return (u32)bits;
}
static i64 driver_take_i64(u64 bits) {
    return (i64)bits;
}
static u64 driver_take_u64(u64 bits) {
    return bits;
}
static f64 driver_take_f64(u64 bits) {
    f64 value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}
static addr driver_take_addr(u64 bits) {
    return (addr)(usize)bits;
}
static usize driver_take_usize(u64 bits) {
    return (usize)bits;
}
static u64 driver_bits_f64(f64 value) {
    u64 bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

#define GIVE_void(call)  ((call), (u64)0)
#define GIVE_i32(call)   ((u64)(u32)(call))
#define GIVE_u32(call)   ((u64)(call))
#define GIVE_i64(call)   ((u64)(call))
#define GIVE_u64(call)   (call)
#define GIVE_f64(call)   (driver_bits_f64(call))
#define GIVE_addr(call)  ((u64)(usize)(call))
#define GIVE_usize(call) ((u64)(call))

// Locals with the names of a row's arguments, each taken from the next word.
#define LOCALS(...) PAIRS_JOIN(LOCALS_, PAIRS_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define LOCALS_0(...)
#define LOCALS_1(t, n)       t n = driver_take_##t(*driver_word++);
#define LOCALS_2(t, n, ...)  LOCALS_1(t, n) LOCALS_1(__VA_ARGS__)
#define LOCALS_3(t, n, ...)  LOCALS_1(t, n) LOCALS_2(__VA_ARGS__)
#define LOCALS_4(t, n, ...)  LOCALS_1(t, n) LOCALS_3(__VA_ARGS__)
#define LOCALS_5(t, n, ...)  LOCALS_1(t, n) LOCALS_4(__VA_ARGS__)
#define LOCALS_6(t, n, ...)  LOCALS_1(t, n) LOCALS_5(__VA_ARGS__)
#define LOCALS_7(t, n, ...)  LOCALS_1(t, n) LOCALS_6(__VA_ARGS__)
#define LOCALS_8(t, n, ...)  LOCALS_1(t, n) LOCALS_7(__VA_ARGS__)
#define LOCALS_9(t, n, ...)  LOCALS_1(t, n) LOCALS_8(__VA_ARGS__)
#define LOCALS_10(t, n, ...) LOCALS_1(t, n) LOCALS_9(__VA_ARGS__)

#define DRIVER_ROW(result, name, function, arguments)                                              \
    static u64 driver_##function(UNUSED const u64 *driver_word) {                                  \
        LOCALS arguments return GIVE_##result(function(NAMES arguments));                          \
    }
#define EXPORT(result, name, fails, arguments, meaning)                                            \
    DRIVER_ROW(result, name, dx_##name, arguments)
#define KERNEL(result, name, fails, arguments, meaning)                                            \
    DRIVER_ROW(result, name, dx_##name, arguments)                                                 \
    DRIVER_ROW(result, name, dx_twin_##name, arguments)
#include "../tables/exports.def"
#undef EXPORT
#undef KERNEL

static u64 (*const DRIVER_ROWS[][2])(const u64 *) = {
#define EXPORT(result, name, fails, arguments, meaning) {driver_dx_##name, 0},
#define KERNEL(result, name, fails, arguments, meaning) {driver_dx_##name, driver_dx_twin_##name},
#include "../tables/exports.def"
#undef EXPORT
#undef KERNEL
};
#define DRIVER_ROWS_COUNT (sizeof DRIVER_ROWS / sizeof DRIVER_ROWS[0])

static u64 driver_map(u64 pages) {
    usize size = (usize)pages * DRIVER_PAGE;
    u8 *base = (u8 *)mmap(0, size + 2 * DRIVER_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == (u8 *)MAP_FAILED)
        return 0;
    u8 *start = base + DRIVER_PAGE;
    if (mprotect(start, size, PROT_READ | PROT_WRITE) != 0) {
        munmap(base, size + 2 * DRIVER_PAGE);
        return 0;
    }
    return (u64)(usize)start;
}

static void driver_unmap(u64 address, u64 pages) {
    if (munmap((void *)(usize)(address - DRIVER_PAGE), (usize)(pages + 2) * DRIVER_PAGE) != 0)
        driver_refuse();
}

static void driver_call(DriverInput *input, u64 row, u64 count) {
    u64 words[DRIVER_MAX_ARGUMENTS];
    if (row / 2 >= DRIVER_ROWS_COUNT || !DRIVER_ROWS[row / 2][row % 2] ||
        count > DRIVER_MAX_ARGUMENTS)
        driver_refuse();
    if (count && !driver_take(input, words, count * sizeof words[0]))
        driver_refuse();
    u64 result = DRIVER_ROWS[row / 2][row % 2](words);
    driver_answer(&result, sizeof result);
}

static void driver_introduce(void) {
    struct {
        char magic[8];
        u64 digest;
        char target[DRIVER_NAME], version[DRIVER_NAME];
    } hello = {"dxpydrv", DX_DIGEST, DX_TARGET, DX_VERSION};
    driver_answer(&hello, sizeof hello);
}

int main(void) {
    DriverInput *input = calloc(1, sizeof *input);
    u64 request[3]; // what, and its first two words
    if (!input)
        driver_refuse();
    driver_introduce();
    while (driver_take(input, request, sizeof request)) {
        u64 first = request[1], second = request[2];
        switch (request[0]) {
        case DRIVER_MAP:
            first = driver_map(first);
            driver_answer(&first, sizeof first);
            break;
        case DRIVER_UNMAP:
            driver_unmap(first, second);
            break;
        case DRIVER_WRITE:
            if (second && !driver_take(input, (void *)(usize)first, (usize)second))
                driver_refuse();
            break;
        case DRIVER_READ:
            driver_answer((const void *)(usize)first, (usize)second);
            break;
        case DRIVER_CALL:
            driver_call(input, first, second);
            break;
        default:
            driver_refuse();
        }
    }
    return 0;
}
