import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charKey, namedKey, pasteKey } from '../../../src/terminal/key.ts';
import { clean, lookFor } from '../../../src/ui/look.ts';
import { boundedLines, commandLine, evidenceText } from '../../../src/ui/model/evidence-text.ts';
import { exitStatus } from '../../../src/ui/model/exit-status.ts';
import { filtered } from '../../../src/ui/model/filter.ts';
import { bodyHeight, isTooSmall, walkLayout } from '../../../src/ui/model/layout.ts';
import { followKey, moved, windowTop } from '../../../src/ui/model/list-cursor.ts';
import { initialTargets, movedTargets, withFilter, withRows } from '../../../src/ui/model/targets.ts';
import { EMPTY_FIELD, editField, fieldOf, fieldText, type TextField } from '../../../src/ui/model/text-field.ts';
import { cutRow, fitRow, paragraph, row, rowWidth, span, spread } from '../../../src/ui/rows.ts';
import { fieldRow } from '../../../src/ui/view/field-row.ts';
import { duration, withAges } from '../../../src/ui/view/words.ts';
import { PLAYBOOK } from '../../component/fake-playbook.ts';
import { evidence, judged } from '../../component/fake-script.ts';
import { FakeWalk } from '../../component/fake-walk.ts';
import { targetRow } from '../../component/fake-workbench.ts';

const LOOK = lookFor({ unicode: true, colour: true, fullScreen: true });
const typed = (field: TextField, ...keys: Parameters<typeof editField>[1][]): TextField =>
  keys.reduce((now, key) => editField(now, key) ?? now, field);

