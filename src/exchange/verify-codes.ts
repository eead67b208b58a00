/** OpenSSL's verify errors: number, Node's name for it, and the words that `openssl` prints. */
const CODES: readonly (readonly [number, string, string])[] = [
  [0, 'OK', 'ok'],
  [2, 'UNABLE_TO_GET_ISSUER_CERT', 'unable to get issuer certificate'],
  [7, 'CERT_SIGNATURE_FAILURE', 'certificate signature failure'],
  [9, 'CERT_NOT_YET_VALID', 'certificate is not yet valid'],
  [10, 'CERT_HAS_EXPIRED', 'certificate has expired'],
  [18, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
  [19, 'SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
  [20, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unable to get local issuer certificate'],
  [21, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'],
  [22, 'CERT_CHAIN_TOO_LONG', 'certificate chain too long'],
  [26, 'INVALID_PURPOSE', 'unsuitable certificate purpose'],
  [62, 'HOSTNAME_MISMATCH', 'hostname mismatch'],
  [64, 'IP_ADDRESS_MISMATCH', 'IP address mismatch'],
  [66, 'EE_KEY_TOO_SMALL', 'EE certificate key too weak'],
  [67, 'CA_KEY_TOO_SMALL', 'CA certificate key too weak'],
  [68, 'CA_MD_TOO_WEAK', 'CA signature digest algorithm too weak'],
  [79, 'INVALID_CA', 'invalid CA certificate'],
];

/** The words for a verify error's number, as OpenSSL 3 prints them. */
export function verifyWords(code: number): string {
  return CODES.find(([number]) => number === code)?.[2] ?? `verify error ${code}`;
}

/** The number for Node's `authorizationError`; null for one that is not here. */
export function verifyCodeOf(nodeName: string): number | null {
  return CODES.find(([, name]) => name === nodeName)?.[0] ?? null;
}
