import { describe, expect, it } from 'vitest';
import { scripts } from '../../../src/extract/scripts.ts';
import { context, told } from './context.ts';

const refusal = (log: string[], busybox: string[] = []) =>
  scripts.extract([told({ path: '', text: '', busybox, log })], context());

describe('refusals of BusyBox in the log', () => {
  it('an applet that the build lacks is named, by whatever it was called', () => {
    expect(refusal(['httpd: applet not found'])).toMatchObject({ refusedSeen: true, tool: 'httpd' });
    expect(refusal(['/entry.sh: line 3: nc: applet not found'])).toMatchObject({ refusedSeen: true, tool: 'nc' });
  });

  it('an option is refused by BusyBox only where the tool is BusyBox, or its banner follows', () => {
    const line = 'grep: unrecognized option: P';
    expect(refusal([line])).toMatchObject({ refusedSeen: false });
    expect(refusal([line], ['grep'])).toMatchObject({ refusedSeen: true, tool: 'grep' });
    expect(refusal([line, 'BusyBox v1.36.1 multi-call binary.'])).toMatchObject({ refusedSeen: true });
  });

  it('says it in other words for find, ps and touch', () => {
    expect(refusal(['find: unrecognized: -newermt'], ['find'])).toMatchObject({ refusedSeen: true, tool: 'find' });
    const bad = "ps: bad -o argument 'etimes', supported arguments: user,group,comm";
    expect(refusal([bad], ['ps'])).toMatchObject({ refusedSeen: true, tool: 'ps' });
    expect(refusal(["touch: invalid date 'yesterday'"], ['touch'])).toMatchObject({ refusedSeen: true, tool: 'touch' });
    expect(refusal(["touch: invalid date format 'yesterday'"])).toMatchObject({ refusedSeen: false });
  });

  it('other things that are not found are none', () => {
    expect(refusal(['GET /applet not found', 'java.applet not found', 'plugin applet not found'])).toMatchObject({
      refusedSeen: false,
    });
  });
});

describe('a script that its sh stopped at', () => {
  const one = {
    file: '/e.sh',
    path: '/e.sh',
    number: 2,
    line: '/e.sh: 2: [[: not found',
    script: '#!/bin/sh\n[[ a ]]\n',
  };
  const facts = (state: string, more: { times: number; last: boolean }) =>
    scripts.extract(
      [told({ path: '', text: '', busybox: [], log: [], state, refused: [{ ...one, ...more }] })],
      context(),
    );

  it('lasts when a running target says it again, or an ended one said it last', () => {
    expect(facts('running', { times: 2, last: true })).toMatchObject({
      bashOnly: '/e.sh line 2 has bash\'s "[["',
      bashOnlyLasts: true,
    });
    expect(facts('running', { times: 1, last: true })).toMatchObject({ bashOnlyLasts: false });
    expect(facts('exited', { times: 1, last: true })).toMatchObject({ bashOnlyLasts: true });
  });
});
