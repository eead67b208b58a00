import { beforeAll, describe, expect, it } from 'vitest';
import { compareReports } from '../../../src/notes/comparison.ts';
import { renderMarkdown } from '../../../src/notes/markdown.ts';
import { applyProfile } from '../../../src/notes/profile.ts';
import { NOTES_FORMATS, renderReport } from '../../../src/notes/render.ts';
import { buildReport, exitStatus, type Report } from '../../../src/notes/report.ts';
import { SLACK_MESSAGE_LIMIT, slackMessages } from '../../../src/notes/slack.ts';
import { renderUpdate } from '../../../src/notes/update.ts';
import type { NewEvent } from '../../../src/session/events.ts';
import { foldAll, type WalkState } from '../../../src/session/state.ts';
import { diagnosisOf } from '../../../src/walk/diagnosis-of-state.ts';
import { target } from '../playbook/helpers.ts';
import { bundledRules, ENDPOINT, evidence, START, sample, sampleEvents, step, written } from './sample.ts';
import { htmlProblems, jiraProblems, markdownProblems, slackProblems, xmlProblems } from './scanners.ts';

let report: Report;
let state: WalkState;
beforeAll(async () => {
  ({ report, state } = await sample());
});

describe('the notes', () => {
  it('say in their first five lines what is broken, why, what helps, since when and where', () => {
    const lines = renderMarkdown(report, state).split('\n').slice(0, 5);
    expect(lines[0]).toMatch(/^# ✖ `payments-api` – TLS chain `api\.partner\.example:443`: the issuer is not/);
    expect(lines[1]).toMatch(/^- \*\*Cause:\*\* The CA bundle is older .*\(likely\) `ca-bundle-outdated`/);
    expect(lines[2]).toMatch(/^- \*\*Tonight:\*\* Mount a current bundle .*restarts it; risk:/);
    expect(lines[3]).toMatch(/^- \*\*Since:\*\* running since 2026-11-22 23:10:00 UTC; change: made 3 h ago/);
    expect(lines[4]).toMatch(/^- \*\*Where:\*\* container `payments-api` .* on docker 27\.1\.0 `prod-eu-1`/);
  });

  it('hold everything in the order of the specification', () => {
    const headings = renderMarkdown(report, state)
      .match(/^## .*$/gm)
      ?.map((line) => line.replace(/^#+ /, ''));
    expect(headings).toEqual([
      'Target',
      'What was found',
      'Root cause',
      'Ruled out',
      'Timeline',
      'Commands to reproduce',
      'Follow-ups',
      'Environment',
      'Redactions applied',
      'Outputs',
    ]);
  });

  it('tell who did what when: notes, decisions with their reason, consent, what was passed over', () => {
    const markdown = renderMarkdown(report, state);
    expect(markdown).toContain('| note by `alice@jump1`: partner rotated their CA last week | operator |');
    expect(markdown).toContain('decision: clock instead of the advised trust-store: time looked odd on the host');
    expect(markdown).toContain('02:41:26 allowed: `network` one sidecar, 30 min');
    expect(markdown).toMatch(/proxy `api\.partner\.example:443`: passed over: no proxy here/);
  });

  it('can be copied into a shell, and prove that the target was left alone', () => {
    const markdown = renderMarkdown(report, state);
    expect(markdown).toContain(
      '```sh\n# TLS chain, api.partner.example:443\ndocker run --rm --network container:payments-api walkdown/toolkit:musl openssl s_client -connect api.partner.example:443\n```',
    );
    expect(markdown).toContain('State, restarts and files are as they were before the walk.');
    expect(markdown).toContain('1 container of ours made, 0 left behind.');
  });

  it('do not say that an unfinished walk was compared with before', async () => {
    const events = sampleEvents().filter(
      (event) => event.type !== 'target.checked' && event.type !== 'session.finished',
    );
    const one = await sample(events);
    expect(renderMarkdown(one.report, one.state)).toContain(
      'It was not compared: the walk has not ended, or not by itself.',
    );
  });

  it('say of a recording that it is one', async () => {
    const recorded = { ...START, session: { ...(START as { session: object }).session, recorded: true } } as NewEvent;
    const one = await sample([recorded, ...sampleEvents().slice(1)]);
    for (const format of ['md', 'slack', 'jira', 'html', 'text']) {
      expect((await renderReport(format, one.report, one.state)).slice(0, 4500).toLowerCase()).toContain('recording');
    }
    expect(renderUpdate(one.report, one.state)).toContain('RECORDING');
  });

  it('are the same bytes for the same evidence, in every format', async () => {
    const again = await sample();
    for (const format of [...NOTES_FORMATS, 'text']) {
      const one = await renderReport(format, report, state);
      expect(await renderReport(format, again.report, again.state)).toBe(one);
      const copy = JSON.parse(JSON.stringify({ report, state })) as { report: Report; state: WalkState };
      expect(await renderReport(format, copy.report, copy.state)).toBe(one);
    }
  });

  it('differ in times only when the same is seen at another time', async () => {
    const rules = await bundledRules();
    const later = foldAll(written(sampleEvents(), '2027-01-05T10:00:00.000Z'));
    const notes = renderMarkdown(buildReport(later, diagnosisOf(later, rules), rules.playbook), later);
    const bare = (text: string): string => text.replace(/\d{4}-\d{2}-\d{2}|\d{2}:\d{2}:\d{2}/g, '');
    expect(bare(notes)).toBe(bare(renderMarkdown(report, state)));
  });

  it('tell the relief first what happened since', () => {
    const markdown = renderMarkdown(report, state, { since: '2026-11-23T02:41:33.500Z' });
    const since = markdown.slice(markdown.indexOf('## Since'), markdown.indexOf('## Target'));
    expect(since).toContain('decision: clock instead of the advised');
    expect(since).not.toContain('note by');
    expect(markdown.indexOf('## Since')).toBeLessThan(markdown.indexOf('## Target'));
  });

  it('say what was verified after the fix, before and after', async () => {
    const verified: NewEvent = { type: 'verified.fixed', steps: ['tls-chain'], before: 'TLS-004', after: 'TLS-000' };
    const one = await sample([...sampleEvents(), verified]);
    expect(renderMarkdown(one.report, one.state)).toMatch(
      /\*\*Verified fixed at 2026-11-23 [\d:]+ UTC\*\*: before: `TLS-004`; after: `TLS-000`/,
    );
  });

  it('do not blame: no format says "should have" of its own', async () => {
    for (const format of NOTES_FORMATS)
      expect(await renderReport(format, report, state)).not.toMatch(/should have|human error/i);
  });

  it('name a healthy target healthy, and what could not be seen not', async () => {
    const one = await sample([
      START,
      { type: 'target.identified', target: target() },
      ...step('state', 'ok', 'RUN-000', 'running'),
      { type: 'target.checked', changed: false, details: [], leftBehind: [] },
      { type: 'session.finished', reason: 'complete' },
    ]);
    const [first, second] = renderMarkdown(one.report, one.state).split('\n');
    expect(first).toMatch(/^# ✔ `payments-api` – nothing wrong was found in what could be seen \(\d+ not\)/);
    expect(second).toBe('- **Cause:** none');
    expect(one.report.rootCauses).toEqual([]);
    const none = await sample([START]);
    expect(renderMarkdown(none.report, none.state)).toMatch(/^# \? \*\*unknown target\*\* – it could not be told/);
  });
});

describe('each format', () => {
  it('reads cleanly by its own rules', async () => {
    expect(markdownProblems(renderMarkdown(report, state))).toEqual([]);
    expect(htmlProblems(await renderReport('html', report, state))).toEqual([]);
    expect(jiraProblems(await renderReport('jira', report, state))).toEqual([]);
    expect(slackProblems(slackMessages(report, state))).toEqual([]);
    expect(xmlProblems(await renderReport('junit', report, state))).toEqual([]);
  });

  it('and the readers see what they are there for', () => {
    expect(markdownProblems('- a <b>x</b>')).not.toEqual([]);
    expect(markdownProblems('- see https://x.example')).not.toEqual([]);
    expect(markdownProblems('- hi @alice')).not.toEqual([]);
    expect(markdownProblems('```text\nx')).not.toEqual([]);
    expect(markdownProblems('| a | b | c | d |')).not.toEqual([]);
    expect(htmlProblems('<p>a<br></p>')).not.toEqual([]);
    expect(jiraProblems('* a [~bob]')).not.toEqual([]);
    expect(slackProblems(['• <!channel>'])).not.toEqual([]);
    expect(xmlProblems('<a b="<"/>')).not.toEqual([]);
  });

  it('Slack: a summary of at most ten lines that stands alone, then parts within the limit, fences reopened', async () => {
    const long = Array.from({ length: 24 }, (_, n) => `line ${n} ${'x'.repeat(380)}`).join('\n');
    const one = await sample([
      ...sampleEvents().slice(0, -2),
      ...step('dns-timing', 'fault', 'DNS-003', 'slow', { subject: ENDPOINT, evidence: [evidence({ stdout: long })] }),
    ]);
    const messages = slackMessages(one.report, one.state);
    expect(messages[0]?.split('\n').length).toBeLessThanOrEqual(10);
    expect(messages[0]).toContain('*Cause:*');
    expect(slackProblems(messages)).toEqual([]);
    expect(Math.max(...messages.map((message) => message.length))).toBeLessThanOrEqual(SLACK_MESSAGE_LIMIT);
    expect(messages.filter((message) => message.startsWith('```') || message.endsWith('```')).length).toBeGreaterThan(
      1,
    );
  });

  it('HTML: one file that runs and loads nothing', async () => {
    const html = await renderReport('html', report, state);
    expect(html).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`);
    expect(html).not.toMatch(/<script|<link|<img|<iframe|src=|href=/i);
    expect(html).toContain('width=device-width');
  });

  it('JUnit: a fault fails, a suspect and hygiene do not, what was left out is skipped', async () => {
    const junit = await renderReport('junit', report, state);
    expect(junit).toContain('<failure type="TLS-004"');
    expect(junit.match(/<failure /g)).toHaveLength(1);
    expect(junit).toContain('<system-out>suspect CAB-002');
    expect(junit).toMatch(/not checked: passed over: no proxy here/);
    const tests = Number(/<testsuites [^>]*tests="(\d+)"/.exec(junit)?.[1]);
    expect(junit.match(/<testcase /g)).toHaveLength(tests);
  });

  it('SARIF: kinds apart from levels; our own failures are notifications', async () => {
    const one = await sample([
      ...sampleEvents(),
      ...step('proxy-config', 'tool-error', '', 'the sidecar did not start'),
    ]);
    const sarif = JSON.parse(await renderReport('sarif', one.report, one.state));
    const [run] = sarif.runs;
    const results = run.results as { ruleId: string; kind: string; level: string }[];
    expect(results.find((result) => result.ruleId === 'TLS-004')).toMatchObject({ kind: 'fail', level: 'error' });
    expect(results.find((result) => result.ruleId === 'CAB-002')).toMatchObject({ kind: 'review', level: 'none' });
    expect(results.find((result) => result.ruleId === 'IMG-000')).toMatchObject({ kind: 'pass', level: 'none' });
    for (const { kind, level } of results) expect(kind === 'fail' || level === 'none').toBe(true);
    const notifications = run.invocations[0].toolExecutionNotifications as {
      level: string;
      message: { text: string };
    }[];
    expect(notifications).toContainEqual(
      expect.objectContaining({ level: 'error', message: { text: 'proxy-config: the sidecar did not start' } }),
    );
    expect(run.invocations[0].executionSuccessful).toBe(false);
  });

  it('the update is five lines: status, finding, ruled out, next, since when', () => {
    const lines = renderUpdate(report, state).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines.map((line) => /^[^:]*/.exec(line)?.[0])).toEqual([
      '✖ Status',
      'Finding',
      'Ruled out',
      'Next',
      'Since',
    ]);
    const running = { ...report, session: { ...report.session, finishedAt: null } };
    expect(renderUpdate(running, state, { next: 'compare with the healthy replica' }).split('\n')[3]).toBe(
      'Next: compare with the healthy replica',
    );
  });
});

describe('profiles', () => {
  it('vendor: addresses and host names, the same one the same placeholder; the rest stays', async () => {
    const output = [
      'api.partner.example has address 203.0.113.7',
      'also 2001:db8::7 and 203.0.113.7, via ip-10-0-0-1 and 02:42:ac:11:00:02',
      'libc.so.6 => /lib/libc.so.6, resolv.conf, OpenSSL 3.0.11, 127.0.0.11, ::1, serial 04:e2:a5:c1:b7:d3:9f:60',
      'javax.net.ssl.SSLHandshakeException at 02:41:17',
    ].join('\n');
    const one = await sample([
      ...sampleEvents(),
      ...step('dns-timing', 'fault', 'DNS-003', 'slow', { evidence: [evidence({ stdout: output })] }),
    ]);
    const masked = applyProfile(one.report, one.state, 'vendor');
    const shown = masked.report.steps.at(-1)?.evidence[0]?.stdout ?? '';
    expect(shown).not.toMatch(/203\.0\.113|2001:db8|partner\.example|ip-10|02:42:ac/);
    const [, , , again] =
      /(‹host-\d+›) has address (‹address-\d+›)\nalso (‹address-\d+›) and (‹address-\d+›)/.exec(shown)?.slice(1) ?? [];
    expect(again).toBe(/has address (‹address-\d+›)/.exec(shown)?.[1]);
    expect(shown).toContain(
      'libc.so.6 => /lib/libc.so.6, resolv.conf, OpenSSL 3.0.11, 127.0.0.11, ::1, serial 04:e2:a5:c1:b7:d3:9f:60',
    );
    expect(shown).toContain('javax.net.ssl.SSLHandshakeException at 02:41:17');
    const markdown = renderMarkdown(masked.report, masked.state);
    expect(markdown).not.toContain('partner.example');
    expect(markdown).not.toContain('registry.example');
    expect(markdown).toContain('payments-api');
    expect(markdown).toContain(`sha256:${'1'.repeat(64)}`);
  });

  it('public: also the names of the target, its image, the people and the incident', async () => {
    const masked = applyProfile(report, state, 'public');
    for (const format of NOTES_FORMATS) {
      const notes = await renderReport(format, masked.report, masked.state);
      expect(notes).not.toMatch(/payments-api|alice|jump1|INC-4711|prod-eu-1|partner\.example|registry\.example/i);
    }
  });

  it('masks siblings, neighbours and nodes as it does the target and its hosts', async () => {
    const sibling = { name: 'checkout.2.x9', place: 'checkout.2', node: 'rack7', state: 'running' };
    const data = { siblings: [sibling], shares: [{ name: 'billing-db', shares: ['image'] }] };
    const facts = {
      ...{ looked: 2, there: 2, sameImage: ['billing-db'], sibling: sibling.name, siblingPlace: sibling.place },
      ...{ siblingNode: 'rack7', siblingBecause: 'running for 3 h' },
      compare: 'walkdown compare checkout.1.x8 rack7/checkout.2.x9',
    };
    const seen = evidence({ data, stdout: 'sibling checkout.2.x9 on rack7: running\nbilling-db: same image' });
    const one = await sample([
      ...sampleEvents(),
      ...step('neighbours', 'ok', 'NBR-001', 'checkout.2 runs on rack7', { facts, evidence: [seen] }),
      ...step('timezone', 'fault', 'TZ-001', 'no data for its zone'),
    ]);
    const open = renderMarkdown(one.report, one.state);
    expect(open).toMatch(/May also affect[^\n]*billing-db/);
    expect(open).toContain(facts.compare);
    const vendor = applyProfile(one.report, one.state, 'vendor');
    expect(renderMarkdown(vendor.report, vendor.state)).not.toContain('rack7');
    const masked = applyProfile(one.report, one.state, 'public');
    for (const format of NOTES_FORMATS) {
      const notes = await renderReport(format, masked.report, masked.state);
      expect(notes).not.toMatch(/rack7|billing-db|checkout\.2/);
    }
  });

  it('internal changes nothing', () => {
    expect(applyProfile(report, state, 'internal')).toEqual({ report, state });
  });
});

describe('a comparison', () => {
  it('leaves out what stands around each: that is another for every container', async () => {
    const of = (looked: number, code: string) =>
      sample([...sampleEvents(), ...step('neighbours', 'ok', code, `${looked} looked at`, { facts: { looked } })]);
    const [left, right] = [await of(3, 'NBR-001'), await of(5, 'NBR-000')];
    expect(compareReports(left.report, right.report).differences).toEqual([]);
  });
});

describe('the exit status', () => {
  it('is 1 for a fault, 0 for a suspect or hygiene, 5 when an essential step could not tell', async () => {
    const rules = await bundledRules();
    const of = (...events: NewEvent[]): number => {
      const walked = foldAll(written([START, { type: 'target.identified', target: target() }, ...events]));
      return exitStatus(walked, diagnosisOf(walked, rules), rules.playbook);
    };
    expect(of(...step('tls-chain', 'fault', 'TLS-999', 'x', { subject: ENDPOINT }))).toBe(1);
    expect(of(...step('log', 'suspect', 'LOG-999', 'x'))).toBe(0);
    expect(of(...step('packages', 'fault', 'PKG-999', 'x'))).toBe(0);
    expect(of(...step('state', 'inconclusive', '', 'x'))).toBe(5);
    expect(of(...step('state', 'inconclusive', '', 'x'), ...step('state', 'ok', 'RUN-000', 'x', { attempt: 2 }))).toBe(
      0,
    );
  });
});
