import type { Facts } from '../session/evidence.ts';
import { dayOf } from './durations.ts';
import type { Extractor } from './extractor.ts';
import { isRow, text, texts } from './values.ts';

/** Facts of the reader `image-identity`. */
export const imageId: Extractor = {
  id: 'image-id',
  about: 'What image runs, what was expected, and whether its tag has moved on.',
  facts: {
    id: { type: 'string', about: 'the image ID' },
    shortId: { type: 'string', about: 'its first twelve digits' },
    ref: { type: 'string', about: 'the reference as typed when the container was made' },
    tags: { type: 'list<string>', about: 'the tags that the image has now' },
    digests: { type: 'list<string>', about: 'manifest digests that the engine knows it by; none when built here' },
    created: { type: 'string', about: 'the day on which the image was made' },
    architecture: { type: 'string', about: 'amd64, arm64, …' },
    expected: { type: 'string', about: 'what was expected, as given; empty when nothing was' },
    expectedFrom: { type: 'string', about: 'where the expectation comes from: --expect-image, Swarm service, Compose' },
    expectedKind: { type: 'string', about: 'what was compared: id, digest or reference' },
    expectedBecause: { type: 'string', about: 'what the comparison rests on' },
    comparable: { type: 'bool', about: 'the two could be compared: they are of the same kind' },
    matchesExpected: { type: 'bool', about: 'what runs is what was expected' },
    tagMoved: { type: 'bool', about: 'its tag means another image now' },
    tagGone: { type: 'bool', about: 'its tag means no image now' },
    tagNow: {
      type: 'string',
      about: 'the image that its tag means now, twelve digits; empty when the tag is not known',
    },
    tagNowCreated: { type: 'string', about: 'the day on which that one was made' },
    untagged: { type: 'bool', about: 'no tag is left on the image that runs' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const expected = isRow(data.expected) ? data.expected : null;
    const tagNow = isRow(data.tagNow) ? data.tagNow : null;
    const id = text(data.id);
    return {
      id,
      shortId: short(id),
      ref: text(data.ref),
      tags: texts(data.tags),
      digests: texts(data.digests),
      created: dayOf(text(data.created)),
      architecture: text(data.architecture),
      expected: text(expected?.text).length > 40 ? shorten(text(expected?.text)) : text(expected?.text),
      expectedFrom: text(expected?.from),
      expectedKind: text(expected?.kind),
      expectedBecause: text(expected?.because),
      comparable: expected?.comparable === true,
      matchesExpected: expected?.matches === true,
      tagMoved: tagNow !== null && text(tagNow.id) !== id,
      tagGone: data.tagGone === true,
      tagNow: short(text(tagNow?.id)),
      tagNowCreated: dayOf(text(tagNow?.created)),
      untagged: texts(data.tags).length === 0,
    };
  },
};

function short(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

/** A digest in a long reference is cut to the twelve digits that people compare. */
function shorten(reference: string): string {
  return reference.replace(/([0-9a-f]{12})[0-9a-f]{20,52}/gi, '$1');
}
