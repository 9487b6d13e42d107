// The operations of a shim as a program that obeys over a pipe, for instruction sets that only an emulator runs. Test builds only,
// -DDX_PROBE=1; tests/kernels/simd_targets.py is the other end.
//
// A request is two u64 (number of the operation in PROBE_LIST, number of cases) and the operands of the cases, PROBE_IN bytes
// each; the answer is their results, PROBE_OUT bytes each, 0 where an operation wrote nothing. The end of the input ends it.
// DX_UNIT is the unit of the target, as "neon.c".
#include <stdio.h>
#include <string.h>

#include DX_UNIT

typedef void (*Probe)(const u8 *in, u8 *out, usize count);

#define PROBE_ENTRY(operation, shape) dx_probe_##operation,
static const Probe probes[] = {PROBE_LIST(PROBE_ENTRY)};
#undef PROBE_ENTRY

int main(void) {
    static u8 in[PROBE_IN], out[PROBE_OUT] __attribute__((aligned(VEC_BYTES)));
    u64 request[2];
    while (fread(request, sizeof request, 1, stdin) == 1) {
        if (request[0] >= sizeof probes / sizeof probes[0])
            return 1;
        for (u64 i = 0; i < request[1]; i++) {
            if (fread(in, sizeof in, 1, stdin) != 1)
                return 1;
            memset(out, 0, sizeof out);
            probes[request[0]](in, out, 1);
            if (fwrite(out, sizeof out, 1, stdout) != 1)
                return 1;
        }
        fflush(stdout);
    }
    return 0;
}
