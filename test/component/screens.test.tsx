import { afterEach, describe, expect, it } from 'vitest';
import { CAUSE, ENDPOINT, evidence, judged, LOGGED, STORY, TARGET } from './fake-script.ts';
import { targetRow } from './fake-workbench.ts';
import { DOWN, Mounted, type MountOptions, PAGE_DOWN, UP } from './mount.tsx';

let app: Mounted;
afterEach(() => app.unmount());

describe('the targets', () => {
  it('stand with the troubled first, each with its state in words', async () => {
    app = new Mounted();
    await app.waitFor('payments-api');
    expect(app.frame.indexOf('payments-api')).toBeLessThan(app.frame.indexOf('frontend'));
    expect(app.frame).toMatch(/▸ ✖ payments-api +restarting, last exit 127/);
    expect(app.frame).toMatch(/✔ frontend +up 3 hours/);
    expect(app.lines[0]).toMatch(/^ walkdown {2}docker 27\.0 {2}prod-eu-1 .* 02:41/);
  });

  it('say once that a walk was not finished, and how to take it up', async () => {
    app = new Mounted({
      unfinished: 'unfinished walk of 02:12 UTC: Tab Tab, Enter resumes it (api)',
    });
    await app.waitFor('Tab Tab, Enter resumes it (api)');
    await app.type(DOWN);
    expect(app.frame).not.toContain('Tab Tab');
  });

  it('are narrowed by typing; a slash before it and Escape after it do what people expect', async () => {
    app = new Mounted();
    await app.waitFor('payments-api');
    await app.type('/fro');
    expect(app.frame).toContain('1 of 3');
    expect(app.frame).not.toContain('payments-api');
    await app.escape();
    expect(app.frame).toContain('Type to filter (3)');
    await app.type('q');
    expect(app.frame).toContain('Ctrl-C leaves');
    expect(app.left).toBeNull();
  });

  it('keep the cursor on its row while the list changes under it', async () => {
    app = new Mounted();
    await app.waitFor('payments-api');
    await app.type(DOWN);
    expect(app.frame).toContain('▸ ✔ frontend');
    app.bench.lists = {
      container: [targetRow('new-one', { health: 'troubled' }), ...(app.bench.lists.container ?? [])],
    };
    await app.type('\u0012');
    await app.waitFor('new-one');
    expect(app.frame).toContain('▸ ✔ frontend');
  });

  it('cycle through images, sessions and incidents with Tab', async () => {
    app = new Mounted({ lists: { container: [], image: [targetRow('alpine:3.20', { kind: 'image' })] } });
    await app.waitFor('There are no containers here');
    await app.type('\t');
    await app.waitFor('alpine:3.20');
    await app.type('\t');
    await app.waitFor('No earlier session is kept.');
  });

  it('say what is missing where there is no engine, and offer the recorded incidents', async () => {
    const trouble = 'No Docker Engine answers at unix:///var/run/docker.sock. Start it with: systemctl start docker';
    const incident = [targetRow('expired-certificate', { kind: 'incident', health: 'idle', status: 'recorded' })];
    app = new Mounted({ header: { trouble }, lists: { incident } });
    await app.waitFor('expired-certificate');
    expect(app.frame).toContain('systemctl start docker');
    expect(app.frame).toContain('▸ recorded incidents');
    expect(app.lines[0]).toContain('no engine');
  });

  it('scroll through a thousand, showing a window of them', async () => {
    const container = Array.from({ length: 1000 }, (_, index) => targetRow(`c-${String(index).padStart(4, '0')}`));
    app = new Mounted({ lists: { container } });
    await app.waitFor('c-0000');
    await app.type(PAGE_DOWN.repeat(3));
    expect(app.frame).not.toContain('c-0000');
    await app.type('\u001B[F');
    expect(app.frame).toContain('▸ ✔ c-0999');
    expect(app.lines.length).toBe(24);
  });

  it('stay, with the reason, when the target cannot be opened', async () => {
    const openFails = Object.assign(new Error('There is no container "paymnets".\nstack'), { exitStatus: 4 });
    app = new Mounted({ openFails });
    await app.waitFor('payments-api');
    app.open('paymnets');
    await app.waitFor('There is no container "paymnets".');
    await app.type('\u0003');
    await app.waitFor(() => app.left !== null);
    expect(app.left).toEqual({ status: 4, lines: ['walkdown: There is no container "paymnets".'] });
  });

  it('are opened with what is being read, and left again with Escape', async () => {
    app = new Mounted({ openMs: 60_000 });
    await app.waitFor('payments-api');
    await app.type('\r');
    await app.waitFor('reading payments-api');
    expect(app.frame).toContain('what the engine says of it');
    await app.escape();
    await app.waitFor('stopped reading it');
    await app.waitFor(() => app.bench.opened[0]?.finished === 'left');
  });
});

