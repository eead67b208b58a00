import type { Facts } from '../session/evidence.ts';
import { conversation, shown } from './conversation.ts';
import type { Extractor } from './extractor.ts';
import { number, type Row, rows, text } from './values.ts';

function lossOf(tally: Row | undefined): number | null {
  const asked = number(tally?.asked);
  const lost = number(tally?.lost);
  return asked === null || lost === null || asked === 0 ? null : lost / asked;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

/** Facts of a paced series of look-ups at one nameserver. Pure. */
export const dnsSeries: Extractor = {
  id: 'dns-series',
  about: 'Loss over a series of look-ups: A and AAAA on one socket, on sockets apart, and over TCP.',
  facts: {
    asked: { type: 'int', about: 'questions over UDP' },
    lost: { type: 'int', about: 'those that were never answered' },
    loss: { type: 'double', about: 'share of questions over UDP that were lost, 0 to 1' },
    lossOneSocket: { type: 'double', about: 'the same with A and AAAA on one socket' },
    lossApart: { type: 'double', about: 'the same on sockets of their own' },
    lossTcp: { type: 'double', about: 'share lost over TCP' },
    tcpSound: { type: 'bool', about: 'nothing was lost over TCP: the server is well' },
    onlyOneSocket: { type: 'bool', about: 'lost on one socket, nothing on sockets apart: connection tracking' },
    lossText: { type: 'string', about: 'the shares, for a sentence' },
    slowestMs: { type: 'double', about: 'the slowest answer over UDP, in milliseconds' },
    complete: { type: 'bool', about: 'the whole series was asked' },
  },
  extract(evidence): Facts {
    const data = conversation(evidence, 'dns-series');
    if (data === null) return {};
    const tallies = rows(data.tallies);
    const [one, apart, tcp] = ['one-socket', 'apart', 'tcp'].map((way) =>
      tallies.find((tally) => text(tally.way) === way),
    );
    const udp = [one, apart].filter((tally) => tally !== undefined);
    const sum = (name: string) => udp.reduce((total, tally) => total + (number(tally[name]) ?? 0), 0);
    const asked = sum('asked');
    if (asked === 0) return {};
    const [lossOne, lossApart, lossTcp] = [lossOf(one), lossOf(apart), lossOf(tcp)];
    const slowest = udp.flatMap((tally) => number(tally.slowestMs) ?? []);
    const parts = [
      lossOne === null ? '' : `${percent(lossOne)} on one socket`,
      lossApart === null ? '' : `${percent(lossApart)} on two`,
      lossTcp === null ? '' : `${percent(lossTcp)} over TCP`,
    ];
    return {
      asked,
      lost: sum('lost'),
      loss: sum('lost') / asked,
      ...shown('lossOneSocket', lossOne),
      ...shown('lossApart', lossApart),
      ...shown('lossTcp', lossTcp),
      ...shown('tcpSound', lossTcp === null ? null : lossTcp === 0),
      onlyOneSocket: (lossOne ?? 0) > 0 && lossApart === 0,
      lossText: parts.filter((part) => part !== '').join(', '),
      ...shown('slowestMs', slowest.length === 0 ? null : Math.max(...slowest)),
      complete: data.complete === true,
    };
  },
};
