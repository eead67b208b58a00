/* Calls a library, and asks nothing of a new glibc itself: no start files. */
extern int price(double value);
extern void _exit(int status) __attribute__((noreturn));

__attribute__((force_align_arg_pointer)) void _start(void) { _exit(price(2.5) > 0 ? 0 : 1); }
