#ifndef CBYTESCAN_H
#define CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>

/// The bits of four bytes that count: bit 5, which tells upper from lower case, and bit 7 do not.
#define CBYTESCAN_KINDS 0x5F5F5F5Fu

/// Which windows are looked for. A window is four bytes, least address lowest, of each only the bits in
/// `CBYTESCAN_KINDS`.
///
/// `starts` is 1 at each hash (16 bits) of a window's first three bytes and two bits of its fourth; `bitmap` has two bits
/// in one word for each window.
typedef struct {
  uint8_t starts[1 << 16];
  uint32_t bitmap[1 << 14];
} cbytescan_filter;

/// Adds a window to a filter that was zero at first.
void cbytescan_add(cbytescan_filter *filter, uint32_t window);

/// The number of offsets that must be free for a search to go on.
#define CBYTESCAN_RESERVE 576

/// Writes the even offsets in `text` at which a window of `filter` stands, or one that shares its hashes.
///
/// Looks at even offsets from `*at`, which is even, to `count - 4`, in order; stops when fewer than
/// `CBYTESCAN_RESERVE` of `capacity` offsets are free or the text ends, and leaves in `*at` the first offset not looked
/// at. Reads nothing outside `text[0 ..< count]`. Returns how many offsets were written.
size_t cbytescan_windows(const cbytescan_filter *filter, const uint8_t *text, size_t count,
                         size_t *at, uint32_t *offsets, size_t capacity);

/// How many lines end in `text`: with a line feed, or with a carriage return that none follows. `follows` is the byte
/// behind the text, -1 where there is none.
size_t cbytescan_count_line_ends(const uint8_t *text, size_t count, int follows);

/// Whether `length` bytes in a row of `text[from ..< to]` are all in a set: bit `n` of `low` stands for byte `n`, bit `n` of
/// `high` for byte `64 + n`; a byte from 128 on is in none. `length` is not 0, and `to` at most the text's size.
int cbytescan_has_run(const uint8_t *text, size_t from, size_t to, size_t length, uint64_t low, uint64_t high);

#endif
