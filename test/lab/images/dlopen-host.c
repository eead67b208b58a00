/*
 * What node and python do with an addon, without them: opens the file named by ADDON and says what the loader said,
 * in the words of the runtime it stands for (RUNTIME: node or python), then goes on listening.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  const char *addon = getenv("ADDON"), *runtime = getenv("RUNTIME");
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (addon && !dlopen(addon, RTLD_NOW)) {
    if (runtime && strcmp(runtime, "python") == 0) printf("ImportError: %s\n", dlerror());
    else printf("Error: %s\n  code: 'ERR_DLOPEN_FAILED'\n", dlerror());
  }
  puts("listening on 8080");
  for (;;) pause();
}
