import { afterEach, describe, expect, it } from 'vitest';
import type { RootCause } from '../../src/diagnose/diagnose.ts';
import { CAUSE } from './fake-script.ts';
import { targetRow } from './fake-workbench.ts';
import { DOWN, Mounted } from './mount.tsx';

let app: Mounted;
afterEach(() => app.unmount());

const WEB = 'swarm web, 2 of 3 running, update paused';
const SERVICE = [
  targetRow('cache', { image: 'redis:7' }),
  targetRow('web.1.6wly77o1', { group: WEB, node: 'node-1' }),
  targetRow('web.2.9tfgpj8d7s149zr6k25gu5b7w', {
    group: WEB,
    node: 'node-2',
    health: 'troubled',
    status: 'failed: no such file',
  }),
  targetRow('web.3.mvxq2cc2', { group: WEB, node: 'node-2', status: 'running 3 h' }),
  targetRow('shop-db-1', { group: 'compose shop', status: 'up 2 days' }),
];

describe('containers of several machines', () => {
  it('stand below their service, the sick one beside its healthy siblings, each with its node', async () => {
    app = new Mounted({ lists: { container: SERVICE } });
    await app.waitFor('web.2');
    const lines = app.lines.filter((line) => /web|cache|shop-db/.test(line));
    expect(lines[0]).toBe(`  ${WEB}`);
    expect(lines[1]).toMatch(/^▸ ✖ web\.2 +node-2 +failed: no such file/);
    expect(lines[2]).toMatch(/✔ web\.1\.6wly77o1 +node-1 +up 3 hours/);
    expect(lines[3]).toMatch(/✔ web\.3\.mvxq2cc2 +node-2 +running 3 h/);
    expect(lines[4]).toMatch(/✔ cache/);
    // The name in full is in the detail.
    expect(app.frame).toContain('  web.2.9tfgpj8d7s149zr6k25gu5b7w  failed');
    // One of a project alone needs no heading.
    expect(app.frame).not.toContain('  compose shop\n');
    expect(app.lines.every((line) => line.length <= 80)).toBe(true);
  });

  it('are found by their node, and the headings never push the cursor out of sight', async () => {
    const many = Array.from({ length: 60 }, (_, at) => {
      return targetRow(`p${Math.floor(at / 2)}-web-${at % 2}`, { group: `compose p${Math.floor(at / 2)}` });
    });
    app = new Mounted({ lists: { container: [...SERVICE, ...many] } });
    await app.waitFor('web.2');
    for (let at = 0; at < 40; at += 1) {
      await app.type(DOWN);
      expect(app.frame).toContain('▸');
    }
    await app.type('node-2');
    expect(app.frame).toContain('2 of 65');
    expect(app.frame).toMatch(/▸ ✖ web\.2/);
  });
});

describe('the end of a walk of one of several', () => {
  it('says whom else the cause may reach, and how to compare with the healthy one', async () => {
    const blastRadius = { containers: ['web-2', 'web-3'], checked: 14, there: 14, because: 'same CA bundle' };
    const command = 'walkdown compare web.1.6wly77o1 node-2/web.3.mvxq2cc2';
    app = new Mounted({
      symptom: 'slow',
      rows: 40,
      walk: {
        cause: { ...(CAUSE as RootCause), blastRadius },
        sibling: { name: 'web.3.mvxq2cc2', place: 'web.3', node: 'node-2', because: 'running for 3 h', command },
      },
    });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('Next:');
    await app.waitFor(() => !app.ui.busy);
    await app.type('f');
    expect(app.frame).toContain('may also    affect (same CA bundle): web-2, web-3; 14 of 14 looked at');
    expect(app.frame).toContain('web.3 on node-2 is running for 3 h');
    expect(app.frame.replace(/\s+/g, ' ')).toContain(command);
  });
});
