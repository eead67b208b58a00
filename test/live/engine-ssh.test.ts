import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEngine } from '../../src/engine/connect.ts';
import { describeLive } from '../lab/live.ts';
import { until } from '../lab/wait.ts';
import { connectFailure, exerciseEngine, testLabels } from './engine-bench.ts';

const SSHD = '/usr/sbin/sshd';

describeLive("an engine by the system's ssh", () => {
  describe.skipIf(!existsSync(SSHD))('to an sshd of the test', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wd-ssh-test-'));
    let sshd: ChildProcess | undefined;
    let port = 0;
    const kept = process.env.PATH;

    beforeAll(async () => {
      for (const name of ['host', 'own'])
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
      writeFileSync(join(folder, 'authorized'), readFileSync(join(folder, 'own.pub')));
      port = await freePort();
      const server = [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${join(folder, 'host')}`,
        `AuthorizedKeysFile ${join(folder, 'authorized')}`,
        'StrictModes no',
        'UsePAM no',
        'PidFile none',
      ];
      writeFileSync(join(folder, 'sshd_config'), `${server.join('\n')}\n`);
      mkdirSync('/run/sshd', { recursive: true });
      sshd = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' });
      // The person's own configuration: an alias, a key, known hosts. ssh reads it from the account's home and takes no
      // other from the environment, so a word on PATH puts this one in.
      writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ${readFileSync(join(folder, 'host.pub'), 'utf8')}`);
      const client = [
        'Host lab-engine',
        ' HostName 127.0.0.1',
        ` Port ${port}`,
        ` User ${userInfo().username}`,
        ` IdentityFile ${join(folder, 'own')}`,
        'Host *',
        ` UserKnownHostsFile ${join(folder, 'known')}`,
        ' IdentitiesOnly yes',
      ];
      writeFileSync(join(folder, 'ssh_config'), `${client.join('\n')}\n`);
      mkdirSync(join(folder, 'bin'));
      writeFileSync(join(folder, 'bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${join(folder, 'ssh_config')} "$@"\n`, {
        mode: 0o755,
      });
      process.env.PATH = `${join(folder, 'bin')}:${kept}`;
      await until('sshd to listen', async () => {
        execFileSync('ssh', ['lab-engine', 'true'], { stdio: 'ignore' });
        return true;
      });
    });

    afterAll(() => {
      process.env.PATH = kept;
      sshd?.kill();
      rmSync(folder, { recursive: true, force: true });
    });

    const logins = (): number =>
      Number(
        execFileSync('sh', ['-c', `ss -tnH state established "( sport = :${port} )" | wc -l`], { encoding: 'utf8' }),
      );

    it('goes through one connection for many sessions, with the aliases and keys of the person', async () => {
      const engine = await connectEngine({ host: 'ssh://lab-engine', labels: testLabels });
      expect(engine.info.host).toBe('ssh://lab-engine');
      expect(logins()).toBe(1);
      await exerciseEngine(engine);
      // Ten commands at once are more sessions than one connection may have.
      expect(logins()).toBeLessThanOrEqual(3);
      await engine.close();
      await until('the shared connections to be gone', async () => logins() === 0);
    });

    it('fails in the words of ssh', async () => {
      expect(await connectFailure({ host: 'ssh://127.0.0.1:1' })).toMatch(
        /Connection refused; try ssh 127\.0\.0\.1 docker version/,
      );
      expect(await connectFailure({ host: `ssh://nobody@127.0.0.1:${port}` })).toMatch(/Permission denied/);
      expect(await connectFailure({ host: 'ssh://lab-engine/no/such.sock' })).toMatch(
        /no engine by ssh:\/\/lab-engine\/no\/such\.sock/,
      );
      await until('nothing to be left', async () => logins() === 0);
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
