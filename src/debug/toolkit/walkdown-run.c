/*
 * walkdown-run [-t MILLISECONDS] -- COMMAND [ARGUMENT...]
 *   Runs a command as the reaper of all its descendants, and ends every one of them with it or at the time limit: none
 *   is left to the first process of a joined pid namespace. Exit status: the command's, 128 + its signal, 124 at the
 *   limit, 126 or 127 when it could not be started.
 * walkdown-run --wait SECONDS
 *   Waits, then ends: what keeps a debug container, and no longer than that.
 * walkdown-run --find TEXT
 *   Describes the processes whose cgroup names TEXT (a container's id); if there are none, those whose mounts do.
 * walkdown-run --read FILE
 *   Prints a file.
 *
 * Called as "sleep" or "cat" it waits, or prints files: for images that have neither.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int holds(const char *path, const char *text) {
  FILE *file = fopen(path, "re");
  char *line = NULL;
  size_t size = 0;
  int found = 0;
  if (!file) return 0;
  while (!found && getline(&line, &size, file) > 0) found = strstr(line, text) != NULL;
  free(line);
  fclose(file);
  return found;
}

/* Lines as walkdown reads them: P pid, S the stat line, Uid: and Gid: of the status. */
static void describe(const char *pid) {
  char path[300], *line = NULL;
  size_t size = 0;
  printf("P %s\n", pid);
  snprintf(path, sizeof path, "/proc/%s/stat", pid);
  FILE *file = fopen(path, "re");
  if (file && getline(&line, &size, file) > 0) printf("S %s", line);
  if (file) fclose(file);
  snprintf(path, sizeof path, "/proc/%s/status", pid);
  file = fopen(path, "re");
  while (file && getline(&line, &size, file) > 0)
    if (!strncmp(line, "Uid:", 4) || !strncmp(line, "Gid:", 4)) fputs(line, stdout);
  if (file) fclose(file);
  free(line);
}

/* Our own mounts name the target too: its resolv.conf is ours. */
static int in_our_mounts(const char *pid) {
  char path[300];
  struct stat theirs, ours;
  snprintf(path, sizeof path, "/proc/%s/ns/mnt", pid);
  return !stat(path, &theirs) && !stat("/proc/self/ns/mnt", &ours) && theirs.st_ino == ours.st_ino;
}

static int find(const char *text) {
  for (int by_mounts = 0; by_mounts < 2; by_mounts++) {
    int found = 0;
    DIR *proc = opendir("/proc");
    if (!proc) return 1;
    for (struct dirent *entry; (entry = readdir(proc));) {
      char path[300];
      if (!isdigit((unsigned char)entry->d_name[0])) continue;
      snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, by_mounts ? "mountinfo" : "cgroup");
      if (!holds(path, text) || (by_mounts && in_our_mounts(entry->d_name))) continue;
      describe(entry->d_name);
      found = 1;
    }
    closedir(proc);
    if (found) return 0;
  }
  return 2;
}

static int read_file(const char *path) {
  char buffer[65536];
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return fprintf(stderr, "%s: %s\n", path, strerror(errno)), 1;
  for (ssize_t n; (n = read(file, buffer, sizeof buffer)) != 0;) {
    if (n < 0) return fprintf(stderr, "%s: %s\n", path, strerror(errno)), 1;
    if (write(STDOUT_FILENO, buffer, (size_t)n) != n) return 1;
  }
  return 0;
}

static int wait_for(long seconds) {
  struct timespec pause = {.tv_sec = seconds};
  while (nanosleep(&pause, &pause) < 0 && errno == EINTR) continue;
  return 0;
}

/* The parent of a process; 0 when it is gone. */
static int parent_of(int pid) {
  char path[64], line[512];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  char *end = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
  fclose(file);
  int parent = 0;
  if (end) sscanf(end + 1, " %*c %d", &parent);
  return parent;
}

/* Kills what is left below us, generation by generation: orphans come to us as their reaper. */
static void end_descendants(void) {
  for (int round = 0; round < 1000; round++) {
    DIR *proc = opendir("/proc");
    int any = 0;
    if (!proc) return;
    for (struct dirent *entry; (entry = readdir(proc));) {
      int pid = isdigit((unsigned char)entry->d_name[0]) ? atoi(entry->d_name) : 0;
      if (pid < 2 || parent_of(pid) != getpid()) continue;
      kill(pid, SIGKILL);
      waitpid(pid, NULL, 0);
      any = 1;
    }
    closedir(proc);
    if (!any) return;
  }
}

static volatile sig_atomic_t stop_signal = 0;
static void on_signal(int number) { stop_signal = number; }

static int run(char **command, long limit_ms) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  long long deadline = limit_ms > 0 ? now_ms() + limit_ms : 0;
  pid_t child = fork();
  if (child < 0) return fprintf(stderr, "walkdown-run: %s\n", strerror(errno)), 126;
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &before, NULL);
    signal(SIGTERM, SIG_DFL), signal(SIGINT, SIG_DFL), signal(SIGHUP, SIG_DFL);
    execvp(command[0], command);
    int error = errno;
    fprintf(stderr, "walkdown-run: %s: %s\n", command[0], strerror(error));
    _exit(error == ENOENT ? 127 : 126);
  }
  int result = -1;
  while (result < 0) {
    int status;
    pid_t ended = waitpid(-1, &status, WNOHANG);
    if (ended == child) result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    else if (stop_signal) result = 128 + stop_signal;
    else if (deadline && now_ms() >= deadline) result = 124;
    else if (ended == 0) {
      struct timespec pause = {.tv_sec = 1};
      if (deadline) {
        long long left = deadline - now_ms();
        if (left < 0) left = 0;
        pause.tv_sec = left / 1000, pause.tv_nsec = left % 1000 * 1000000;
      }
      sigtimedwait(&blocked, NULL, &pause);
    }
  }
  end_descendants();
  return result;
}

int main(int argc, char **argv) {
  const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
  const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";
  if (!strcmp(name, "sleep")) return argc == 2 ? wait_for(atol(argv[1])) : 1;
  if (!strcmp(name, "cat")) {
    int failed = 0;
    for (int i = 1; i < argc; i++) failed |= read_file(argv[i]);
    return failed;
  }
  if (argc == 2 && !strcmp(argv[1], "--version")) return puts("walkdown-run 1") < 0;
  if (argc == 3 && !strcmp(argv[1], "--wait")) return wait_for(atol(argv[2]));
  if (argc == 3 && !strcmp(argv[1], "--find")) return find(argv[2]);
  if (argc == 3 && !strcmp(argv[1], "--read")) return read_file(argv[2]);
  int at = 1;
  long limit_ms = 0;
  if (argc > at + 1 && !strcmp(argv[at], "-t")) limit_ms = atol(argv[at + 1]), at += 2;
  if (argc > at && !strcmp(argv[at], "--")) at++;
  if (at >= argc) return fputs("usage: walkdown-run [-t MILLISECONDS] -- COMMAND [ARGUMENT...] | --wait SECONDS | --find TEXT | --read FILE\n", stderr), 1;
  return run(argv + at, limit_ms);
}
