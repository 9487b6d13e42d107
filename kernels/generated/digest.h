// Written by dxpy/_tools/gen_tables.py from kernels/tables. Do not edit: change the table and run `make gen`.
#pragma once

#define DX_DIGEST 0x867cc300d0f10600u
