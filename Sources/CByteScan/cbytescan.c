#include "cbytescan.h"

#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "windows are read as little-endian numbers"
#endif

/// The fourth byte's bits 3 and 4 tell digits from signs and letters from one another; more of its bits would fill the
/// table, since after short literals any byte may stand.
#define NEXT_KINDS 0x185Fu

/// Of forty pairs drawn at random the one that let the fewest offsets of kernel sources through.
#define PAIR_FACTOR 48959u
#define NEXT_FACTOR 28653u

enum {
  /// Offsets in a round, whose hashes are made together.
  ROUND = 128,
  /// Offsets at which some window may begin, before they are looked at again.
  BATCH = 384,
};

static inline uint16_t start_hash(uint16_t pair, uint16_t next) {
  return (uint16_t)((pair & 0x5F5F) * PAIR_FACTOR + (next & NEXT_KINDS) * NEXT_FACTOR);
}

static inline uint32_t window_at(const uint8_t *text) {
  uint32_t window;
  memcpy(&window, text, sizeof window);
  return window & CBYTESCAN_KINDS;
}

/// Fibonacci hashing: the product's top bits depend on all four bytes.
static inline uint64_t mixed(uint32_t window) { return window * 0x9E3779B97F4A7C15ull; }

/// Whether both bits of a window are set in its word.
static inline uint32_t has_bits(const cbytescan_filter *filter, uint32_t window) {
  uint64_t hash = mixed(window);
  uint32_t word = filter->bitmap[hash >> 50];
  return word >> (hash >> 45 & 31) & word >> (hash >> 40 & 31) & 1;
}

void cbytescan_add(cbytescan_filter *filter, uint32_t window) {
  uint64_t hash = mixed(window);
  filter->bitmap[hash >> 50] |= 1u << (hash >> 45 & 31) | 1u << (hash >> 40 & 31);
  filter->starts[start_hash((uint16_t)window, (uint16_t)(window >> 16))] = 1;
}

// Every offset is written and the count moves only where the filter says so: no branch to mispredict.

/// Lists those of `ROUND` even offsets from `at` on at which some window may begin.
static inline size_t list_starts(const cbytescan_filter *filter, const uint8_t *text, size_t at,
                                 uint32_t *places) {
  // A loop that compilers turn into vector instructions, with a multiplication of sixteen-bit lanes.
  uint16_t hashes[ROUND];
  for (int index = 0; index < ROUND; index++) {
    uint16_t pair, next;
    memcpy(&pair, text + at + 2 * index, sizeof pair);
    memcpy(&next, text + at + 2 * index + 2, sizeof next);
    hashes[index] = start_hash(pair, next);
  }
  size_t listed = 0;
  for (int index = 0; index < ROUND; index += 4) {
    // Four hashes in one load: the loads are what this loop takes its time for.
    uint64_t four;
    memcpy(&four, hashes + index, sizeof four);
    for (int lane = 0; lane < 4; lane++) {
      places[listed] = (uint32_t)(at + 2 * (size_t)(index + lane));
      listed += filter->starts[four >> (16 * lane) & 0xFFFF];
    }
  }
  return listed;
}

size_t cbytescan_windows(const cbytescan_filter *filter, const uint8_t *text, size_t count,
                         size_t *at, uint32_t *offsets, size_t capacity) {
  // The last load of a round ends at position + 2 * ROUND + 1.
  enum { reach = 2 * ROUND + 2 };
  uint32_t places[BATCH + ROUND];
  size_t written = 0, position = *at;
  while (position + reach <= count && written + CBYTESCAN_RESERVE <= capacity) {
    size_t listed = 0;
    while (position + reach <= count && listed < BATCH) {
      listed += list_starts(filter, text, position, places + listed);
      position += 2 * ROUND;
    }
    for (size_t place = 0; place < listed; place++) {
      offsets[written] = places[place];
      written += has_bits(filter, window_at(text + places[place]));
    }
  }
  // The end, which is shorter than a round.
  if (position + reach > count && written + CBYTESCAN_RESERVE <= capacity) {
    for (; position + 4 <= count; position += 2) {
      offsets[written] = (uint32_t)position;
      written += has_bits(filter, window_at(text + position));
    }
  }
  *at = position;
  return written;
}

size_t cbytescan_count_line_ends(const uint8_t *text, size_t count, int follows) {
  size_t lines = 0;
  if (count == 0) return 0;
  // Blocks short enough for eight-bit sums, plain enough for the compiler to vectorise.
  size_t last = count - 1, start = 0;
  while (start < last) {
    size_t end = last - start < 255 ? last : start + 255;
    uint8_t block = 0;
    for (size_t i = start; i < end; i++)
      block += (uint8_t)((text[i] == '\n') | ((text[i] == '\r') & (text[i + 1] != '\n')));
    lines += block;
    start = end;
  }
  return lines + (text[last] == '\n' || (text[last] == '\r' && follows != '\n'));
}

int cbytescan_has_run(const uint8_t *text, size_t from, size_t to, size_t length, uint64_t low, uint64_t high) {
  // From the end of where a run would be backwards: most texts are left in steps of nearly `length`.
  while (from + length <= to) {
    size_t at = from + length;
    while (at > from) {
      uint8_t byte = text[at - 1];
      uint64_t set = byte & 64 ? high : low;
      if (byte >= 128 || !(set >> (byte & 63) & 1)) break;
      at--;
    }
    if (at == from) return 1;
    from = at;
  }
  return 0;
}
