/*
 * The start of a program that runs on every glibc of x86-64: the usual one asks for __libc_start_main of 2.34, and would
 * tie a toolkit for an old glibc to the machine that it is built on. Used with -nostartfiles; no constructors are run.
 */
__asm__(
    ".symver __libc_start_main,__libc_start_main@GLIBC_2.2.5\n"
    ".text\n"
    ".globl _start\n"
    "_start:\n"
    "  xor %ebp, %ebp\n"
    "  mov %rdx, %r9\n"
    "  pop %rsi\n"
    "  mov %rsp, %rdx\n"
    "  and $-16, %rsp\n"
    "  push %rax\n"
    "  push %rsp\n"
    "  xor %r8d, %r8d\n"
    "  xor %ecx, %ecx\n"
    "  mov main@GOTPCREL(%rip), %rdi\n"
    "  call *__libc_start_main@GOTPCREL(%rip)\n"
    "  hlt\n");
