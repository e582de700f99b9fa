#pragma once
#include <stddef.h>

// Swift's Glibc module leaves this header out.
#if __has_include(<malloc.h>)
#include <malloc.h>
#else
static inline int malloc_trim(size_t kept) { return 0; }
#endif