describe('the symptom', () => {
  it('is asked below what is known, the suggested first with the line that suggests it', async () => {
    app = new Mounted({ walk: { target: { state: 'restarting', running: false, exitCode: 127, restartCount: 7 } } });
    app.open();
    await app.waitFor('What do you see?');
    expect(app.frame).toContain('restarting, exit 127, restarted 7 times');
    expect(app.frame).toMatch(/▸ TLS fails[^\n]*\n +→ x509: certificate signed by unknown authority\n +Not sure/);
  });

  it('can be pasted: what the text suggests goes on top', async () => {
    app = new Mounted();
    app.open();
    await app.waitFor('What do you see?');
    await app.paste('dial tcp: lookup api.partner.example: no such host\nrm -rf /\n');
    await app.waitFor('▸ Names are not resolved');
    await app.type('\r');
    await app.waitFor('It will talk to');
    expect(app.walk.calls).toContain('symptom dns-timeouts: no such host');
  });

  it('says what the keys do while a text is typed: letters are text then', async () => {
    app = new Mounted();
    app.open();
    await app.waitFor('paste an error');
    await app.type('p');
    await app.waitFor('Paste or type what it says');
    expect(app.lines.slice(-2).join(' ').trim().split(/ +/)).toEqual(['⏎', 'look', 'for', 'it', 'Esc', 'back']);
    await app.type('q?');
    expect(app.frame).toContain('> q?');
    await app.escape();
    await app.waitFor('paste an error');
  });

  it('is not chosen by a digit', async () => {
    app = new Mounted();
    app.open();
    await app.waitFor('What do you see?');
    await app.type('2');
    expect(app.frame).toContain('What do you see?');
    expect(app.walk.calls).toEqual([]);
  });

  it('goes back to the targets, and the walk that was begun is left', async () => {
    app = new Mounted();
    app.open();
    await app.waitFor('What do you see?');
    await app.escape();
    await app.waitFor('Type to filter');
    expect(app.walk.finished).toBe('left');
  });

  it('fits 60 × 15 with every symptom suggested', async () => {
    const symptoms = Array.from({ length: 12 }, (_, index) => ({
      id: `s${index}`,
      words: `symptom ${index}`,
      because: 'a log line',
    }));
    app = new Mounted({ columns: 60, rows: 15, walk: { symptoms } });
    app.open();
    await app.waitFor('What do you see?');
    await app.type(DOWN.repeat(11));
    expect(app.frame).toContain('▸ symptom 11');
    expect(app.lines.length).toBe(15);
    expect(app.lines[13]).toMatch(/^─/);
  });
});

/** Walks to the first halt. */
async function toTheFault(options: ConstructorParameters<typeof Mounted>[0] = {}): Promise<void> {
  app = new Mounted({ symptom: 'slow', ...options });
  app.open();
  await app.waitFor('It will talk to');
  await app.type('\r');
  await app.waitFor('Next:');
  await app.waitFor(() => !app.ui.busy);
}

