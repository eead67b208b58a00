/* Asks for what libstdc++ has since GCC 11 (GLIBCXX_3.4.29), and for nothing of a new glibc. */
#include <charconv>

extern "C" int price(double value) {
  char text[64];
  auto [end, error] = std::to_chars(text, text + sizeof text, value);
  return error == std::errc() ? int(end - text) : -1;
}

#ifndef AS_LIBRARY
/* Without the usual start files: those of this compiler want its own glibc, which is the other fault. */
extern "C" [[noreturn]] void _exit(int);
extern "C" __attribute__((force_align_arg_pointer)) void _start() { _exit(price(2.5) > 0 ? 0 : 1); }
#endif
