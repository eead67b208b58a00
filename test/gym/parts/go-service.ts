import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../../lab/containers.ts';
import { imageRef } from '../../lab/images.ts';
import { sourcePath } from '../../lab/programs.ts';
import type { Make } from '../../lab/scenario.ts';
import { API_HOST, at, openUpstream, serveApi } from '../../lab/service.ts';

const run = promisify(execFile);
const SOURCES = ['billing.go', 'billing-roots.go', 'billing-system.go'];

/** Compiles the Go service, static; `root` is compiled in as what it trusts, `timetzdata` the zones. Needs golang-go. */
async function compiled(bench: Bench, root: string | null, tags: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'walkdown-go-'));
  bench.onClose(() => rmSync(folder, { recursive: true, force: true }));
  for (const source of SOURCES) copyFileSync(sourcePath(source), join(folder, source));
  writeFileSync(join(folder, 'root.pem'), root ?? '');
  writeFileSync(join(folder, 'go.mod'), 'module billing.test/billing\n\ngo 1.19\n');
  const wanted = [...tags, ...(root === null ? [] : ['embedroot'])];
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GO111MODULE: 'on' };
  await run('go', ['build', '-tags', wanted.join(','), '-o', 'billing', '.'], { cwd: folder, env }).catch((error) => {
    throw error.code === 'ENOENT' ? new Error('go is missing (package: golang-go)') : error;
  });
  return join(folder, 'billing');
}

/** A static service of Go and nothing else in its image, with TLS to an upstream of a private authority. */
export const goService =
  ({
    ownRoots = false,
    tags = [],
    env = {},
  }: {
    ownRoots?: boolean;
    tags?: string[];
    env?: Record<string, string>;
  }): Make =>
  async (bench) => {
    const upstream = await openUpstream(bench);
    await serveApi(bench, upstream);
    const from = await compiled(bench, ownRoots ? upstream.root.certificate : null, tags);
    const image = await bench.image({
      name: 'finance/billing:5.2.0',
      from: imageRef('scratch:1'),
      files: { '/billing': { from, mode: 0o755 } },
      entrypoint: ['/billing'],
    });
    const target = await bench.container({
      image,
      name: 'billing',
      network: upstream.network,
      address: at.service,
      user: '65532',
      env: { BILLING_URL: `https://${API_HOST}:8443/v2/charges`, ...env },
    });
    await target.untilLog('msg="charge', 60_000);
    return { target, args: ['--reference-ca', bench.file('current.pem', upstream.root.certificate)] };
  };
