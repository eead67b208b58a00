import { compile } from '../../../lab/programs.ts';
import { importing } from '../../parts/native-module.ts';

/** An extension of the right libc whose system library the image lacks. */
const withoutItsLibrary = async (): Promise<string> => {
  const library = await compile('payments.c', 'glibc', ['-shared', '-fPIC', '-Wl,-soname,libpayments.so.1']);
  return compile('addon.c', 'glibc', ['-shared', '-fPIC', '-Wl,--no-as-needed', library]);
};

export const make = importing('python', 'glibc', withoutItsLibrary, {
  says: 'ImportError: libpayments.so.1: cannot open shared object file',
});
