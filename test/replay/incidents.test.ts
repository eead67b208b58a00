import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareReports, judgedDifferently } from '../../src/notes/comparison.ts';
import { renderComparison } from '../../src/notes/comparison-text.ts';
import { exitStatus, type Report } from '../../src/notes/report.ts';
import { renderText } from '../../src/notes/text.ts';
import { bundledDir, playbookPlaces } from '../../src/playbook/places.ts';
import { listIncidents, openIncident, readIncident } from '../../src/walk/open-recorded.ts';
import { loadRulebook } from '../../src/walk/rulebook.ts';

const places = playbookPlaces('/nowhere', { XDG_CONFIG_HOME: '/nowhere' });

/** What each recording is about: the first root cause, and the step whose evidence proves it; none on the healthy one. */
const EXPECTED: Readonly<Record<string, { cause: string; step: string } | null>> = {
  'no-such-file': { cause: 'libc-mismatch', step: 'entrypoint' },
  'rotated-certificate': { cause: 'ca-bundle-outdated', step: 'tls-chain' },
  'rotated-certificate-healthy': null,
  'search-domains': { cause: 'dns-search-amplification', step: 'dns-names' },
  'wheel-of-the-other-libc': { cause: 'python-wheel-libc-mismatch', step: 'native-modules' },
};

const rulebook = await loadRulebook('fast-diagnosis', places);

async function walked(id: string): Promise<{ report: Report; status: number }> {
  const session = await openIncident(id, rulebook);
  await session.conductor.takeAll();
  await session.finish('complete');
  const { state } = session.conductor;
  const report = session.report();
  return { report, status: exitStatus(state, session.diagnosis(), session.rulebook.playbook) };
}

describe('the recorded incidents', () => {
  it('are those that are expected here, each with its story', async () => {
    const all = await listIncidents();
    expect(all.map(({ id }) => id).sort()).toEqual(Object.keys(EXPECTED).sort());
    for (const { id, title } of all) {
      expect(title).not.toBe(id);
      const story = readFileSync(join(bundledDir(), 'incidents', `${id}.txt`), 'utf8');
      expect(story.length).toBeGreaterThan(title.length + 80);
    }
  });

  it.each(Object.entries(EXPECTED))('%s is walked through the same code to the right cause', async (id, expected) => {
    const { report, status } = await walked(id);
    expect(report.session.recorded).toBe(true);
    expect(renderText(report)).toContain('[recording]');
    if (expected === null) {
      expect(report.rootCauses).toEqual([]);
      expect(status).toBe(0);
      return;
    }
    expect(report.rootCauses[0]).toMatchObject({ id: expected.cause, certainty: 'confirmed' });
    expect(report.rootCauses[0]?.because.map(({ step }) => step)).toContain(expected.step);
    const cited = report.steps.find(({ id: step, outcome }) => step === expected.step && outcome === 'fault');
    expect(cited?.evidence.length).toBeGreaterThan(0);
    expect(status).toBe(1);
  });

  it('tells the broken cluster from the healthy one by the bundle, first of all', async () => {
    const [left, right] = await Promise.all([walked('rotated-certificate'), walked('rotated-certificate-healthy')]);
    const { differences } = compareReports(left.report, right.report);
    expect(differences.slice(0, 2).map(({ step }) => step)).toEqual(['tls-chain', 'trust-store']);
    const [chain, store] = differences;
    expect(chain).toMatchObject({ left: { outcome: 'fault' }, right: { outcome: 'ok' } });
    expect(store?.facts.map(({ fact }) => fact)).toContain('roots');
    const text = renderComparison(compareReports(left.report, right.report));
    expect(text).toContain('left   [recording] checkout: The CA bundle is older');
    expect(text).toMatch(/roots: \d+ \| \d+/);
  });

  it('differs in nothing from itself', async () => {
    const [left, right] = await Promise.all([walked('search-domains'), walked('search-domains')]);
    expect(judgedDifferently(compareReports(left.report, right.report).differences)).toEqual([]);
    expect(compareReports(left.report, right.report).differences).toEqual([]);
  });

  it('hold nothing of the machine they were made on', () => {
    const folder = join(bundledDir(), 'incidents');
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(text.length, `${name} is small enough to ship`).toBeLessThan(200_000);
      for (const word of [`${homedir()}/`, '/walkdown-', 'walkdown-lab', 'walkdown-test', 'wt-'])
        expect(text.includes(word), `${name} holds ${word}`).toBe(false);
    }
  });

  it('name an operator that is nobody, in every one', async () => {
    for (const id of Object.keys(EXPECTED)) {
      const { events, warnings } = await readIncident(id);
      expect(warnings).toEqual([]);
      const operators = events.flatMap((one) => (one.type === 'session.started' ? [one.session.operator] : []));
      expect(operators).toEqual(['oncall@example']);
    }
  });

  it('that do not exist are said so, with those that do', async () => {
    await expect(openIncident('../../etc/passwd', rulebook)).rejects.toMatchObject({
      exitStatus: 4,
      message: expect.stringContaining('search-domains'),
    });
  });
});
