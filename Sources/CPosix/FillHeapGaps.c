#define _GNU_SOURCE
#include "CPosix.h"

#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

/// Takes blocks of one size until the first one from behind `end`; whatever a block is, nobody uses it or gives it back.
static void fill(size_t size, const char *end) {
    const char *block;
    do {
        block = malloc(size);
        __asm__ volatile("" : : "r"(block) : "memory");  // the compiler may not see that it is not used
    } while (block != NULL && block < end);
}

void kq_fill_heap_gaps(void) {
    static const size_t smallest = 24, step = 16, large = 1032, largest = 1 << 16;
    const char *end = (const char *)sbrk(0) - mallinfo2().keepcost;
    for (size_t size = largest; size > large; size /= 2) fill(size, end);
    for (size_t size = large; size >= smallest; size -= step) fill(size, end);
}