describe('the output', () => {
  it('is searched with matches marked in their place, and only they are shown on demand', async () => {
    await toTheFault();
    await app.type('o');
    expect(app.frame).toContain('line 1 of');
    await app.type('/line 30\r');
    expect(app.frame).toMatch(/line \d+ of \d+ lines, "line 30"/);
    expect(app.frame).toContain('certificate line 30');
    await app.type('&');
    expect(app.frame).toContain('only lines with "line 30"');
    expect(app.frame).not.toContain('certificate line 31');
    await app.type('&');
    expect(app.frame).toContain('certificate line 31');
    await app.type('q');
    expect(app.frame).toContain('TLS-004');
  });

  it('is copied without what could run in a shell', async () => {
    await toTheFault();
    await app.type('oy');
    expect(app.copied[0]).toContain('$ openssl s_client');
    await app.type('q');
    await app.type('y');
    expect(app.copied[1]).toMatch(/^docker run --rm --network container:payments-api/);
  });

  it('of a hostile command moves nothing, titles nothing, copies nothing', async () => {
    const hostile = `\u001B]0;evil\u0007\u001B[2J\u001B]52;c;ZXZpbA==\u0007 a\rb\tc \u202Eabc 日本${'e\u0301'.repeat(30)}\u0000\n${'x'.repeat(90_000)}\n`;
    const script = {
      ...STORY,
      libc: () => ({
        judgement: judged('fault', 'X-001', hostile, { meaning: hostile, advice: hostile }),
        evidence: [evidence(['x', hostile], hostile)],
      }),
    };
    await toTheFault({ walk: { script, target: { ...TARGET, name: 'evil\u001B]0;x\u0007\nname' } } });
    for (const key of ['', 'o', 'w', 'b']) {
      await app.type(key);
      expect(app.frame.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/);
      expect(app.lines.length).toBeLessThanOrEqual(24);
      expect(app.width).toBeLessThanOrEqual(80);
      if (key !== '') await app.escape();
    }
  });
});

describe('causes', () => {
  it('say how each stands, by what, and what would change it', async () => {
    await toTheFault();
    await app.type('h');
    expect(app.frame).toMatch(/✖ confirmed ca-bundle-outdated/);
    expect(app.frame).toMatch(/✔ ruled out tls-certificate-expired +valid until 2027/);
    expect(app.frame).toContain('if trust-store said TLS-100 (now TLS-103), that would rule it out');
    await app.type('jj');
    expect(app.frame).toContain('would be decided by: tls-chain');
  });
});

describe('the end', () => {
  it('has what eases the pain before what cures it, and everything else that matters', async () => {
    await toTheFault();
    await app.type('f');
    const order = [
      'Root cause, confirmed',
      'The CA bundle of payments-api',
      'proof',
      'tonight',
      'restarts the target; risk',
      'fix',
      'verify',
      'ruled out',
      'notes',
    ].map((text) => app.frame.indexOf(text));
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    await app.type('m');
    expect(app.copied.at(-1)).toMatch(/^docker service update/);
    await app.type('y');
    expect(app.copied.at(-1)).toContain('# Notes');
    await app.waitFor("notes: sent to the terminal's clipboard");
    expect(app.frame).toContain('/state/walkdown/fake/notes.md');
  });

  it('runs the failing steps again after the fix, and says what became of them', async () => {
    await toTheFault();
    await app.type('fr');
    await app.waitFor('1 step failed; all of them pass now');
    expect(app.walk.calls).toContain('take tls-chain api.partner.example:443 again');
    expect(app.walk.state().verified).toHaveLength(1);
  });

  it('says that nothing was found where nothing was, and what was not looked at', async () => {
    const script = { ...STORY, 'tls-chain': () => ({ judgement: judged('ok', 'TLS-000', 'fine') }) };
    app = new Mounted({ symptom: 'slow', walk: { script } });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('Was anything changed by hand');
    await app.type(`${DOWN}${DOWN}\r`);
    await app.waitFor('Nothing wrong was found.');
    expect(app.walk.calls).toContain('answer no');
    await app.type('q');
    await app.waitFor(() => app.left !== null);
    expect(app.left?.status).toBe(0);
  });
});

describe('a session that was begun before', () => {
  it('is shown where it stood, and goes on from there', async () => {
    app = new Mounted();
    const { open } = app.bench;
    app.bench.open = async (key, options) => {
      const walk = await open.call(app.bench, key, options);
      await walk.take('state', '');
      await walk.take('image-id', '');
      return walk;
    };
    app.open('session:1');
    await app.waitFor('IMG-004');
    expect(app.frame).toContain('2/13');
    await app.type('\r');
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('TLS-004');
    expect(app.walk.calls.filter((call) => call === 'take state')).toHaveLength(1);
  });
});

