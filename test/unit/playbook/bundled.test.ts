import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bundledDir } from '../../../src/playbook/places.ts';

/** The contract's table of root causes: never renamed, only added to. */
const CAUSES = `deployment-drift libc-mismatch wrong-architecture missing-interpreter crlf-shebang not-executable
missing-entrypoint wrong-workdir noexec-mount oom-killed missing-shared-library libc-too-old libstdcxx-too-old
symbol-mismatch busybox-incompatibility dns-search-amplification dns-nameserver-unreachable dns-nameservers-disagree
dns-slow-upstream dns-aaaa-timeout dns-name-not-found dns-tcp-fallback dns-server-failure dns-hosts-override
dns-packet-loss address-stale ca-bundle-missing ca-bundle-outdated ca-path-misdirected tls-incomplete-chain
tls-certificate-expired tls-certificate-not-yet-valid tls-hostname-mismatch tls-untrusted-issuer tls-protocol-mismatch
tls-client-certificate tls-sni-required clock-skew endpoint-unreachable backend-uneven path-mtu proxy-unreachable
proxy-misrouted proxy-authentication python-wheel-libc-mismatch node-addon-libc-mismatch java-truststore-outdated
java-truststore-missing fonts-missing runtime-missing timezone-data-missing locale-missing cpu-throttled
memory-pressure io-saturated upstream-slow allocator-contention disk-full read-only-filesystem
file-descriptors-exhausted base-end-of-life base-stale image-bloat debug-tools-in-production builds-from-source
scanner-noise rebuild-broken`.split(/\s+/);

/** Those that are true and not tonight's trouble. */
const HYGIENE = CAUSES.slice(CAUSES.indexOf('base-end-of-life'));

const SYMPTOMS = `wont-start tls-errors dns-timeouts slow slow-builds script-errors wrong-time scanner-findings
image-too-big native-module only-some-places unknown`.split(/\s+/);

function bundled(file: string): Record<string, { id: string; kind?: string }[]> {
  return parse(readFileSync(join(bundledDir(), file), 'utf8')) as ReturnType<typeof bundled>;
}

describe('the bundled data keeps to the contract', () => {
  it('every root cause of the contract is there, under its id', () => {
    const ids = bundled('causes.yaml').causes?.map((cause) => cause.id) ?? [];
    expect(CAUSES.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('every root cause has its proof, what rules it out, what eases it tonight, the fix, its check and a follow-up', () => {
    const lacking = (bundled('causes.yaml').causes ?? []).flatMap((cause) => {
      const parts = cause as unknown as Record<string, readonly unknown[] | undefined>;
      const empty = ['ruledOut', 'mitigate', 'fix', 'verify', 'followUp'].filter((part) => !parts[part]?.length);
      const proven = ['confirmed', 'likely', 'possible'].some((level) => parts[level]?.length);
      return proven && empty.length === 0 ? [] : [`${cause.id}: ${proven ? empty.join(', ') : 'no proof'}`];
    });
    expect(lacking).toEqual([]);
  });

  it('hygiene is marked as such, and nothing else is', () => {
    const hygiene = bundled('causes.yaml').causes?.filter((cause) => cause.kind === 'hygiene') ?? [];
    expect(hygiene.map((cause) => cause.id).filter((id) => CAUSES.includes(id))).toEqual(HYGIENE);
  });

  it('every symptom of the contract can be chosen', () => {
    const ids = bundled('symptoms.yaml').symptoms?.map((symptom) => symptom.id) ?? [];
    expect(ids.toSorted()).toEqual(SYMPTOMS.toSorted());
  });
});
