/* A library that asks for GLIBC_2.34, where threads became part of libc.so.6. */
#include <pthread.h>

static void *nothing(void *of) { return of; }

int price(double value) {
  pthread_t thread;
  if (pthread_create(&thread, 0, nothing, 0)) return -1;
  pthread_join(thread, 0);
  return (int)value;
}
