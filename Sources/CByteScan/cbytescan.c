#include "cbytescan.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define CASELESS 0x20202020u

/// Fibonacci hashing: the product's top bits depend on all four bytes.
static inline uint32_t hash(uint32_t window) { return (window * 0x9E3779B1u) >> 14; }

static inline uint32_t window_at(const uint8_t *text) {
  uint32_t window;
  memcpy(&window, text, sizeof window);
  return window | CASELESS;
}

static inline uint32_t has_bit(const cbytescan_filter *filter, uint32_t window) {
  uint32_t bit = hash(window);
  return (filter->bitmap[bit >> 5] >> (bit & 31)) & 1;
}

/// Six bits of a byte, without the bit that caseless bytes share: 0x20 and 0x60 are different, 0xA0 is like 0x20.
static inline unsigned kind(uint32_t byte) { return (byte & 0x1F) | ((byte & 0x40) >> 1); }

static void add_pair(uint8_t *pairs, uint32_t first, uint32_t second) {
  pairs[kind(first) << 3 | kind(second) >> 3] |= (uint8_t)(1u << (kind(second) & 7));
}

void cbytescan_add(cbytescan_filter *filter, uint32_t window) {
  uint32_t bit = hash(window);
  filter->bitmap[bit >> 5] |= 1u << (bit & 31);
  add_pair(filter->first_pairs, window & 0xFF, window >> 8 & 0xFF);
  add_pair(filter->last_pairs, window >> 16 & 0xFF, window >> 24);
}

static size_t windows_scalar(const cbytescan_filter *filter, const uint8_t *text, size_t count,
                             size_t *at, uint32_t *offsets, size_t capacity) {
  size_t written = 0, position = *at;
  // Every offset is written and the count moves only when the bit is set: no branch to mispredict.
  while (position + 4 <= count && written < capacity) {
    offsets[written] = (uint32_t)position;
    written += has_bit(filter, window_at(text + position));
    position++;
  }
  *at = position;
  return written;
}

#if defined(__x86_64__)

