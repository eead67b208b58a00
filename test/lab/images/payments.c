/* The library that some of the lab's images lack. */
int payments_version(void) { return 2; }