describe('a line of text', () => {
  it('is edited as a shell line is', () => {
    const field = typed(fieldOf('one two'), charKey('w', { ctrl: true }), charKey('x'));
    expect(fieldText(field)).toBe('one x');
    expect(fieldText(typed(field, charKey('a', { ctrl: true }), charKey('k', { ctrl: true })))).toBe('');
    expect(fieldText(typed(field, namedKey('home'), namedKey('delete'), charKey('O')))).toBe('One x');
    expect(fieldText(typed(field, namedKey('left'), namedKey('backspace')))).toBe('onex');
  });

  it('takes a paste on one line', () => {
    expect(fieldText(typed(EMPTY_FIELD, pasteKey('a\nb\tc\n')))).toBe('a b c');
  });

  it('is left alone by keys that edit nothing', () => {
    expect(editField(fieldOf('x'), namedKey('up'))).toBeNull();
    expect(editField(fieldOf('x'), charKey('g', { ctrl: true }))).toBeNull();
  });

  it('shows its cursor in the width it has, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.nat(60),
        fc.integer({ min: 8, max: 40 }),
        (text, at, width) => {
          const field = fieldOf(clean(text, LOOK));
          const shown = fieldRow({ ...field, at: Math.min(at, field.chars.length) }, width, LOOK);
          expect(rowWidth(shown)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('a cursor in a list', () => {
  it('stops at the ends', () => {
    expect(moved(0, 3, 'up', 10)).toBe(0);
    expect(moved(2, 3, 'down', 10)).toBe(2);
    expect(moved(0, 3, 'page-down', 10)).toBe(2);
    expect(moved(0, 0, 'last', 10)).toBe(0);
  });

  it('is always in the window', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.nat(50),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (top, at, length, height) => {
          const index = Math.min(at, length - 1);
          const first = windowTop(top, index, length, height);
          expect(index).toBeGreaterThanOrEqual(first);
          expect(index).toBeLessThan(first + height);
          expect(first).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('follows its row, and keeps its place when the row is gone', () => {
    const key = (text: string) => text;
    expect(followKey(['b', 'c', 'a'], key, 'a', 0)).toBe(2);
    expect(followKey(['b', 'c'], key, 'a', 5)).toBe(1);
  });
});

describe('the list of targets', () => {
  const header = { engine: 'docker', where: 'here', trouble: null };
  const rows = ['a', 'b', 'c'].map((name) => targetRow(name));

  it('puts the troubled first and keeps the cursor on its row through a refresh', () => {
    let targets = withRows(initialTargets(header), rows, 10);
    targets = movedTargets(targets, 'down', 10);
    expect(targets.key).toBe('id-b');
    const changed = [...rows, targetRow('z', { health: 'troubled' })];
    targets = withRows(targets, changed, 10);
    expect(targets.shown.map((one) => one.name)).toEqual(['z', 'a', 'b', 'c']);
    expect(targets.shown[targets.index]?.name).toBe('b');
  });

  it('is the same object when nothing changed, so that nothing is drawn', () => {
    const targets = withRows(initialTargets(header), rows, 10);
    expect(
      withRows(
        targets,
        rows.map((one) => ({ ...one })),
        10,
      ),
    ).toBe(targets);
  });

  it('filters by every word, in either case, and marks the first that fits', () => {
    let targets = withRows(initialTargets(header), [targetRow('Web-One'), targetRow('web-two'), targetRow('db')], 10);
    targets = withFilter(targets, 'WEB o', 10);
    expect(targets.shown.map((one) => one.name)).toEqual(['Web-One', 'web-two']);
    targets = withFilter(targets, 'web tw', 10);
    expect(targets.shown.map((one) => one.name)).toEqual(['web-two']);
    expect(targets.key).toBe('id-web-two');
  });

  it('filters three thousand without a visible pause', () => {
    const many = Array.from({ length: 3000 }, (_, index) => targetRow(`worker-${index}`));
    const since = performance.now();
    for (let round = 0; round < 10; round++)
      filtered(many, (one) => `${one.name} ${one.image} ${one.status}`, 'worker 29');
    expect((performance.now() - since) / 10).toBeLessThan(50);
  });
});

describe('rows', () => {
  const hostile = fc.string({ unit: 'binary', maxLength: 200 });

  it('are never wider than asked for, whatever is in them', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.integer({ min: 8, max: 120 }), (a, b, width) => {
        const parts = row(span(clean(a, LOOK)), span(clean(b, LOOK), 'muted'));
        expect(rowWidth(cutRow(parts, width, '…'))).toBeLessThanOrEqual(width);
        expect(rowWidth(fitRow(parts, width, '…'))).toBe(width);
        expect(rowWidth(spread(parts, row('right'), width, '…'))).toBeLessThanOrEqual(width);
        for (const line of paragraph(clean(a, LOOK), width + 2, { first: row('> ') })) {
          expect(rowWidth(line)).toBeLessThanOrEqual(width + 2);
        }
      }),
    );
  });

  it('hold no control character, and in ASCII nothing else either', () => {
    const ascii = lookFor({ unicode: false, colour: false, fullScreen: true });
    fc.assert(
      fc.property(hostile, (text) => {
        expect(clean(text, LOOK)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
        expect(clean(text, ascii)).toMatch(/^[\u0020-\u007E]*$/);
      }),
    );
    expect(clean('a\u001B]52;c;eA==\u0007b\nc', LOOK)).toBe('a␛]52;c;eA==␇b c');
    expect(clean('“it’s” 5 × 3 → 15…', ascii)).toBe('"it\'s" 5 x 3 -> 15...');
  });

  it('keep the right side whole when the left is too long', () => {
    const parts = spread(row('a long text on the left'), row('12 ms'), 16, '…');
    expect(parts.map((one) => one.text).join('')).toBe('a long t…  12 ms');
  });
});

describe('words', () => {
  it.each([
    [43, '43 ms'],
    [999.6, '1.0 s'],
    [4903.2, '4.9 s'],
    [30_000, '30 s'],
    [180_000, '3 min'],
  ])('say %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('write a command as one would type it', () => {
    expect(commandLine(['sh', '-c', "echo 'a b'", '--x=1'])).toBe("sh -c 'echo '\\''a b'\\''' --x=1");
  });
});

describe('the text of evidence', () => {
  it('has the command, where it ran, how to repeat it, both streams', () => {
    const one = evidence(['dig', 'x'], 'out\n', { stderr: 'err\n', exitCode: 9 });
    const { lines, headings } = evidenceText('t', [one, evidence([], '', { data: { a: 1 } })]);
    expect(lines.slice(0, 2)).toEqual(['$ dig x', '  sidecar, network tier, exit 9']);
    expect(lines).toContain('  by hand: docker run --rm --network container:payments-api toolkit dig x');
    expect(lines.slice(3, 6)).toEqual(['out', '  standard error:', 'err']);
    expect(lines).toContain('  "a": 1');
    expect(headings.has(0)).toBe(true);
  });

  it('leaves out the middle of what is too much, and says so', () => {
    const lines = boundedLines('x\n'.repeat(300_000));
    expect(lines.length).toBeLessThanOrEqual(40_001);
    expect(lines.some((line) => line.includes('260000 lines are left out'))).toBe(true);
    const text = boundedLines('y'.repeat(20 * 1024 * 1024));
    expect(text.reduce((sum, line) => sum + line.length, 0)).toBeLessThan(3 * 1024 * 1024);
  });
});

describe('the layout', () => {
  it.each([
    [80, 24, 2, false],
    [71, 24, 1, false],
    [60, 15, 1, false],
    [59, 15, 1, true],
    [60, 14, 1, true],
    [200, 60, 2, false],
  ])('of %i × %i has %i panes', (columns, rows, panes, small) => {
    const layout = walkLayout({ columns, rows }, false);
    expect(layout.panes).toBe(panes);
    expect(isTooSmall({ columns, rows })).toBe(small);
    if (panes === 2) expect(layout.list + layout.detail + 3).toBe(columns);
    expect(layout.detailRows).toBeLessThanOrEqual(bodyHeight({ columns, rows }));
  });
});

describe('the exit status', () => {
  it('is 0 for a walk that found nothing, 1 for a fault, 5 where an essential step could not tell', async () => {
    const walk = new FakeWalk();
    const status = () => exitStatus(PLAYBOOK, walk.state(), walk.diagnosis());
    await walk.take('state', '');
    expect(status()).toBe(0);
    await walk.take('tls-chain', 'api.partner.example:443');
    expect(status()).toBe(1);
    const blind = new FakeWalk({
      script: { state: () => ({ judgement: judged('inconclusive', '', 'no answer') }) },
    });
    await blind.take('state', '');
    expect(exitStatus(PLAYBOOK, blind.state(), blind.diagnosis())).toBe(5);
  });
});

describe('the times in a sentence', () => {
  it('are told with their age as it is now, on the screen only', () => {
    const now = Date.parse('2026-11-23T02:41:30Z');
    expect(withAges('made 2026-11-23 02:11 UTC, restarted 4 times', now)).toBe(
      'made 2026-11-23 02:11 UTC (30 min ago), restarted 4 times',
    );
    expect(withAges('valid until 2027-02-21 09:31 UTC', now)).toBe('valid until 2027-02-21 09:31 UTC (in 90 days)');
    expect(withAges('at 2026-99-99 02:11 UTC', now)).toBe('at 2026-99-99 02:11 UTC');
  });
});
