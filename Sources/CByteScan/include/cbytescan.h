#ifndef CBYTESCAN_H
#define CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>

/// Which windows are looked for. A window is four bytes, least address lowest, bit 5 set in each (`| 0x20202020`).
///
/// `bitmap` has a bit for each value of an 18-bit hash of the window: 32 KiB. The two other tables have a bit for each
/// pair of caseless bytes, and say which pairs some window begins and ends with: less exact, but small enough for a
/// processor's vector registers.
typedef struct {
  uint32_t bitmap[8192];
  uint8_t first_pairs[512];
  uint8_t last_pairs[512];
} cbytescan_filter;

/// Adds a window to a filter that was zero at first.
void cbytescan_add(cbytescan_filter *filter, uint32_t window);

/// Ways to search; all find every window that was added, and each some others that share its hash.
typedef enum {
  /// For any processor: one window at a time.
  CBYTESCAN_SCALAR,
  /// x86-64 with AVX2: eight windows at a time, the bitmap asked by a gather.
  CBYTESCAN_AVX2,
  /// x86-64 with AVX-512 VBMI and VBMI2: the pairs of 64 windows at a time in registers, the bitmap for what is left.
  CBYTESCAN_AVX512,
} cbytescan_way;

/// The fastest way that this processor has.
cbytescan_way cbytescan_best_way(void);

/// The number of offsets that must be free for a search to go on.
#define CBYTESCAN_RESERVE 576

/// Writes the offsets in `text` at which a window of `filter` stands, or one that shares its hash.
///
/// Looks at offsets from `*at` to `count - 4`, in order; stops when fewer than `CBYTESCAN_RESERVE` of `capacity` offsets
/// are free or the text ends, and leaves in `*at` the first offset not looked at. Reads nothing outside
/// `text[0 ..< count]`. Returns how many offsets were written. `way` must be one that the processor has.
size_t cbytescan_windows(cbytescan_way way, const cbytescan_filter *filter, const uint8_t *text,
                         size_t count, size_t *at, uint32_t *offsets, size_t capacity);

/// How many lines end in `text`: with a line feed, or with a carriage return that none follows. `follows` is the byte
/// behind the text, -1 where there is none.
size_t cbytescan_count_line_ends(const uint8_t *text, size_t count, int follows);

#endif
