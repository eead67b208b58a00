import { describe, expect, it } from 'vitest';
import { trustStore } from '../../../src/extract/trust-store.ts';
import type { Facts, Json } from '../../../src/session/evidence.ts';
import { context, evidence } from './context.ts';

const SYSTEM = '/etc/ssl/certs/ca-certificates.crt';

function facts(data: { system?: Json; variables?: Json; user?: string }): Facts {
  const read = { variables: [], system: [], package: null, runtime: 'other', static: false, user: '', ...data };
  return trustStore.extract([evidence({ kind: 'read', data: read as unknown as Json })], context());
}

const there = (path: string, more: Record<string, Json> = {}): Json => ({
  path,
  exists: true,
  roots: 140,
  expired: 0,
  newest: '2024-11-05T00:00:00.000Z',
  mode: 0o644,
  ...more,
});
const unread = (path: string): Json => ({ path, exists: false, roots: 0, unread: 'the engine took longer than 8 s' });
const missing = (path: string): Json => ({ path, exists: false, roots: 0 });

describe('facts of a trust store', () => {
  it('tell a bundle that was not read from one that is not there', () => {
    const seen = facts({ system: [unread(SYSTEM), missing('/etc/ssl/cert.pem')] });
    expect(seen.unreadText).toBe(`${SYSTEM} could not be read: the engine took longer than 8 s`);
    expect(seen).not.toHaveProperty('roots');
    expect(seen).not.toHaveProperty('misdirected');
    expect(facts({ system: [missing(SYSTEM)] })).toMatchObject({ roots: 0, path: '', misdirected: false });
  });

  it('do not take a variable’s file that was not read for a wrong one', () => {
    const seen = facts({
      variables: [{ name: 'SSL_CERT_FILE', ...(unread('/certs/ca.pem') as object) }],
      system: [there(SYSTEM)],
    });
    expect(seen).not.toHaveProperty('misdirected');
    expect(seen.unreadText).toContain('/certs/ca.pem');
    const other = facts({ system: [unread('/etc/pki/tls/certs/ca-bundle.crt'), there(SYSTEM)] });
    expect(other).toMatchObject({ roots: 140, path: SYSTEM });
  });

  it('say when only its owner may read it, and the service is somebody', () => {
    const own = { system: [there(SYSTEM, { mode: 0o600 })] };
    expect(facts({ ...own, user: '1000:1000' }).ownerOnlyText).toContain('mode 0600');
    expect(facts(own)).not.toHaveProperty('ownerOnlyText');
    expect(facts({ ...own, user: 'root' })).not.toHaveProperty('ownerOnlyText');
    expect(facts({ system: [there(SYSTEM)], user: '1000' })).not.toHaveProperty('ownerOnlyText');
  });
});
