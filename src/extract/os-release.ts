import type { Facts } from '../session/evidence.ts';
import { dayOf, daysBetween } from './durations.ts';
import type { ExtractContext, Extractor } from './extractor.ts';
import { isRow, type Row, text, texts } from './values.ts';

const END_OF_LIFE = {
  endOfLife: { type: 'bool', about: 'the release gets no more fixes; false also where its end is not known' },
  endOfLifeKnown: { type: 'bool', about: 'the end of the release is known (or it is a rolling one)' },
  endOfLifeDate: { type: 'string', about: 'the day on which its fixes end or ended; empty when unknown' },
} as const;

/** Facts of the reader `os-release`. */
export const osRelease: Extractor = {
  id: 'os-release',
  about: 'Name and version of the distribution, and whether it still gets fixes.',
  facts: {
    found: { type: 'bool', about: 'there is an os-release file' },
    id: { type: 'string', about: 'alpine, debian, ubuntu, …' },
    version: { type: 'string', about: 'VERSION_ID, empty when it has none' },
    name: { type: 'string', about: 'the name for people' },
    like: { type: 'list<string>', about: 'families it says it is like' },
    ...END_OF_LIFE,
    endOfLifeText: { type: 'string', about: '"; no fixes since 2024-05-23", "; fixes until 2027-05-01", or nothing' },
    daysToEndOfLife: { type: 'int', about: 'days until its end, negative after it; absent when unknown' },
  },
  extract(evidence, context): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const release = isRow(data.release) ? data.release : null;
    const end = endOfLife(data, context);
    return {
      found: release !== null,
      id: text(release?.id),
      version: text(release?.version),
      name: text(release?.name),
      like: texts(release?.like),
      ...end.facts,
      endOfLifeText: end.text,
      ...(end.days === null ? {} : { daysToEndOfLife: end.days }),
    };
  },
};

/** Facts of the reader `base-age`. */
export const baseAge: Extractor = {
  id: 'base-age',
  about: 'Age of the image, and whether its distribution still gets fixes.',
  facts: {
    name: { type: 'string', about: 'the distribution, or "the base" where there is none' },
    ...END_OF_LIFE,
    ageDays: { type: 'int', about: 'days since the image was made; 0 where its date is not believable' },
    created: { type: 'string', about: 'the day on which the image was made; empty where it is not believable' },
  },
  extract(evidence, context): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const release = isRow(data.release) ? data.release : null;
    // Reproducible builds date their images 1970 or 1980: that says nothing of their age.
    const created = text(data.imageCreated);
    const believable = Date.parse(created) > Date.parse('2005-01-01T00:00:00Z');
    const age = believable ? daysBetween(created, context.now) : null;
    return {
      name: text(release?.name) || 'the base',
      ...endOfLife(data, context).facts,
      ageDays: Math.max(0, age ?? 0),
      created: believable ? dayOf(created) : '',
    };
  },
};

function endOfLife(data: Row, { now }: ExtractContext): { facts: Facts; text: string; days: number | null } {
  const row = isRow(data.endOfLife) ? data.endOfLife : {};
  const date = text(row.date);
  const days = date === '' ? null : daysBetween(now, `${date}T23:59:59Z`);
  const over = days !== null && days < 0;
  const words = days === null ? '' : over ? `; no fixes since ${date}` : `; fixes until ${date}`;
  return {
    facts: { endOfLife: over, endOfLifeKnown: date !== '' || text(row.kind) === 'rolling', endOfLifeDate: date },
    text: words,
    days,
  };
}
