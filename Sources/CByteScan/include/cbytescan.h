#ifndef CBYTESCAN_H
#define CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>

/// The bitmap that `cbytescan_windows` asks: one bit for each value of a 17-bit hash of four caseless bytes.
#define CBYTESCAN_BITMAP_WORDS 4096

/// The hash of a window: four bytes, least address lowest, bit 5 set in each.
static inline uint32_t cbytescan_hash(uint32_t window) { return (window * 0x9E3779B1u) >> 15; }

/// Writes the offsets in `text` at which a window stands whose bit is set in `bitmap`.
///
/// Looks at offsets from `*at` to `count - 4`, stops when `capacity - 16` offsets are written or the text ends, and
/// leaves in `*at` the first offset not looked at. Reads nothing outside `text[0 ..< count]`.
/// Returns how many offsets were written. Uses AVX2 where the processor has it.
size_t cbytescan_windows(const uint8_t *text, size_t count, const uint32_t *bitmap, size_t *at,
                         uint32_t *offsets, size_t capacity);

/// The same without vector instructions, for processors that have none and for the test that compares the two.
size_t cbytescan_windows_scalar(const uint8_t *text, size_t count, const uint32_t *bitmap,
                                size_t *at, uint32_t *offsets, size_t capacity);

/// How many line feeds `text` holds.
size_t cbytescan_count_line_feeds(const uint8_t *text, size_t count);

#endif
