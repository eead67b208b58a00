import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, text } from './values.ts';

/** Facts of the reader `timezone`. */
export const timezone: Extractor = {
  id: 'timezone',
  about: 'The time zone that is set, whether its data is there, and whether the program is given another time.',
  facts: {
    zone: { type: 'string', about: 'TZ as set; empty when it is not' },
    dataMissing: { type: 'bool', about: 'TZ names a zone whose file is not in the image' },
    lookedAt: { type: 'string', about: 'the file that holds the zone' },
    loggedZone: { type: 'string', about: 'the zone whose data the log says was not found; empty for none' },
    loggedMissing: { type: 'bool', about: 'it is not in the image, nor is any other zone' },
    staysHere: { type: 'bool', about: 'true where that is of this container alone; absent without' },
    ownClockText: {
      type: 'string',
      about: 'what gives the program another time than the engine’s (libfaketime), in words; absent without',
    },
    zoneText: { type: 'string', about: 'what is there, as part of a sentence; may be empty' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const zone = text(data.zone);
    const lookedAt = text(data.lookedAt);
    const clock = isRow(data.ownClock) ? data.ownClock : null;
    const facts: Facts = {
      ...(clock
        ? { staysHere: true, ownClockText: `${text(clock.by)}, and ${text(clock.toldBy)} says ${text(clock.told)}` }
        : {}),
      zone,
      lookedAt,
      loggedZone: text(data.logged),
      loggedMissing: text(data.logged) !== '' && data.loggedPresent !== true && data.noZones === true,
    };
    if (text(data.unseen) !== '') return facts;
    // UTC and its other names are what one gets anyway, with or without a file.
    const utc = /^(?:Etc\/)?(?:UTC|UCT|Universal|Zulu|GMT(?:[+-]?0)?)$/i.test(zone);
    // Node carries zone data of its own (ICU), Java its tzdb.dat, and a Go program may.
    const own = data.carried === true || /\/(?:node|java)$/.test(text(data.runtime));
    facts.dataMissing = lookedAt !== '' && data.present !== true && !utc && !own;
    facts.zoneText = data.rule === true ? ' (a rule, needs no file)' : own ? ' (the program has zones of its own)' : '';
    return facts;
  },
};
