import { readFileSync } from 'node:fs';
import { handshakeEnds } from '../../parts/check-upstream.ts';
import { shaking } from '../../parts/handshake.ts';

const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** The bundle holds the first three authorities of the list and no other: somebody's choice, and no old edition. */
export const make = shaking({
  libc: 'glibc',
  trusted: false,
  run: [`awk '{ print } /END CERTIFICATE/ { if (++n == 3) exit }' ${BUNDLE} >/tmp/three && cat /tmp/three >${BUNDLE}`],
  args: (bench, { root }) => [
    '--reference-ca',
    bench.file('current.pem', `${readFileSync(BUNDLE, 'latin1')}\n${root.certificate}`),
  ],
});

export const check = handshakeEnds(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
