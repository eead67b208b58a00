/*
 * A small service, as an incident's target is one: it listens, says so, tries its upstream and goes on.
 *
 *   PORT       where to listen (8080)
 *   API_URL    its upstream, scheme://host[:port]/...; looked up and connected to every ten seconds, outcome logged
 *   HOLD_MIB   memory to allocate and touch at start
 *
 * Ends with status 0 on SIGTERM. Never forks: it can be a container's process 1.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifdef WITH_LIBRARY
/* From libpayments.so.1, which the images that must be broken do not have. */
extern int payments_version(void);
#endif

enum { EVERY_SECONDS = 10 };

static void stop(int signal) {
  (void)signal;
  _exit(0);
}

static void say(const char *level, const char *text, const char *detail) {
  char stamp[32];
  time_t now = time(NULL);
  strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
  printf("%s %s %s%s%s\n", stamp, level, text, *detail ? ": " : "", detail);
  fflush(stdout);
}

/* Splits scheme://[user@]host[:port]/path; 0 when it is one. */
static int split_url(const char *url, char *host, size_t host_size, char *port, size_t port_size) {
  const char *start = strstr(url, "://");
  if (!start) return -1;
  const char *fallback = strncmp(url, "https", 5) == 0 ? "443" : "80";
  start += 3;
  size_t length = strcspn(start, "/?#");
  char authority[256];
  if (length == 0 || length >= sizeof authority) return -1;
  memcpy(authority, start, length);
  authority[length] = 0;
  char *name = strrchr(authority, '@');
  name = name ? name + 1 : authority;
  char *colon = strrchr(name, ':');
  if (colon) *colon = 0;
  snprintf(host, host_size, "%s", name);
  snprintf(port, port_size, "%s", colon ? colon + 1 : fallback);
  return 0;
}

static void try_upstream(const char *host, const char *port) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
  char text[512];
  int failed = getaddrinfo(host, port, &hints, &list);
  if (failed) {
    snprintf(text, sizeof text, "getaddrinfo %s: %s", host, gai_strerror(failed));
    say("ERROR", "upstream", text);
    return;
  }
  int socket_fd = -1, reason = 0;
  for (struct addrinfo *a = list; a && socket_fd < 0; a = a->ai_next) {
    int fd = socket(a->ai_family, a->ai_socktype, 0);
    struct timeval limit = {.tv_sec = 3};
    if (fd < 0) continue;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, a->ai_addr, a->ai_addrlen) == 0) socket_fd = fd;
    else {
      reason = errno == EINPROGRESS ? ETIMEDOUT : errno;
      close(fd);
    }
  }
  freeaddrinfo(list);
  snprintf(text, sizeof text, "connect %s:%s: %s", host, port, socket_fd < 0 ? strerror(reason) : "ok");
  say(socket_fd < 0 ? "ERROR" : "INFO", "upstream", text);
  if (socket_fd >= 0) close(socket_fd);
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 16)) {
    say("FATAL", "listen", strerror(errno));
    exit(1);
  }
  return fd;
}

static void answer(int listening) {
  static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";
  char request[2048];
  int fd = accept(listening, NULL, NULL);
  struct timeval limit = {.tv_sec = 2};
  if (fd < 0) return;
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (read(fd, request, sizeof request) > 0 && write(fd, reply, sizeof reply - 1) < 0) say("WARN", "reply", strerror(errno));
  close(fd);
}

static void hold_memory(const char *mebibytes) {
  size_t size = (size_t)atol(mebibytes) << 20;
  for (size_t at = 0; at < size; at += 1 << 20) {
    char *block = malloc(1 << 20);
    if (!block) return;
    memset(block, 1, 1 << 20);
  }
}

int main(void) {
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdout, NULL, _IOLBF, 0);
#ifdef WITH_LIBRARY
  if (payments_version() < 1) return 1;
#endif
  const char *port = getenv("PORT"), *url = getenv("API_URL"), *hold = getenv("HOLD_MIB");
  char host[256], upstream_port[16];
  int has_upstream = url && split_url(url, host, sizeof host, upstream_port, sizeof upstream_port) == 0;
  struct pollfd listening = {.fd = listen_on(port ? atoi(port) : 8080), .events = POLLIN};
  say("INFO", "listening on", port ? port : "8080");
  if (hold) hold_memory(hold);
  for (time_t next = 0;;) {
    if (has_upstream && time(NULL) >= next) {
      try_upstream(host, upstream_port);
      next = time(NULL) + EVERY_SECONDS;
    }
    if (poll(&listening, 1, has_upstream ? 1000 : -1) > 0) answer(listening.fd);
  }
}
