#ifndef KQ_CRC32C_H
#define KQ_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli) of `length` bytes; with the processor's instruction where there is one.
uint32_t kq_crc32c(const void *bytes, size_t length);

/// The checksum of one 64-byte record: over all of it but its first four bytes, where the checksum itself stands.
uint32_t kq_record_checksum(const void *record);

/// The index of the first of `count` records whose checksum is wrong, or whose sequence (bytes 8 to 11) is not
/// `first_sequence` + index; `count` when all are sound.
size_t kq_first_damaged_record(const void *records, size_t count, uint32_t first_sequence);

/// The same CRC without the processor's instruction, for tests.
uint32_t kq_crc32c_portable(const void *bytes, size_t length);

#endif
