/* An addon as many are: with a variable of each thread, which glibc's loader keeps and others do not. */
#include <stdio.h>

static __thread int calls;

int addon_calls(void) {
  calls++;
  return fprintf(stderr, "%d\n", calls);
}
