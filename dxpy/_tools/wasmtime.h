// The part of wasmtime's C interface that dxpy calls, for cffi; gen_tables.py turns it into
// dxpy/_generated/wasmtime_ffi.py. Layouts are those of wasmtime 50 (wasm.h, wasmtime/extern.h,
// wasmtime/val.h); dxpy/backends/wasmtime_api.py refuses other versions.

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasmtime_error_t wasmtime_error_t;
typedef struct wasmtime_module_t wasmtime_module_t;
typedef struct wasmtime_store_t wasmtime_store_t;
typedef struct wasmtime_context_t wasmtime_context_t;

typedef struct { size_t size; uint8_t *data; } wasm_byte_vec_t;
typedef struct { uint64_t store_id; void *private_; } wasmtime_func_t;
typedef struct { uint64_t store_id; size_t private_; } wasmtime_instance_t;
typedef struct { uint64_t store_id; uint32_t private_[3]; } wasmtime_global_t;
typedef struct { struct { uint64_t store_id; uint32_t private1; } inner; uint32_t private2; } wasmtime_memory_t;
typedef struct {
    uint8_t kind;
    union { wasmtime_func_t func; wasmtime_global_t global_; wasmtime_memory_t memory; uint64_t room[4]; } of;
} wasmtime_extern_t;
typedef struct { uint8_t kind; union { int32_t i32; int64_t i64; uint64_t room[4]; } of; } wasmtime_val_t;

wasm_config_t *wasm_config_new(void);
void wasmtime_config_memory_may_move_set(wasm_config_t *config, bool enable);
void wasmtime_config_memory_reservation_set(wasm_config_t *config, uint64_t size);
wasm_engine_t *wasm_engine_new_with_config(wasm_config_t *config);

wasmtime_error_t *wasmtime_module_new(wasm_engine_t *engine, const uint8_t *wasm, size_t size, wasmtime_module_t **out);
wasmtime_error_t *wasmtime_module_serialize(wasmtime_module_t *module, wasm_byte_vec_t *out);
wasmtime_error_t *wasmtime_module_deserialize(wasm_engine_t *engine, const uint8_t *bytes, size_t size, wasmtime_module_t **out);
void wasmtime_module_delete(wasmtime_module_t *module);
void wasm_byte_vec_delete(wasm_byte_vec_t *bytes);

wasmtime_store_t *wasmtime_store_new(wasm_engine_t *engine, void *data, void *finalizer);
wasmtime_context_t *wasmtime_store_context(wasmtime_store_t *store);
void wasmtime_store_limiter(wasmtime_store_t *store, int64_t memory, int64_t table, int64_t instances, int64_t tables, int64_t memories);
void wasmtime_store_delete(wasmtime_store_t *store);

wasmtime_error_t *wasmtime_instance_new(wasmtime_context_t *context, const wasmtime_module_t *module, const wasmtime_extern_t *imports, size_t count, wasmtime_instance_t *out, wasm_trap_t **trap);
bool wasmtime_instance_export_get(wasmtime_context_t *context, const wasmtime_instance_t *instance, const char *name, size_t size, wasmtime_extern_t *out);
void wasmtime_global_get(wasmtime_context_t *context, const wasmtime_global_t *global_, wasmtime_val_t *out);
wasmtime_error_t *wasmtime_memory_grow(wasmtime_context_t *context, const wasmtime_memory_t *memory, uint64_t pages, uint64_t *before);
uint8_t *wasmtime_memory_data(wasmtime_context_t *context, const wasmtime_memory_t *memory);
size_t wasmtime_memory_data_size(wasmtime_context_t *context, const wasmtime_memory_t *memory);
wasmtime_error_t *wasmtime_func_call_unchecked(wasmtime_context_t *context, const wasmtime_func_t *func, void *values, size_t count, wasm_trap_t **trap);

void wasmtime_error_message(const wasmtime_error_t *error, wasm_byte_vec_t *out);
void wasmtime_error_delete(wasmtime_error_t *error);
void wasm_trap_message(const wasm_trap_t *trap, wasm_byte_vec_t *out);
void wasm_trap_delete(wasm_trap_t *trap);
