import { broken, type Expectation, healthy } from '../expectation.ts';

/** Of what a running container calls; see scenarios/called.ts. */
export const ofCalled: Readonly<Record<string, Expectation>> = {
  'called-hook-with-carriage-returns': broken('crlf-shebang', 'glibc', 'failed-programs', {
    forbidden: ['missing-interpreter'],
  }),
  'called-helper-of-the-other-libc': broken('libc-mismatch', 'musl', 'failed-programs', {
    forbidden: ['missing-entrypoint', 'missing-interpreter'],
    accepted: ['base-end-of-life'],
  }),
  'called-helper-for-newer-glibc': broken('libc-too-old', 'glibc', 'failed-programs', {
    forbidden: ['missing-shared-library'],
  }),
  'called-unpacked-where-nothing-runs': broken('noexec-mount', 'glibc', 'failed-programs', {
    forbidden: ['not-executable'],
  }),
  'called-plugin-lacks-library': broken('missing-shared-library', 'glibc', 'failed-programs'),
  'called-cache-full-and-purge-broken': {
    causes: ['disk-full', 'crlf-shebang'],
    tools: 'musl',
    cited: ['disk-inside'],
  },
  'inodes-used-up': broken('disk-full', 'musl', 'disk-inside'),
  'worker-out-of-descriptors': broken('file-descriptors-exhausted', 'glibc', 'descriptors'),
  'hook-missed-once': healthy('glibc', ['crlf-shebang']),
  'optional-library-absent': healthy('glibc', ['missing-shared-library']),
  'disk-was-full': healthy('glibc', ['disk-full']),
  'read-only-volume': broken('read-only-filesystem', 'glibc', 'log'),
  'read-only-volume-as-meant': healthy('glibc', ['read-only-filesystem']),
  'read-only-looked-at': healthy('musl', ['read-only-filesystem']),
};
