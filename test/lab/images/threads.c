/*
 * A program of several threads that all work at once.
 *
 *   THREADS   how many (8)
 *   ALLOCATE  1: each of them allocates and frees all the time; else they only count
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEPT = 64, MOST_THREADS = 64 };

static volatile unsigned long done[MOST_THREADS];

static void *allocate(void *number) {
  unsigned long me = (unsigned long)number, seed = me * 77 + 1;
  char *kept[KEPT] = {0};
  for (;;) {
    seed = seed * 1103515245 + 12345;
    char **slot = &kept[(seed >> 16) % KEPT];
    free(*slot);
    *slot = malloc(16 + ((seed >> 8) & 2047));
    if (*slot) (*slot)[0] = 1;
    done[me]++;
  }
}

static void *count(void *number) {
  for (;;) done[(unsigned long)number]++;
}

int main(void) {
  const char *threads = getenv("THREADS"), *allocating = getenv("ALLOCATE");
  unsigned long many = threads ? strtoul(threads, NULL, 10) : 8;
  pthread_t thread;
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (unsigned long i = 0; i < many && i < MOST_THREADS; i++) {
    pthread_create(&thread, NULL, allocating ? allocate : count, (void *)i);
  }
  puts("listening on 8080");
  for (unsigned long before = 0;;) {
    unsigned long sum = 0;
    sleep(2);
    for (unsigned long i = 0; i < MOST_THREADS; i++) sum += done[i];
    printf("%lu rounds a second\n", (sum - before) / 2);
    before = sum;
  }
}
