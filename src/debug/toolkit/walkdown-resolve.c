/*
 * walkdown-resolve [-n COUNT] [-i INTERVAL_MS] [-4|-6] [-a] [--] NAME...
 *
 * Looks names up with the libc's own getaddrinfo and says how long each look-up took inside the process: a JSON line
 * each. -a: with AI_ADDRCONFIG. Linked against the libc whose resolver it is to show, never statically.
 * Exit status: 0 every look-up gave an address, 2 one did not, 1 wrong usage.
 *
 * Called as "getent" it is a getent of hosts, ahosts, ahostsv4 and ahostsv6, for images of a libc that has none.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_LOOKUPS = 1000 };

static long long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void put_json(const char *text) {
  putchar('"');
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    if (*c == '"' || *c == '\\') printf("\\%c", *c);
    else if (*c < 0x20 || *c >= 0x7f) printf("\\u%04x", *c);
    else putchar(*c);
  }
  putchar('"');
}

static int address_of(const struct addrinfo *a, char *out, size_t size) {
  return getnameinfo(a->ai_addr, a->ai_addrlen, out, (socklen_t)size, NULL, 0, NI_NUMERICHOST) == 0;
}

static int look_up(const char *name, int family, int flags) {
  struct addrinfo hints = {.ai_family = family, .ai_flags = flags, .ai_socktype = SOCK_STREAM}, *list = NULL;
  errno = 0;
  long long began = now_ns();
  int rc = getaddrinfo(name, NULL, &hints, &list);
  long long took = now_ns() - began;
  int error = errno;
  printf("{\"name\":");
  put_json(name);
  printf(",\"family\":\"%s\",\"addrconfig\":%s,\"ns\":%lld,\"rc\":%d,\"gai\":", family == AF_INET ? "inet" : family == AF_INET6 ? "inet6" : "any",
         flags & AI_ADDRCONFIG ? "true" : "false", took, rc);
  put_json(rc ? gai_strerror(rc) : "");
  printf(",\"errno\":");
  put_json(rc == EAI_SYSTEM ? strerror(error) : "");
  printf(",\"addresses\":[");
  int any = 0;
  for (struct addrinfo *a = rc ? NULL : list; a; a = a->ai_next) {
    char text[INET6_ADDRSTRLEN + 32];
    if (!address_of(a, text, sizeof text)) continue;
    if (any++) putchar(',');
    put_json(text);
  }
  puts("]}");
  fflush(stdout);
  if (!rc) freeaddrinfo(list);
  return any > 0;
}

static int resolve(int argc, char **argv) {
  int count = 1, interval_ms = 0, family = AF_UNSPEC, flags = 0, option;
  while ((option = getopt(argc, argv, "n:i:46a")) != -1) {
    if (option == 'n') count = atoi(optarg);
    else if (option == 'i') interval_ms = atoi(optarg);
    else if (option == '4') family = AF_INET;
    else if (option == '6') family = AF_INET6;
    else if (option == 'a') flags |= AI_ADDRCONFIG;
    else return 1;
  }
  if (optind == argc || count < 1 || count > MOST_LOOKUPS || interval_ms < 0) {
    fputs("usage: walkdown-resolve [-n COUNT] [-i INTERVAL_MS] [-4|-6] [-a] NAME...\n", stderr);
    return 1;
  }
  int all = 1;
  for (int round = 0; round < count; round++) {
    if (round && interval_ms) {
      struct timespec pause = {.tv_sec = interval_ms / 1000, .tv_nsec = interval_ms % 1000 * 1000000L};
      nanosleep(&pause, NULL);
    }
    for (int i = optind; i < argc; i++) all &= look_up(argv[i], family, flags);
  }
  return all ? 0 : 2;
}

/* The layout of Alpine's getent. */
static int getent_hosts(const char *key) {
  unsigned char address[16];
  struct hostent *host;
  if (inet_pton(AF_INET6, key, address) > 0) host = gethostbyaddr(address, 16, AF_INET6);
  else if (inet_pton(AF_INET, key, address) > 0) host = gethostbyaddr(address, 4, AF_INET);
  else if (!(host = gethostbyname2(key, AF_INET6))) host = gethostbyname2(key, AF_INET);
  if (!host) return 2;
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(host->h_addrtype, host->h_addr_list[0], text, sizeof text);
  printf("%-15s   %s", text, host->h_name);
  for (char **alias = host->h_aliases; alias && *alias; alias++) printf("  %s", *alias);
  putchar('\n');
  return 0;
}

static int getent_ahosts(const char *key, int family) {
  struct addrinfo hints = {.ai_family = family, .ai_flags = AI_ADDRCONFIG}, *list;
  if (getaddrinfo(key, NULL, &hints, &list) != 0) return 2;
  for (struct addrinfo *a = list; a; a = a->ai_next) {
    char text[INET6_ADDRSTRLEN + 32];
    const char *kind = a->ai_socktype == SOCK_STREAM ? "STREAM" : a->ai_socktype == SOCK_DGRAM ? "DGRAM" : "RAW";
    if (address_of(a, text, sizeof text)) printf("%-15s %-6s %s\n", text, kind, key);
  }
  freeaddrinfo(list);
  return 0;
}

static int getent(int argc, char **argv) {
  const char *database = argc > 1 ? argv[1] : "";
  int hosts = !strcmp(database, "hosts");
  int family = !strcmp(database, "ahosts") ? AF_UNSPEC : !strcmp(database, "ahostsv4") ? AF_INET : !strcmp(database, "ahostsv6") ? AF_INET6 : -1;
  if (!hosts && family < 0) {
    fprintf(stderr, "getent: Unknown database `%s': %s\n", database, strerror(0));
    return 1;
  }
  for (int i = 2; i < argc; i++) {
    int rc = hosts ? getent_hosts(argv[i]) : getent_ahosts(argv[i], family);
    if (rc) return rc;
  }
  return 0;
}

int main(int argc, char **argv) {
  const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
  const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";
  if (argc == 2 && !strcmp(argv[1], "--version")) return puts("walkdown-resolve 1") < 0;
  return strcmp(name, "getent") ? resolve(argc, argv) : getent(argc, argv);
}
