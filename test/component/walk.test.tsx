import { afterEach, describe, expect, it } from 'vitest';
import { namedKey } from '../../src/terminal/key.ts';
import { evidence, judged, STORY } from './fake-script.ts';
import { DOWN, Mounted, type MountOptions, PAGE_DOWN, UP } from './mount.tsx';

let app: Mounted;
afterEach(() => app.unmount());

/** Opens the target and walks to where it halts first: the TLS chain. */
async function toTheFault(options: MountOptions = {}): Promise<void> {
  app = new Mounted(options);
  await app.waitFor('payments-api');
  await app.type('\r');
  await app.waitFor('What do you see?');
  await app.type('\r');
  await app.waitFor('It will talk to');
  await app.type('\r');
  await app.waitFor('TLS-004');
}

describe('a walk', () => {
  it('is finished with Enter alone, past what is well, and says where the notes are', async () => {
    await toTheFault();
    expect(app.walk.calls.slice(0, 2)).toEqual([
      'symptom tls-errors: x509: certificate signed by unknown authority',
      'consent api.partner.example',
    ]);
    await app.type('\r');
    await app.waitFor('Was anything changed by hand');
    await app.type('\r');
    await app.waitFor('Root cause, confirmed');
    await app.waitFor('/state/walkdown/fake/notes.md');
    // Pressed as the last screen came: it was meant for the step before, and nobody has read that it leaves.
    await app.press(namedKey('enter'), 200);
    expect(app.left).toBeNull();
    expect(app.frame).toContain('Root cause, confirmed');
    await app.type('\r');
    await app.waitFor(() => app.left !== null);
    expect(app.left).toEqual({ status: 1, lines: ['walkdown: the notes are in /state/walkdown/fake/notes.md'] });
    expect(app.walk.finished).toBe('complete');
    expect(app.walk.calls).toContain('take packages');
  });

  it('shows the verdict first, then the sentence, the proof, the advice, the command and where it ran', async () => {
    await toTheFault({ columns: 100, rows: 30 });
    const { frame } = app;
    const order = [
      'TLS chain: api.partner.example:443',
      '✖ fault  TLS-004',
      'trust store',
      'verify error 20',
      'Advice: Compare with the healthy',
      'Next: Proxy (⏎)',
      '$ openssl s_client -connect',
      'sidecar · network tier · 212 ms',
      '│ depth=1 O = Example Trust',
    ].map((text) => frame.indexOf(text));
    expect(order.every((at) => at > 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(frame).toMatch(/\(\+\d+ lines, o\)/);
    expect(frame).toContain('ca-bundle-outdated');
    expect(frame).toContain('Ruled out: 1  Not checked: 0');
    expect(frame).toMatch(/payments-api {2}3f2a91c {2}alpine 3\.20 musl 1\.2\.5 {2}docker: prod-eu-1 .* 7\/13/);
  });

  it.each([
    [80, 24],
    [60, 15],
    [200, 60],
    [72, 20],
    [120, 40],
  ])('fits a terminal of %i × %i exactly', async (columns, rows) => {
    await toTheFault({ columns, rows });
    const footer = rows >= 24 ? 2 : 1;
    for (const key of ['', 'h', 'w', 'b', '?', 'o', 'g', 'e', 'n', 's', 'x', 'u', 'f']) {
      await app.type(key);
      expect(app.lines.length, `screen after ${key}`).toBeLessThanOrEqual(rows);
      expect(app.width, `screen after ${key}`).toBeLessThanOrEqual(columns);
      // The rule above the keys stands where it always stands.
      expect(app.lines[rows - footer - 1], `screen after ${key}`).toMatch(/^─/);
      if (key !== '') await app.escape();
    }
  });

  it('says what is wrong and what to press without scrolling at 60 × 15', async () => {
    await toTheFault({ columns: 60, rows: 15 });
    for (const text of [
      '✖ fault  TLS-004',
      'Advice:',
      'Next: Proxy',
      '⏎ next',
      '? keys',
      'q leave',
      'ca-bundle-outdated',
    ]) {
      expect(app.frame).toContain(text);
    }
    await app.type(PAGE_DOWN);
    expect(app.frame).toContain('$ openssl s_client');
  });

  it('says so when the window is too small, and goes on when it is not', async () => {
    await toTheFault();
    app.resize(50, 14);
    await app.waitFor('too small');
    await app.type('\r');
    expect(app.frame).toContain('too small');
    app.resize(80, 24);
    await app.waitFor('TLS-004');
  });

  it('looks at other steps without losing what Enter does', async () => {
    await toTheFault();
    await app.type(UP);
    expect(app.frame).toContain('Name resolution: api.partner.example:443');
    expect(app.frame).toContain('Next: Proxy');
    await app.type(DOWN + DOWN);
    expect(app.frame).toContain('not taken yet');
    await app.escape();
    expect(app.frame).toContain('TLS-004');
  });

  it('runs a step again, and keeps both results', async () => {
    await toTheFault();
    await app.type('r');
    await app.waitFor('TLS-000');
    expect(app.frame).toContain('attempt 2; before: ✖ fault');
  });

  it('takes another step than the advised one, and has that noted', async () => {
    await toTheFault();
    await app.type('gthrott');
    expect(app.frame).toContain('CPU throttling');
    expect(app.frame).not.toContain('Shared libraries');
    await app.type('\r');
    await app.waitFor('CPU-000');
    expect(app.walk.calls).toContain('decide CPU throttling instead of Proxy');
  });

  it('skips with a reason, that may be empty', async () => {
    await toTheFault();
    await app.type('sno proxy here\r');
    expect(app.walk.calls).toContain('skip proxy: no proxy here');
    await app.waitFor('Next: Shared libraries');
    await app.type('s\r');
    expect(app.walk.calls).toContain('skip linking: ');
  });

  it('takes a note as typed, pastes and all, and nothing on Escape', async () => {
    await toTheFault();
    await app.type('nrolled back');
    await app.paste('  to\r\nyesterday\u0007');
    await app.type('\r');
    expect(app.walk.calls).toContain('note rolled backto yesterday');
    await app.type('nno');
    await app.escape();
    expect(app.walk.calls.filter((call) => call.startsWith('note'))).toHaveLength(1);
  });

  it('edits the endpoints, and says what is none', async () => {
    await toTheFault();
    await app.type('e');
    expect(app.frame).toContain('api.partner.example:443');
    await app.type(`${DOWN}db.example:99999\r`);
    expect(app.frame).toContain('is not HOST, HOST:PORT');
    await app.type(`${'\u007F'.repeat(5)}5432\r`);
    expect(app.walk.calls).toContain('endpoints api.partner.example:443 db.example:5432');
  });

  it('shows five lines for the channel, copies them and prints them again on leaving', async () => {
    await toTheFault();
    await app.type('u');
    expect(app.frame).toContain('│ Finding: ca-bundle-outdated');
    expect(app.copied[0]).toContain('Status: investigating');
    await app.escape();
    await app.type('q');
    await app.waitFor(() => app.left !== null);
    expect(app.left?.lines.slice(0, 2)).toEqual(['Status: investigating', 'Finding: ca-bundle-outdated']);
    expect(app.left?.lines.at(-1)).toContain('the notes are in');
    expect(app.walk.finished).toBe('left');
  });

  it('shows the rule with its line and the rule that almost matched', async () => {
    await toTheFault();
    await app.type('w');
    expect(app.frame).toContain('playbooks/fake.yaml:812  TLS-004');
    expect(app.frame).toContain('facts.verifyError == 20 && facts.verifiesWithReference');
    expect(app.frame).toContain('playbooks/fake.yaml:799  TLS-003');
    expect(app.frame).toContain('facts.verifyError = 20');
  });

  it('shows the background of the step before the keys', async () => {
    await toTheFault();
    await app.type('?');
    expect(app.frame.indexOf('Why TLS chain matters')).toBeGreaterThan(0);
    expect(app.frame.indexOf('Why TLS chain matters')).toBeLessThan(app.frame.indexOf('the advised next thing'));
  });

  it('says nothing by colour alone', async () => {
    await toTheFault({ colour: false, unicode: false });
    for (const text of ['x fault', '> x TLS chain', '+ Name resolution', 'Enter next'])
      expect(app.frame).toContain(text);
    expect(app.frame).toMatch(/^[\u0020-\u007E\n]*$/);
  });

  it('exports in another format and copies what was written', async () => {
    await toTheFault();
    await app.type(`x${DOWN}\r`);
    await app.waitFor('written: /state/walkdown/fake/notes.slack');
    await app.type('y');
    expect(app.copied.at(-1)).toContain('# Notes');
  });
});

describe('what stands between', () => {
  it('stops with a question when the wrong image runs, and Enter stops the walk', async () => {
    const script = { ...STORY, 'image-id': () => ({ judgement: judged('fault', 'IMG-001', 'runs another image') }) };
    const cause = { id: 'deployment-drift', certainty: 'confirmed', title: 'It runs 9d2c, expected 77aa.' } as const;
    const rest = { subjects: [], because: [], mitigate: [], fix: [], verify: [], followUp: [], wouldChange: [] };
    app = new Mounted({ walk: { script, provenBy: 'IMG-001', cause: { ...cause, ...rest } } });
    app.open();
    await app.waitFor('What do you see?');
    await app.type('\r');
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('This is not what was meant to run.');
    expect(app.frame).toContain('▸ Stop here and fix the deployment');
    await app.type('\r');
    await app.waitFor('It runs 9d2c, expected 77aa.');
    await app.type('\r');
    await app.waitFor(() => app.left !== null);
    expect(app.walk.calls).not.toContain('take libc');
    expect(app.left?.status).toBe(1);
  });

  it('goes on with the wrong image when told to, has it noted, and asks once', async () => {
    const script = { ...STORY, 'image-id': () => ({ judgement: judged('fault', 'IMG-001', 'runs another image') }) };
    const cause = { id: 'deployment-drift', certainty: 'confirmed', title: 'It runs 9d2c.' } as const;
    const rest = { subjects: [], because: [], mitigate: [], fix: [], verify: [], followUp: [], wouldChange: [] };
    app = new Mounted({ symptom: 'slow', walk: { script, provenBy: 'IMG-001', cause: { ...cause, ...rest } } });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('This is not what was meant to run.');
    await app.type(`${DOWN}\r`);
    await app.waitFor('TLS-004');
    expect(app.walk.calls).toContain('decide Go on anyway instead of Stop here and fix the deployment');
  });

  it('asks for ptrace at the step that needs it, leaves it by default, and asks once', async () => {
    const unseen = () => ({ judgement: judged('inconclusive', '', 'needs ptrace'), tier: 'ptrace' as const });
    app = new Mounted({ symptom: 'slow', walk: { script: { ...STORY, log: unseen, libc: unseen } } });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('More privilege would show this step: musl or glibc.');
    expect(app.frame).toContain('SYS_PTRACE');
    await app.type('\r');
    await app.waitFor('TLS-004');
    expect(app.walk.calls.filter((call) => call.startsWith('allow'))).toEqual([]);
  });

  it('asks for a capture by what it would capture', async () => {
    const unseen = () => ({
      judgement: judged('inconclusive', '', 'needs capture'),
      tier: 'capture' as const,
      evidence: [evidence(['tcpdump', 'port 443'], '')],
    });
    app = new Mounted({ symptom: 'slow', walk: { script: { ...STORY, libc: unseen } } });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('More privilege would show this step: musl or glibc.');
    expect(app.frame).toContain('NET_RAW');
    expect(app.frame.replace(/\s+/g, ' ')).toContain('$ tcpdump port 443');
    await app.type('\r');
    await app.waitFor('TLS-004');
    expect(app.walk.calls.filter((call) => call.startsWith('allow'))).toEqual([]);
  });

  it('takes the step again with what was allowed, and walks on', async () => {
    const unseen = () => ({ judgement: judged('inconclusive', '', 'needs ptrace'), tier: 'ptrace' as const });
    app = new Mounted({ symptom: 'slow', walk: { script: { ...STORY, libc: unseen } } });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('More privilege would show this step: musl or glibc.');
    await app.type(`${DOWN}\r`);
    await app.waitFor('TLS-004');
    expect(app.walk.calls).toEqual(expect.arrayContaining(['allow ptrace', 'take libc again']));
  });

  it('says what runs, since when and for how long, and c ends it', async () => {
    const slow = () => ({
      judgement: judged('ok', '', ''),
      evidence: [evidence(['slow-tool', '--all'], '')],
      takesMs: 60_000,
    });
    app = new Mounted({ symptom: 'slow', walk: { script: { ...STORY, libc: slow } } });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('running');
    app.ui.set({ now: app.now + 3000 });
    await app.waitFor('3 s of at most 10 s, c cancels it');
    expect(app.frame).toContain('$ slow-tool --all');
    expect(app.frame).toContain('c cancel');
    await app.type('q');
    await app.waitFor('A step is running: musl or glibc. Leave all the same?');
    await app.type('\r');
    await app.type('c');
    await app.waitFor('it was cancelled');
    expect(app.left).toBeNull();
  });

  it.each([
    [80, 24],
    [60, 15],
    [200, 60],
  ])(
    'shows the last lines of what a running command says at %i × %i, harmless and within the panel',
    async (columns, rows) => {
      const said = Array.from(
        { length: 40 },
        (_, index) => `line ${index + 1} 日本 \u001B]0;evil\u0007${'x'.repeat(300)}`,
      );
      const slow = () => ({
        judgement: judged('ok', '', ''),
        evidence: [evidence(['slow-tool', '--all'], '')],
        takesMs: 60_000,
        live: () => ({ lines: said, bytes: 3_400_000 }),
      });
      app = new Mounted({ symptom: 'slow', walk: { script: { ...STORY, libc: slow } }, columns, rows });
      app.open();
      await app.waitFor('It will talk to');
      await app.type('\r');
      await app.waitFor('so far 3.4 MB, its last lines');
      expect(app.frame).toMatch(/│ line 40 日本 ␛\]0;evil␇x+…/);
      expect(app.frame).toContain('$ slow-tool --all');
      expect(app.frame).toContain('c cancels it');
      expect(app.frame).not.toContain('\u001B]');
      expect(app.lines.length).toBeLessThanOrEqual(rows);
      expect(app.width).toBeLessThanOrEqual(columns);
      await app.type('c');
      await app.waitFor('it was cancelled');
      expect(app.frame).not.toContain('so far');
    },
  );

  it('in auto mode passes what is only suspect, and ends at a fault', async () => {
    const suspect = () => ({ judgement: judged('suspect', 'LOG-001', 'an odd line') });
    app = new Mounted({ symptom: 'slow', walk: { script: { ...STORY, log: suspect } } });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('\r');
    await app.waitFor('LOG-001');
    await app.type('a');
    await app.waitFor('auto ended here: something was found');
    expect(app.frame).toContain('TLS-004');
  });

  it('refuses the containers with d, and walks on what the engine tells', async () => {
    app = new Mounted({ symptom: 'slow' });
    app.open();
    await app.waitFor('It will talk to');
    await app.type('d');
    await app.waitFor('TLS-004');
    expect(app.walk.calls).toContain('refuse');
  });

  it('talks to a host from the log only when it is ticked', async () => {
    app = new Mounted({ symptom: 'slow' });
    app.open();
    await app.waitFor('□ metrics.partner.example:443');
    await app.type('j ');
    expect(app.frame).toContain('■ metrics.partner.example:443');
    await app.type('\r');
    await app.waitFor('TLS-004');
    expect(app.walk.calls).toContain('consent api.partner.example metrics.partner.example');
  });

  it('does not let a held Enter allow anything', async () => {
    app = new Mounted();
    app.open();
    await app.waitFor('What do you see?');
    const enter = namedKey('enter');
    for (let count = 0; count < 8; count++) await app.press(enter, 40);
    await app.waitFor('It will talk to');
    for (let count = 0; count < 8; count++) await app.press(enter, 40);
    expect(app.walk.calls.filter((call) => !call.startsWith('symptom'))).toEqual([]);
    await app.press(enter, 500);
    await app.waitFor('TLS-004');
  });
});
