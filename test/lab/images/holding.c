/*
 * Holds on to what it opened: the two services that run out of something slowly.
 *
 *   HOLD_FILES  descriptors to open at start and never close
 *   HOLD_HOST   a host to connect to once (port 8443), keeping the connection
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void hold_link(const char *host) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_INET}, *found;
  if (getaddrinfo(host, "8443", &hints, &found)) {
    puts("ERROR upstream: no address");
    return;
  }
  int fd = socket(found->ai_family, found->ai_socktype, 0);
  printf("INFO upstream: %s\n", connect(fd, found->ai_addr, found->ai_addrlen) ? strerror(errno) : "connected");
  freeaddrinfo(found);
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  const char *files = getenv("HOLD_FILES"), *host = getenv("HOLD_HOST");
  for (int left = files ? atoi(files) : 0; left > 0; left--) {
    if (open("/dev/null", O_RDONLY) >= 0) continue;
    printf("ERROR accept: %s\n", strerror(errno));
    break;
  }
  if (host) hold_link(host);
  puts("listening on 8080");
  for (;;) pause();
}
