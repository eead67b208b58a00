/*
 * walkdown-pipe tcp|udp ADDRESS PORT [CONNECT_TIMEOUT_MS]
 *
 * Standard input and output become a connection. ADDRESS is numeric, IPv4 or IPv6 (with %zone).
 * tcp: bytes; the end of the input is passed on as a half close.
 * udp: every datagram, each way, stands behind its length as two bytes, highest first, so that none are merged.
 * Standard error has one line: "connected us=N", or a word out of
 *   refused unreachable timeout reset closed tool
 * and what the system says. Exit status: 0 the other side ended, 1 not connected or broken, 2 wrong usage.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 65536 + 2, IDLE_AFTER_EOF_MS = 30000 };

static long long now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static int fail(const char *doing, int error) {
  const char *word = "tool";
  switch (error) {
    case ECONNREFUSED: word = "refused"; break;
    case ENETUNREACH: case EHOSTUNREACH: case EADDRNOTAVAIL: case ENETDOWN: case EHOSTDOWN: case EACCES: case EPERM:
      word = "unreachable"; break;
    case ETIMEDOUT: word = "timeout"; break;
    case ECONNRESET: word = "reset"; break;
    case EPIPE: word = "closed"; break;
  }
  fprintf(stderr, "%s %s: %s\n", word, doing, strerror(error));
  return 1;
}

static int parse_address(const char *text, const char *port_text, struct sockaddr_storage *out, socklen_t *length) {
  char *end;
  long port = strtol(port_text, &end, 10);
  if (*end || port < 1 || port > 65535) return 0;
  memset(out, 0, sizeof *out);
  struct sockaddr_in *v4 = (struct sockaddr_in *)out;
  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons((unsigned short)port);
    *length = sizeof *v4;
    return 1;
  }
  char host[128];
  if (strlen(text) >= sizeof host) return 0;
  strcpy(host, text);
  char *zone = strchr(host, '%');
  if (zone) *zone++ = 0;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
  if (inet_pton(AF_INET6, host, &v6->sin6_addr) != 1) return 0;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons((unsigned short)port);
  if (zone) {
    v6->sin6_scope_id = if_nametoindex(zone);
    if (!v6->sin6_scope_id) v6->sin6_scope_id = (unsigned)strtoul(zone, NULL, 10);
  }
  *length = sizeof *v6;
  return 1;
}

/* 0, or the error of connect(2). */
static int connect_within(int s, struct sockaddr *address, socklen_t length, int limit_ms) {
  fcntl(s, F_SETFL, fcntl(s, F_GETFL) | O_NONBLOCK);
  if (connect(s, address, length) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  struct pollfd p = {.fd = s, .events = POLLOUT};
  int ready;
  do ready = poll(&p, 1, limit_ms);
  while (ready < 0 && errno == EINTR);
  if (ready == 0) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

/* Standard output is written whole; it blocks only as long as our reader does. */
static int put(const unsigned char *bytes, size_t count) {
  while (count) {
    ssize_t n = write(STDOUT_FILENO, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) {
      struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
      poll(&p, 1, -1);
      continue;
    }
    if (n <= 0) return 0;
    bytes += n;
    count -= (size_t)n;
  }
  return 1;
}

static int pipe_tcp(int s) {
  static unsigned char out[BUFFER], in[BUFFER];
  size_t held = 0, sent = 0;
  int input = 1, open_out = 1;
  for (;;) {
    struct pollfd p[2] = {{.fd = input && held == sent ? STDIN_FILENO : -1, .events = POLLIN},
                          {.fd = s, .events = (short)(POLLIN | (sent < held ? POLLOUT : 0))}};
    int ready = poll(p, 2, input ? -1 : IDLE_AFTER_EOF_MS);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return 0;
    if (p[0].revents) {
      ssize_t n = read(STDIN_FILENO, out, sizeof out);
      if (n > 0) held = (size_t)n, sent = 0;
      else if (n == 0 || (errno != EAGAIN && errno != EINTR)) input = 0;
    }
    if (sent < held) {
      ssize_t n = send(s, out + sent, held - sent, MSG_NOSIGNAL);
      if (n > 0) sent += (size_t)n;
      else if (n < 0 && errno != EAGAIN && errno != EINTR) return fail("send", errno);
    }
    if (!input && sent == held && open_out) {
      shutdown(s, SHUT_WR);
      open_out = 0;
    }
    if (p[1].revents & (POLLIN | POLLHUP | POLLERR)) {
      ssize_t n = recv(s, in, sizeof in, 0);
      if (n == 0) return 0;
      if (n < 0 && errno != EAGAIN && errno != EINTR) return fail("receive", errno);
      if (n > 0 && !put(in, (size_t)n)) return 0;
    }
  }
}

static int pipe_udp(int s) {
  static unsigned char out[BUFFER * 2], in[BUFFER];
  size_t held = 0;
  int input = 1;
  for (;;) {
    struct pollfd p[2] = {{.fd = input ? STDIN_FILENO : -1, .events = POLLIN}, {.fd = s, .events = POLLIN}};
    int ready = poll(p, 2, input ? -1 : IDLE_AFTER_EOF_MS);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return 0;
    if (p[0].revents) {
      ssize_t n = read(STDIN_FILENO, out + held, sizeof out - held);
      if (n > 0) held += (size_t)n;
      else if (n == 0 || (errno != EAGAIN && errno != EINTR)) input = 0;
      size_t at = 0;
      while (held - at >= 2) {
        size_t length = (size_t)out[at] << 8 | out[at + 1];
        if (held - at < 2 + length) break;
        if (send(s, out + at + 2, length, MSG_NOSIGNAL) < 0 && errno != EAGAIN && errno != EINTR) return fail("send", errno);
        at += 2 + length;
      }
      memmove(out, out + at, held - at);
      held -= at;
    }
    if (p[1].revents) {
      ssize_t n = recv(s, in + 2, sizeof in - 2, 0);
      if (n < 0 && errno != EAGAIN && errno != EINTR) return fail("receive", errno);
      if (n >= 0) {
        in[0] = (unsigned char)(n >> 8);
        in[1] = (unsigned char)n;
        if (!put(in, (size_t)n + 2)) return 0;
      }
    }
  }
}

int main(int argc, char **argv) {
  struct sockaddr_storage address;
  socklen_t length;
  if (argc == 2 && !strcmp(argv[1], "--version")) return puts("walkdown-pipe 1") < 0;
  int udp = argc >= 4 && !strcmp(argv[1], "udp");
  if (argc < 4 || argc > 5 || (!udp && strcmp(argv[1], "tcp")) || !parse_address(argv[2], argv[3], &address, &length)) {
    fputs("tool usage: walkdown-pipe tcp|udp ADDRESS PORT [CONNECT_TIMEOUT_MS]\n", stderr);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int limit_ms = argc == 5 ? atoi(argv[4]) : 30000;
  int s = socket(address.ss_family, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
  if (s < 0) return fail("socket", errno);
  long long began = now_us();
  int error = connect_within(s, (struct sockaddr *)&address, length, limit_ms);
  if (error) return fail("connect", error);
  fprintf(stderr, "connected us=%lld\n", now_us() - began);
  int one = 1;
  if (!udp) setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return udp ? pipe_udp(s) : pipe_tcp(s);
}
