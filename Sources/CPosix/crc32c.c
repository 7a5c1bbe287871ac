#include "crc32c.h"

#include <string.h>

enum { record_size = 64, checksum_size = 4, sequence_offset = 8 };

/// One entry per value of four bits, of the reflected polynomial 0x82F63B78.
static const uint32_t nibbles[16] = {
    0x00000000, 0x105EC76F, 0x20BD8EDE, 0x30E349B1, 0x417B1DBC, 0x5125DAD3, 0x61C69362, 0x7198540D,
    0x82F63B78, 0x92A8FC17, 0xA24BB5A6, 0xB21572C9, 0xC38D26C4, 0xD3D3E1AB, 0xE330A81A, 0xF36E6F75,
};

uint32_t kq_crc32c_portable(const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint32_t crc = ~0u;
    for (size_t i = 0; i < length; i++) {
        crc ^= at[i];
        crc = crc >> 4 ^ nibbles[crc & 15];
        crc = crc >> 4 ^ nibbles[crc & 15];
    }
    return ~crc;
}

#if defined(__x86_64__)

#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint32_t crc_fast(const uint8_t *at, size_t length) {
    uint64_t crc = ~0u;
    for (; length >= 8; at += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        crc = _mm_crc32_u64(crc, word);
    }
    uint32_t rest = (uint32_t)crc;
    for (; length > 0; at++, length--) rest = _mm_crc32_u8(rest, *at);
    return ~rest;
}

__attribute__((target("sse4.2"))) static inline uint32_t record_fast(const uint8_t *record) {
    uint32_t head;
    memcpy(&head, record + checksum_size, 4);
    uint64_t crc = _mm_crc32_u32(~0u, head);
    for (size_t at = 8; at < record_size; at += 8) {
        uint64_t word;
        memcpy(&word, record + at, 8);
        crc = _mm_crc32_u64(crc, word);
    }
    return ~(uint32_t)crc;
}

static inline int is_sound(const uint8_t *record, uint32_t checksum, uint32_t sequence) {
    uint32_t found[3];
    memcpy(found, record, sizeof found);
    return found[0] == checksum && found[sequence_offset / 4] == sequence;
}

/// Four records at a time: the instruction has a latency of three cycles, and the chains are independent.
__attribute__((target("sse4.2"))) static size_t first_damaged_fast(
    const uint8_t *records, size_t count, uint32_t sequence) {
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const uint8_t *at = records + i * record_size;
        uint32_t a = record_fast(at), b = record_fast(at + record_size), c = record_fast(at + 2 * record_size),
                 d = record_fast(at + 3 * record_size);
        uint32_t n = sequence + (uint32_t)i;
        if (!(is_sound(at, a, n) & is_sound(at + record_size, b, n + 1) & is_sound(at + 2 * record_size, c, n + 2) &
              is_sound(at + 3 * record_size, d, n + 3)))
            break;
    }
    for (; i < count; i++) {
        const uint8_t *at = records + i * record_size;
        if (!is_sound(at, record_fast(at), sequence + (uint32_t)i)) return i;
    }
    return count;
}

static int has_instruction(void) { return __builtin_cpu_supports("sse4.2"); }

#else

static uint32_t crc_fast(const uint8_t *at, size_t length) { return kq_crc32c_portable(at, length); }
static uint32_t record_fast(const uint8_t *record) {
    return kq_crc32c_portable(record + checksum_size, record_size - checksum_size);
}
static size_t first_damaged_fast(const uint8_t *records, size_t count, uint32_t sequence) { return 0; }
static int has_instruction(void) { return 0; }

#endif

uint32_t kq_crc32c(const void *bytes, size_t length) {
    return has_instruction() ? crc_fast(bytes, length) : kq_crc32c_portable(bytes, length);
}

uint32_t kq_record_checksum(const void *record) {
    if (has_instruction()) return record_fast(record);
    return kq_crc32c_portable((const uint8_t *)record + checksum_size, record_size - checksum_size);
}

size_t kq_first_damaged_record(const void *records, size_t count, uint32_t first_sequence) {
    if (has_instruction()) return first_damaged_fast(records, count, first_sequence);
    const uint8_t *at = records;
    for (size_t i = 0; i < count; i++, at += record_size) {
        uint32_t found[3];
        memcpy(found, at, sizeof found);
        if (found[0] != kq_record_checksum(at) || found[2] != first_sequence + (uint32_t)i) return i;
    }
    return count;
}
