// The few lines that Swift cannot say: fork and what must happen around it.
#ifndef CPOSIX_H
#define CPOSIX_H

#include "CloseFrom.h"
#include "crc32c.h"

#include <stdint.h>
#include <sys/types.h>

/// fork(2). In the child the signal mask is emptied and every disposition is the default one again.
/// Only a process with one thread may call it: the zygote, and the coordinator before it has threads.
pid_t kq_fork(void);

/// Has the kernel kill this process when the thread that forked it ends; false when that has already happened.
int kq_die_with_parent(pid_t parent);

/// Names this process for ps and top, which show a fork under its parent's name otherwise; at most 15 bytes.
void kq_name_process(const char *name);
/// Runs this process before ordinary ones whenever it is ready, if that is permitted; its children are ordinary again.
/// Returns whether it is so.
int kq_be_punctual(void);

/// Uses up every free piece of the heap below its end, so that what comes next is allocated side by side behind it. For a
/// process whose children go on from its heap: a child copies each page it writes to, and would find the pieces on many.
void kq_fill_heap_gaps(void);

/// Replaces the process by a program. Arguments and environment are arrays of C strings that end with NULL.
/// Descriptors above 2 are closed; 0 reads /dev/null, 1 and 2 write `log`. Returns errno only when it failed.
int kq_exec(const char *path, char *const arguments[], char *const environment[], int log);

/// A descriptor that becomes readable when a child changed its state; SIGCHLD is blocked in this process from then on.
int kq_child_signals(void);

/// Empties such a descriptor; signals are merged, so what they announced must be asked of wait(2).
void kq_drain_signals(int fd);

/// Core dumps off for this process and its children: no file, and no memory in what is piped to a collector.
void kq_no_core_dumps(void);

/// Nanoseconds of CPU that a process has used, or -1: /proc counts in ticks of 10 ms and reads 0 for idle replicas.
int64_t kq_cpu_time(pid_t pid);

/// Wall time minus CLOCK_MONOTONIC, nanoseconds.
int64_t kq_wall_offset(void);

/// CLOCK_MONOTONIC, nanoseconds.
uint64_t kq_now(void);

/// What wait(2) said of a child: WIFSTOPPED, WIFCONTINUED, else ended.
#define KQ_ENDED 0
#define KQ_STOPPED 1
#define KQ_CONTINUED 2
int kq_child_state(int status);

/// WIFEXITED, WEXITSTATUS, WTERMSIG: macros that Swift does not see.
int kq_exit_code(int status);
int kq_term_signal(int status);

/// accept4(2) with CLOEXEC and NONBLOCK, or -1.
int kq_accept(int listener);

#endif
