/*
 * getent for the musl base image: hosts, ahosts, ahostsv4, ahostsv6, passwd, group, through the libc's own resolver.
 * The layout of the lines, the order in which the families are asked and the exit statuses are those of Alpine's
 * musl-utils, as recorded from alpine:3.16: extractors must not be able to tell the two apart.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { OK = 0, USAGE = 1, NOT_FOUND = 2 };

static void print_host(const struct hostent *host) {
  char text[INET6_ADDRSTRLEN];
  if (!inet_ntop(host->h_addrtype, host->h_addr_list[0], text, sizeof text)) strcpy(text, "??");
  printf("%-15s   %s", text, host->h_name);
  for (char **alias = host->h_aliases; alias && *alias; alias++) printf("  %s", *alias);
  putchar('\n');
}

static int hosts(int count, char **keys) {
  for (int i = 0; i < count; i++) {
    unsigned char address[16];
    struct hostent *host;
    if (inet_pton(AF_INET6, keys[i], address) > 0) host = gethostbyaddr(address, 16, AF_INET6);
    else if (inet_pton(AF_INET, keys[i], address) > 0) host = gethostbyaddr(address, 4, AF_INET);
    else {
      host = gethostbyname2(keys[i], AF_INET6);
      if (!host) host = gethostbyname2(keys[i], AF_INET);
    }
    if (!host) return NOT_FOUND;
    print_host(host);
  }
  return OK;
}

static const char *kind_of(int type) {
  switch (type) {
    case SOCK_STREAM: return "STREAM";
    case SOCK_DGRAM: return "DGRAM";
    case SOCK_RAW: return "RAW";
    default: return "UNKNOWN";
  }
}

static int ahosts(int count, char **keys, int family) {
  struct addrinfo hints = {.ai_family = family, .ai_flags = AI_ADDRCONFIG};
  for (int i = 0; i < count; i++) {
    struct addrinfo *list;
    if (getaddrinfo(keys[i], NULL, &hints, &list) != 0) return NOT_FOUND;
    for (struct addrinfo *a = list; a; a = a->ai_next) {
      char text[INET6_ADDRSTRLEN];
      if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0) continue;
      printf("%-15s %-6s %s\n", text, kind_of(a->ai_socktype), keys[i]);
    }
    freeaddrinfo(list);
  }
  return OK;
}

static int ahosts_any(int count, char **keys) { return ahosts(count, keys, AF_UNSPEC); }
static int ahosts_v4(int count, char **keys) { return ahosts(count, keys, AF_INET); }
static int ahosts_v6(int count, char **keys) { return ahosts(count, keys, AF_INET6); }

static void print_user(const struct passwd *p) {
  printf("%s:%s:%u:%u:%s:%s:%s\n", p->pw_name, p->pw_passwd, p->pw_uid, p->pw_gid, p->pw_gecos, p->pw_dir, p->pw_shell);
}

static int passwd(int count, char **keys) {
  if (count == 0) {
    for (struct passwd *p; (p = getpwent());) print_user(p);
    return OK;
  }
  for (int i = 0; i < count; i++) {
    char *end;
    unsigned long id = strtoul(keys[i], &end, 10);
    struct passwd *p = *end ? getpwnam(keys[i]) : getpwuid(id);
    if (!p) return NOT_FOUND;
    print_user(p);
  }
  return OK;
}

static int group(int count, char **keys) {
  for (int i = 0; i < count; i++) {
    char *end;
    unsigned long id = strtoul(keys[i], &end, 10);
    struct group *g = *end ? getgrnam(keys[i]) : getgrgid(id);
    if (!g) return NOT_FOUND;
    printf("%s:%s:%u:", g->gr_name, g->gr_passwd, g->gr_gid);
    for (char **m = g->gr_mem; m && *m; m++) printf("%s%s", m == g->gr_mem ? "" : ",", *m);
    putchar('\n');
  }
  return OK;
}

static const struct {
  const char *name;
  int (*look_up)(int, char **);
} databases[] = {
    {"group", group},         {"hosts", hosts},         {"ahosts", ahosts_any},
    {"ahostsv4", ahosts_v4},  {"ahostsv6", ahosts_v6},  {"passwd", passwd},
};

int main(int argc, char **argv) {
  if (argc > 1) {
    for (size_t i = 0; i < sizeof databases / sizeof *databases; i++) {
      if (strcmp(argv[1], databases[i].name) == 0) return databases[i].look_up(argc - 2, argv + 2);
    }
    fprintf(stderr, "getent: Unknown database `%s': %s\n", argv[1], strerror(errno));
  }
  fputs("Usage: getent database [key ...]\n\tdatabase may be one of:\n\t\tgroup hosts ahosts ahostsv4 ahostsv6 passwd\n", stderr);
  return USAGE;
}