describe('a step picked from the list', () => {
  const resumed = async (options: MountOptions = {}): Promise<void> => {
    app = new Mounted(options);
    const { open } = app.bench;
    app.bench.open = async (key, how) => {
      const walk = await open.call(app.bench, key, how);
      await walk.take('state', '');
      return walk;
    };
    app.open('session:1');
    await app.waitFor('RUN-000');
  };

  it.each([null, undefined])('right after a resume is the one that is taken, asked before or not', async (plan) => {
    await resumed(plan === null ? { walk: { plan } } : {});
    await app.type('gthrott\r');
    if (plan === undefined) {
      await app.waitFor('It will talk to');
      await app.type('\r');
    }
    await app.waitFor('CPU-000');
    expect(app.walk.calls.filter((call) => call.startsWith('take'))).toEqual(['take state', 'take throttling']);
  });

  it('stays the one under the cursor when more steps become known above it', async () => {
    await toTheFault();
    await app.type('g');
    await app.waitFor(/▸ . Proxy/);
    app.walk.setEndpoints([ENDPOINT, LOGGED].map((one) => ({ ...one, source: 'used' as const })));
    await app.waitFor('metrics.partner.example');
    expect(app.frame).toMatch(/▸ . Proxy/);
    await app.type('\r');
    await app.waitFor('PRX-000');
  });
});

describe('trouble of our own', () => {
  it('stays on the screen until it is over', async () => {
    await toTheFault();
    app.walk.troubled = 'The journal cannot be written: no space left on device.';
    await app.type(UP);
    app.ui.refresh();
    await app.waitFor('▲ The journal cannot be written');
  });
});

describe('consent to much', () => {
  it('has whom it talks to in sight at 80 × 24', async () => {
    const container = (role: string, tier: 'image' | 'network' | 'process') => ({
      role,
      tier,
      image: 'registry.example/a-long-name/of-an-image:1.2.3-with-a-tag',
      chosenBecause: 'it is the one that fits',
      libcMatched: true,
      namespaces: 'network, pid',
      privileges: 'uid:gid 65534:65534, no capabilities, read-only root, no new privileges',
      lifeSeconds: 1800,
    });
    const plan = {
      tiers: ['image', 'network', 'process'] as const,
      containers: [1, 2, 3, 4, 5].map((one) => container(`sidecar ${one}`, 'network')),
      missing: [{ view: 'target', reason: `it cannot be had ${'for a long reason '.repeat(8)}`, toGetIt: '' }],
      endpoints: [1, 2, 3, 4, 5, 6].map((one) => ({ ...ENDPOINT, host: `api-${one}.partner.example`, ticked: true })),
    };
    app = new Mounted({ symptom: 'slow', walk: { plan } });
    app.open();
    await app.waitFor('It will talk to');
    expect(app.frame).toContain('api-6.partner.example');
    expect(app.frame).toContain('sidecar 5');
    expect(app.frame).toContain('65534:65534');
    expect(app.frame).not.toContain('more rows');
  });
});

describe('the last screen of a long story', () => {
  it.each([
    [80, 24],
    [60, 15],
  ])('has all that matters on it at once at %i × %i', async (columns, rows) => {
    const long = 'and so on, in more words than one row of a narrow terminal holds, as sentences of causes are';
    const mitigation = { do: `Use \`docker rollback\` ${long}`, risk: long, undo: long, restartsTarget: true };
    const cause = {
      ...CAUSE,
      title: `The bundle is **old** ${long}`,
      because: [1, 2, 3].map((one) => ({ step: 'tls-chain', subject: '', text: `proof ${one} ${long}` })),
      mitigate: [mitigation, mitigation, mitigation],
      fix: [`Rebuild ${long}`, long],
      verify: [`Run \`walkdown run\` again ${long}`, long],
      blastRadius: { containers: ['web-2', 'web-3'], checked: 14, there: 14, because: 'same image' },
    };
    app = new Mounted({ columns, rows, symptom: 'tls-errors', walk: { cause: cause as never, plan: null } });
    app.open();
    await app.waitFor('TLS-004');
    await app.type('f');
    await app.waitFor('/state/walkdown/fake/notes.md');
    for (const text of [
      'Root cause, confirmed',
      'The bundle is old',
      'proof',
      'tonight',
      'fix',
      'verify',
      'ruled out',
    ]) {
      expect(app.frame).toContain(text);
    }
    // Marks of the notes are not for the screen.
    expect(app.frame).not.toMatch(/`|\*\*/);
    expect(app.frame).not.toContain('more rows');
    expect(app.lines.length).toBeLessThanOrEqual(rows);
  });
});
