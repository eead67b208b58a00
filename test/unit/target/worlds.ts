import { buildElf } from './elf-builder.ts';
import type { FakeTree } from './fake-engine.ts';

export const GLIBC_LOADER = '/lib64/ld-linux-x86-64.so.2';
export const MUSL_LOADER = '/lib/ld-musl-x86_64.so.1';

export const library = (text: string): Buffer =>
  Buffer.concat([buildElf({ type: 3, soname: 'ld' }), Buffer.from(text, 'latin1')]);

/** A program for amd64 that asks for a loader; static without one. */
export function program(interpreter?: string, machine = 62): Buffer {
  return buildElf({ machine, ...(interpreter === undefined ? {} : { interpreter, needed: ['libc.so.6'] }) });
}

/** A Debian of so many files as the tests need. */
export const debian: FakeTree = {
  '/bin': { link: 'usr/bin' },
  '/lib': { link: 'usr/lib' },
  '/lib64': { link: 'usr/lib64' },
  '/usr/lib64/ld-linux-x86-64.so.2': { link: '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' },
  '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': library(
    'GLIBC_PRIVATE ld.so (Debian GLIBC 2.36-9) stable release version 2.36.\0',
  ),
  '/usr/lib/x86_64-linux-gnu/libc.so.6': library('GNU C Library (Debian GLIBC 2.36-9) stable release version 2.36.\n'),
  '/usr/bin/dash': program(GLIBC_LOADER),
  '/usr/bin/sh': { link: 'dash' },
  '/usr/bin/env': program(GLIBC_LOADER),
  '/usr/bin/bash': program(GLIBC_LOADER),
  '/usr/bin/node': program(GLIBC_LOADER),
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n',
  '/etc/group': 'root:x:0:\napp:x:1000:\nssl:x:101:app\n',
  '/etc/os-release':
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
  '/app': { directory: true },
};

/** An Alpine of so many files as the tests need. */
export const alpine: FakeTree = {
  '/lib/ld-musl-x86_64.so.1': library('musl libc (\0%s)\nVersion %s\n\0x\u00001.2.5\0'),
  '/bin/busybox': program(MUSL_LOADER),
  '/bin/sh': { link: '/bin/busybox' },
  '/usr/bin/env': { link: '/bin/busybox' },
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  '/etc/group': 'root:x:0:\n',
  '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n',
  '/app': { directory: true },
};
