#define _GNU_SOURCE
#include "CPosix.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t kq_fork(void) {
    pid_t pid = fork();
    if (pid == 0) reset_signals();
    return pid;
}

int kq_die_with_parent(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    return getppid() == parent;
}

int kq_be_punctual(void) {
    struct sched_param parameter = {.sched_priority = 1};
    return sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameter) == 0;
}

void kq_name_process(const char *name) { prctl(PR_SET_NAME, name); }

int kq_exec(const char *path, char *const arguments[], char *const environment[], int log) {
    int null = open("/dev/null", O_RDONLY);
    dup2(null, 0);
    dup2(log, 1);
    dup2(log, 2);
    syscall(SYS_close_range, 3, ~0U, 0);
    execve(path, arguments, environment);
    return errno;
}

int kq_child_signals(void) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    return signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
}

void kq_no_core_dumps(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    int filter = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
    if (filter < 0) return;
    if (write(filter, "0", 1) != 1) { /* an old kernel: the limit above is all there is */ }
    close(filter);
}

static uint64_t read_clock(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int64_t kq_cpu_time(pid_t pid) {
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return -1;
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

uint64_t kq_now(void) { return read_clock(CLOCK_MONOTONIC); }

int64_t kq_wall_offset(void) {
    uint64_t before = read_clock(CLOCK_MONOTONIC);
    uint64_t wall = read_clock(CLOCK_REALTIME);
    uint64_t after = read_clock(CLOCK_MONOTONIC);
    return (int64_t)(wall - (before + (after - before) / 2));
}

int kq_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
int kq_term_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

int kq_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int kq_child_state(int status) {
    if (WIFSTOPPED(status)) return KQ_STOPPED;
    return WIFCONTINUED(status) ? KQ_CONTINUED : KQ_ENDED;
}

void kq_drain_signals(int fd) {
    struct signalfd_siginfo info;
    while (read(fd, &info, sizeof info) > 0) {}
}
