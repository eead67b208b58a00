import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, openBench, TEST_LABEL } from '../lab/containers.ts';
import { imageRef, muslImage } from '../lab/images.ts';
import { describeLive } from '../lab/live.ts';
import type { LabNetwork } from '../lab/networks.ts';
import { chainOf, openPki, type Pki } from '../lab/pki.ts';
import { dnsServer, proxyServer, queriesOf, tlsServer } from '../lab/servers.ts';
import { demultiplex, oursLeft } from '../lab/target.ts';

describeLive('the test lab', () => {
  let bench: Bench;
  let pki: Pki;
  let network: LabNetwork;

  beforeAll(async () => {
    bench = await openBench();
    pki = openPki();
    network = await bench.network({ ipv6: true });
  });

  afterAll(async () => {
    pki?.close();
    await bench?.close();
    const left = await bench.docker.listContainers({ all: true, filters: { label: [`${TEST_LABEL}=${bench.run}`] } });
    expect(left).toEqual([]);
  });

  /** Runs a shell command in a fresh container on the network and returns its exit status and what it said. */
  async function shell(image: string, command: string, resolver?: string): Promise<{ code: number; text: string }> {
    const mounts = resolver
      ? { [bench.file(`resolv-${resolver}`, `nameserver ${resolver}\n`)]: '/etc/resolv.conf' }
      : {};
    const one = await bench.container({ image, name: `sh-${Date.now()}`, network, mounts, cmd: ['sh', '-c', command] });
    const { StatusCode } = await one.container.wait();
    const text = await one.logs();
    await one.remove();
    return { code: StatusCode, text };
  }

  it('has base images whose libc is what their name says', async () => {
    const glibc = await shell(imageRef('debian:bookworm'), 'ldd --version');
    expect(glibc.text).toContain('2.36');
    const musl = await shell(await muslImage(bench.docker), 'ldd --version; ldd /bin/sh');
    expect(musl.text).toMatch(/musl libc.*\nVersion 1\.2\./);
    expect(musl.text).toContain('libc.musl-x86_64.so.1 => /lib/ld-musl-x86_64.so.1');
  });

  it('takes the same snapshot of a container that nobody touched, and another one after a change', async () => {
    const target = await bench.container({ image: imageRef('debian:bookworm'), name: 'still', cmd: ['sleep', '300'] });
    await target.untilState('running');
    const before = await target.snapshot();
    expect(await target.snapshot()).toEqual(before);
    await target.put({ '/etc/changed': { content: 'x' } });
    expect((await target.snapshot()).changes).toContain('A /etc/changed');
    expect(await oursLeft(bench.docker, 'no-such-session')).toEqual([]);
  });

  it('keeps the engine’s refusal to start a container', async () => {
    const target = await bench.container({
      image: imageRef('debian:bookworm'),
      name: 'refused',
      cmd: ['/no/such/file'],
    });
    expect(target.startError).toMatch(/no such file or directory/);
    expect((await target.inspect()).State.ExitCode).toBe(127);
  });

  it('has a nameserver that answers, delays, drops and truncates as told', async () => {
    const many = Array.from({ length: 96 }, (_, index) => `10.9.1.${index + 1}`);
    const server = await dnsServer(
      bench,
      { network, address: 53 },
      {
        records: {
          'api.partner.test': { A: ['10.9.8.7'] },
          'many.test': { A: many },
          'slow.test': { A: ['10.9.8.6'] },
        },
        rules: [
          { name: 'slow.test', delayMs: 400 },
          { name: 'broken.test', do: 'servfail' },
        ],
      },
    );
    const at = network.address(53);
    const glibc = imageRef('debian:bookworm');
    expect((await shell(glibc, 'getent ahostsv4 api.partner.test', at)).text).toContain('10.9.8.7');
    expect((await shell(glibc, 'getent ahostsv4 many.test | grep -c STREAM', at)).text.trim()).toBe('96');
    expect((await shell(glibc, 'getent ahosts no-such.test', at)).code).toBe(2);
    const musl = imageRef('alpine-like:1');
    expect((await shell(musl, 'getent ahosts api.partner.test', at)).text).toBe(
      '10.9.8.7        STREAM api.partner.test\n10.9.8.7        DGRAM  api.partner.test\n',
    );
    const slow = await shell(musl, 'time getent ahostsv4 slow.test', at);
    expect(slow.text).toMatch(/real\s+0m 0\.[4-9]/);
    const asked = await queriesOf(server);
    expect(asked).toContainEqual(expect.objectContaining({ name: 'many.test', via: 'tcp' }));
    expect(asked).toContainEqual(expect.objectContaining({ name: 'api.partner.test', type: 'AAAA', did: 'nodata' }));
  });

  it('has TLS servers with every kind of chain', async () => {
    const root = await pki.root('Lab Root');
    const intermediate = await pki.intermediate('Lab Issuing', root);
    const good = await pki.leaf(['api.partner.test'], intermediate);
    const expired = await pki.leaf(['api.partner.test'], intermediate, { fromDays: -90, toDays: -3 });
    const early = await pki.leaf(['api.partner.test'], intermediate, { fromDays: 2, toDays: 90 });
    await tlsServer(bench, { network, address: 20 }, { credential: good, dateSkewSeconds: -7200 });
    await tlsServer(bench, { network, address: 21 }, { credential: good, chain: good.certificate });
    await tlsServer(bench, { network, address: 22 }, { credential: expired });
    await tlsServer(bench, { network, address: 23 }, { credential: early, requireSni: true });
    await tlsServer(bench, { network, address: 24 }, { credential: good, minimum: 'TLSv1', maximum: 'TLSv1' });
    await tlsServer(bench, { network, address: 25 }, { credential: good, clientCa: root.certificate });
    expect(chainOf(good).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);

    const client = await bench.container({
      image: imageRef('debian-net:bookworm'),
      name: 'client',
      network,
      cmd: ['sleep', '300'],
      files: { '/root.pem': { content: root.certificate } },
      host: { Init: true },
    });
    const handshake = async (
      number: number,
      more = '-servername api.partner.test -verify_hostname api.partner.test',
    ) => {
      const command = `echo | openssl s_client -connect ${network.address(number)}:8443 -CAfile /root.pem ${more} 2>&1`;
      const exec = await client.container.exec({ Cmd: ['sh', '-c', command], AttachStdout: true });
      const parts: Buffer[] = [];
      for await (const part of await exec.start({})) parts.push(part as Buffer);
      return demultiplex(Buffer.concat(parts));
    };
    expect(await handshake(20)).toContain('Verify return code: 0 (ok)');
    expect(await handshake(20, '-verify_hostname wrong.test')).toContain('Verify return code: 62');
    expect(await handshake(21)).toContain('Verify return code: 21');
    expect(await handshake(22)).toContain('Verify return code: 10');
    expect(await handshake(23)).toContain('Verify return code: 9 ');
    expect(await handshake(23, '-noservername')).toContain('unrecognized name');
    expect(await handshake(24)).toMatch(/legacy sigalg|alert protocol version|unsupported protocol/);
    expect(await handshake(25)).toContain('Requested Signature Algorithms');
  });

  it('has proxies that let through, ask for a password and refuse', async () => {
    await tlsServer(bench, { network, address: 30 }, { plain: true, port: 80, body: 'far away\n' });
    await proxyServer(bench, { network, address: 31 }, { rename: { 'web.test:80': `${network.address(30)}:80` } });
    await proxyServer(
      bench,
      { network, address: 32 },
      { mode: 'authenticate', user: 'svc:pw', schemes: ['NTLM', 'Basic realm="x"'] },
    );
    await proxyServer(bench, { network, address: 33 }, { mode: 'forbid' });
    const curl = (number: number, more = '') =>
      shell(
        imageRef('debian-net:bookworm'),
        `curl -sS -m 5 -v ${more} -x http://${network.address(number)}:3128 http://web.test/`,
      );
    expect((await curl(31)).text).toContain('far away');
    expect((await curl(32)).text).toContain('Proxy-Authenticate: NTLM');
    expect((await curl(33)).text).toContain('403');
  });
});
