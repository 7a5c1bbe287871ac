// Counts what a thread allocates, for the claim that a decision allocates nothing.
#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

#include <stdint.h>

/// Calls of malloc and its relatives by this thread so far, whoever made them: Swift's runtime, C, us.
uint64_t kq_allocations(void);

#endif
