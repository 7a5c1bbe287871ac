#ifndef KEYQUAKE_CLOSE_FROM_H
#define KEYQUAKE_CLOSE_FROM_H
#include <spawn.h>

/// Makes a spawned child close every descriptor from `first` on; glibc declares this under _GNU_SOURCE only.
int keyquake_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

#endif
