#include "cbytescan.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static inline uint32_t window_at(const uint8_t *text) {
  uint32_t window;
  memcpy(&window, text, sizeof window);
  return window | 0x20202020u;
}

static inline uint32_t has_bit(const uint32_t *bitmap, uint32_t hash) {
  return (bitmap[hash >> 5] >> (hash & 31)) & 1;
}

size_t cbytescan_windows_scalar(const uint8_t *text, size_t count, const uint32_t *bitmap,
                                size_t *at, uint32_t *offsets, size_t capacity) {
  size_t written = 0, position = *at;
  // Every offset is written and the count moves only when the bit is set: no branch to mispredict.
  while (position + 4 <= count && written + 16 < capacity) {
    offsets[written] = (uint32_t)position;
    written += has_bit(bitmap, cbytescan_hash(window_at(text + position)));
    position++;
  }
  *at = position;
  return written;
}

#if defined(__x86_64__)
// Eight windows at once: a byte shuffle makes them from one load, a gather asks the bitmap.
__attribute__((target("avx2,bmi"))) static size_t windows_avx2(
    const uint8_t *text, size_t count, const uint32_t *bitmap, size_t *at, uint32_t *offsets,
    size_t capacity) {
  const __m256i spread = _mm256_setr_epi8(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 4, 5, 6,
                                          7, 5, 6, 7, 8, 6, 7, 8, 9, 7, 8, 9, 10);
  const __m256i caseless = _mm256_set1_epi8(0x20);
  const __m256i multiplier = _mm256_set1_epi32((int)0x9E3779B1u);
  const __m256i low_bits = _mm256_set1_epi32(31);
  size_t written = 0, position = *at;
  while (position + 24 <= count && written + 16 < capacity) {
    unsigned found[2];
    for (int half = 0; half < 2; half++) {
      __m128i bytes = _mm_loadu_si128((const __m128i *)(text + position + 8 * half));
      __m256i windows = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), spread);
      windows = _mm256_or_si256(windows, caseless);
      __m256i hashes = _mm256_srli_epi32(_mm256_mullo_epi32(windows, multiplier), 15);
      __m256i words =
          _mm256_i32gather_epi32((const int *)bitmap, _mm256_srli_epi32(hashes, 5), 4);
      // The wanted bit goes to the sign, where movemask reads it.
      __m256i shift = _mm256_andnot_si256(hashes, low_bits);
      found[half] = (unsigned)_mm256_movemask_ps(
          _mm256_castsi256_ps(_mm256_sllv_epi32(words, shift)));
    }
    unsigned mask = found[0] | found[1] << 8;
    while (mask) {
      offsets[written++] = (uint32_t)(position + (size_t)__builtin_ctz(mask));
      mask &= mask - 1;
    }
    position += 16;
  }
  *at = position;
  if (written + 16 < capacity) {
    written += cbytescan_windows_scalar(text, count, bitmap, at, offsets + written,
                                        capacity - written);
  }
  return written;
}
#endif

size_t cbytescan_windows(const uint8_t *text, size_t count, const uint32_t *bitmap, size_t *at,
                         uint32_t *offsets, size_t capacity) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    return windows_avx2(text, count, bitmap, at, offsets, capacity);
#endif
  return cbytescan_windows_scalar(text, count, bitmap, at, offsets, capacity);
}

size_t cbytescan_count_line_feeds(const uint8_t *text, size_t count) {
  size_t lines = 0;
  // Plain enough for the compiler to vectorise.
  for (size_t i = 0; i < count; i++) lines += text[i] == '\n';
  return lines;
}
