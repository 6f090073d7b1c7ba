#include "kernel.h"
#include "nowhere.h"
#define SAVE(r, n) sd r, (n) * 8(sp)
#define SAVE(r) sd r, 0(sp)
#if 1 / 0
#endif
#if (1 + )
#endif
#if 12x
#endif
#elif 1
#define
#define F(a, a) a
#define G(a b) a
#define H ## a
#undef defined
#error this kernel needs a "timer"
#warning it's only a warning
SAVE(ra, 1)
#line zero
#ifdef X Y
#else
#else
#endif
#define V(...) __VA_OPT__ x
#ifndef OPEN
SAVE(
