import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { pipeStream } from '../../../src/debug/pipe-stream.ts';
import { findPipeTool } from '../../../src/debug/pipe-tools.ts';
import { dialFailureOf } from '../../../src/debug/pipe-words.ts';
import type { Tools } from '../../../src/debug/tools.ts';
import { encodeQuery } from '../../../src/exchange/dns-wire.ts';

const PLACES = ['/bin', '/usr/bin'];
const placeOf = (name: string) => PLACES.map((place) => `${place}/${name}`).find((path) => existsSync(path));

/** This machine's programs, of those named. */
function machineTools(...names: string[]): Tools {
  return {
    start: async (name) => {
      const place = placeOf(name);
      return names.includes(name) && place ? [place] : null;
    },
  };
}

const HAS_BASH = process.platform === 'linux' && placeOf('bash') !== undefined;

describe.runIf(HAS_BASH)('a question over UDP, passed on by bash', () => {
  it('is one datagram, whatever bytes are in it', async () => {
    const tool = await findPipeTool(machineTools('bash', 'dd'), 'udp', async () => null);
    expect(tool?.name).toBe('bash');
    const server = createSocket('udp4');
    const got: string[] = [];
    server.on('message', (message) => got.push(message.toString('hex')));
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    const [program = '', ...words] = tool?.argv('udp', '127.0.0.1', server.address().port) ?? [];
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    const stream = pipeStream(
      Duplex.from({ readable: child.stdout, writable: child.stdin }),
      'udp',
      tool?.datagrams ?? 'apart',
      dialFailureOf,
    );
    // 2570 is two line feeds, and so is the length of a label of ten letters.
    const questions = [1, 10, 2570, 37].flatMap((id) =>
      ['prometheus.example', 'api.example'].map((name) => encodeQuery(id, { name, type: 'A' }) ?? Buffer.alloc(0)),
    );
    try {
      for (const question of questions) stream.write(question);
      await vi.waitFor(() => expect(got).toEqual(questions.map((one) => one.toString('hex'))), { timeout: 8_000 });
    } finally {
      stream.destroy();
      child.kill('SIGKILL');
      server.close();
    }
  });
});