// A byte shuffle makes eight windows from one load, a gather asks the bitmap.
__attribute__((target("avx2,bmi"))) static size_t windows_avx2(
    const cbytescan_filter *filter, const uint8_t *text, size_t count, size_t *at,
    uint32_t *offsets, size_t capacity) {
  const __m256i spread = _mm256_setr_epi8(0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6, 4, 5, 6,
                                          7, 5, 6, 7, 8, 6, 7, 8, 9, 7, 8, 9, 10);
  const __m256i caseless = _mm256_set1_epi8(0x20);
  const __m256i multiplier = _mm256_set1_epi32((int)0x9E3779B1u);
  const __m256i low_bits = _mm256_set1_epi32(31);
  size_t written = 0, position = *at;
  while (position + 24 <= count && written + 16 <= capacity) {
    unsigned found[2];
    for (int half = 0; half < 2; half++) {
      __m128i bytes = _mm_loadu_si128((const __m128i *)(text + position + 8 * half));
      __m256i windows = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), spread);
      windows = _mm256_or_si256(windows, caseless);
      __m256i hashes = _mm256_srli_epi32(_mm256_mullo_epi32(windows, multiplier), 14);
      __m256i words = _mm256_i32gather_epi32((const int *)filter->bitmap,
                                             _mm256_srli_epi32(hashes, 5), 4);
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
  return written;
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2")))

/// 64 caseless bytes as their kinds, 0...63.
AVX512 static inline __m512i kinds(const uint8_t *text) {
  __m512i bytes = _mm512_loadu_si512(text);
  // Shifts work on 16 bits; the masks drop what crosses from the neighbouring byte.
  return _mm512_or_si512(
      _mm512_and_si512(bytes, _mm512_set1_epi8(0x1F)),
      _mm512_and_si512(_mm512_srli_epi16(bytes, 1), _mm512_set1_epi8(0x20)));
}

/// Which of 64 pairs of kinds have their bit in a table of 512 bytes that eight registers hold.
AVX512 static inline __mmask64 has_pairs(const __m512i table[8], __m512i first, __m512i second) {
  const __m512i seven = _mm512_set1_epi8(7);
  // The table's byte is `first << 3 | second >> 3`: seven bits choose among two registers, the two above, which are
  // the top bits of `first`, among the four results.
  __m512i index = _mm512_or_si512(
      _mm512_and_si512(_mm512_slli_epi16(first, 3), _mm512_set1_epi8((char)0xF8)),
      _mm512_and_si512(_mm512_srli_epi16(second, 3), seven));
  __mmask64 bit4 = _mm512_test_epi8_mask(first, _mm512_set1_epi8(0x10));
  __mmask64 bit5 = _mm512_test_epi8_mask(first, _mm512_set1_epi8(0x20));
  __m512i low = _mm512_mask_blend_epi8(bit4, _mm512_permutex2var_epi8(table[0], index, table[1]),
                                       _mm512_permutex2var_epi8(table[2], index, table[3]));
  __m512i high = _mm512_mask_blend_epi8(bit4, _mm512_permutex2var_epi8(table[4], index, table[5]),
                                        _mm512_permutex2var_epi8(table[6], index, table[7]));
  __m512i bits = _mm512_shuffle_epi8(_mm512_set1_epi64((long long)0x8040201008040201ull),
                                     _mm512_and_si512(second, seven));
  return _mm512_test_epi8_mask(_mm512_mask_blend_epi8(bit5, low, high), bits);
}

/// The low sixteen bytes of `places` as numbers, `base` added.
AVX512 static inline __m512i widened(__m128i places, size_t base) {
  return _mm512_add_epi32(_mm512_set1_epi32((int)base), _mm512_cvtepu8_epi32(places));
}

// The pair tables leave about a fifth of the positions, which are listed without a branch; then the bitmap is asked.
AVX512 static size_t windows_avx512(const cbytescan_filter *filter, const uint8_t *text,
                                    size_t count, size_t *at, uint32_t *offsets, size_t capacity) {
  __m512i first_pairs[8], last_pairs[8];
  for (int part = 0; part < 8; part++) {
    first_pairs[part] = _mm512_loadu_si512(filter->first_pairs + 64 * part);
    last_pairs[part] = _mm512_loadu_si512(filter->last_pairs + 64 * part);
  }
  uint8_t numbers[64];
  for (int number = 0; number < 64; number++) numbers[number] = (uint8_t)number;
  const __m512i lanes = _mm512_loadu_si512(numbers);
  enum { batch = 448 };
  uint32_t places[batch + 128];
  size_t written = 0, position = *at;
  // The last load of a round ends at position + 67.
  while (position + 67 <= count && written + batch + 64 <= capacity) {
    size_t listed = 0;
    while (position + 67 <= count && listed < batch) {
      __m512i second = kinds(text + position + 1), third = kinds(text + position + 2);
      __mmask64 mask = has_pairs(first_pairs, kinds(text + position), second) &
                       has_pairs(last_pairs, third, kinds(text + position + 3));
      __m512i packed = _mm512_maskz_compress_epi8(mask, lanes);
      size_t found = (size_t)__builtin_popcountll(mask);
      uint32_t *free = places + listed;
      _mm512_storeu_si512(free, widened(_mm512_castsi512_si128(packed), position));
      if (found > 16) {
        _mm512_storeu_si512(free + 16, widened(_mm512_extracti32x4_epi32(packed, 1), position));
        if (found > 32) {
          _mm512_storeu_si512(free + 32, widened(_mm512_extracti32x4_epi32(packed, 2), position));
          _mm512_storeu_si512(free + 48, widened(_mm512_extracti32x4_epi32(packed, 3), position));
        }
      }
      listed += found;
      position += 64;
    }
    for (size_t place = 0; place < listed; place++) {
      offsets[written] = places[place];
      written += has_bit(filter, window_at(text + places[place]));
    }
  }
  *at = position;
  return written;
}
#endif

cbytescan_way cbytescan_best_way(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return CBYTESCAN_AVX512;
  if (__builtin_cpu_supports("avx2")) return CBYTESCAN_AVX2;
#endif
  return CBYTESCAN_SCALAR;
}

size_t cbytescan_windows(cbytescan_way way, const cbytescan_filter *filter, const uint8_t *text,
                         size_t count, size_t *at, uint32_t *offsets, size_t capacity) {
  size_t written = 0;
#if defined(__x86_64__)
  if (way == CBYTESCAN_AVX512)
    written = windows_avx512(filter, text, count, at, offsets, capacity);
  else if (way == CBYTESCAN_AVX2)
    written = windows_avx2(filter, text, count, at, offsets, capacity);
#endif
  // The end, which is shorter than a vector; or all of it.
  if (written + CBYTESCAN_RESERVE <= capacity)
    written += windows_scalar(filter, text, count, at, offsets + written, capacity - written);
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
