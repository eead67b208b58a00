import type { Facts } from '../session/evidence.ts';
import { conversation, shown } from './conversation.ts';
import { durationText } from './durations.ts';
import type { Extractor } from './extractor.ts';
import { number, rows, unique } from './values.ts';

/** Where the playbook sets no limit `clockSkewSeconds`. */
const USUAL_LIMIT_SECONDS = 120;

/** A difference for a sentence: "3 h fast", "40 s slow". */
function skewText(ms: number): string {
  return `${durationText(Math.abs(ms))} ${ms >= 0 ? 'fast' : 'slow'}`;
}

/** Facts of the engine's clock against servers and this machine. Pure. */
export const clock: Extractor = {
  id: 'clock',
  about: 'The engine’s clock, which containers share, against the Date of servers and this machine’s clock.',
  facts: {
    witnesses: { type: 'int', about: 'servers that told the time, this machine not counted' },
    engineSkewMs: { type: 'double', about: 'the engine’s clock less this machine’s, in milliseconds' },
    engineMinusServersSeconds: {
      type: 'double',
      about: 'the engine’s clock less the median of the servers’, in seconds',
    },
    serversAgree: { type: 'bool', about: 'the servers’ clocks lie within the limit of each other' },
    majoritySkewed: {
      type: 'bool',
      about: 'most of the servers and this machine, two at least, differ from the engine the same way',
    },
    someoneSkewed: { type: 'bool', about: 'at least one of them differs from the engine by more than the limit' },
    skewText: {
      type: 'string',
      about: 'the engine’s difference from those that say so, for a sentence; empty without',
    },
  },
  extract(evidence, context): Facts {
    const data = conversation(evidence, 'clock');
    if (data === null) return {};
    const servers = rows(data.servers);
    const skews = servers.flatMap(({ skewMs }) => number(skewMs) ?? []);
    const engine = number(data.engineSkewMs);
    const limitMs = (context.limits.clockSkewSeconds ?? USUAL_LIMIT_SECONDS) * 1_000;
    const base = { witnesses: skews.length, ...shown('engineSkewMs', engine) };
    if (engine === null) return base;
    const middle = [...skews].sort((a, b) => a - b)[Math.floor(skews.length / 2)];
    // This machine is a witness like the others; on a local engine it has the same clock and votes for it.
    const differences = [0, ...skews].map((skew) => engine - skew);
    const fast = differences.filter((one) => one > limitMs);
    const slow = differences.filter((one) => one < -limitMs);
    const more = fast.length >= slow.length ? fast : slow;
    const off = more[Math.floor(more.length / 2)];
    return {
      ...base,
      ...shown('engineMinusServersSeconds', middle === undefined ? null : Math.round(engine - middle) / 1_000),
      serversAgree: unique(skews.map((one) => skews.every((other) => Math.abs(one - other) <= limitMs))).every(Boolean),
      majoritySkewed: more.length >= 2 && more.length > differences.length / 2,
      someoneSkewed: more.length > 0,
      skewText: off === undefined ? '' : skewText(off),
    };
  },
};
