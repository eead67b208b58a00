import type { Facts } from '../session/evidence.ts';
import { between, momentOf } from './durations.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text, texts } from './values.ts';

const RECENT_MS = 24 * 60 * 60 * 1000;

/** Facts of the reader `what-changed`. */
export const whatChanged: Extractor = {
  id: 'what-changed',
  about: 'What changed before it broke, as far as the engine knows.',
  facts: {
    imageDiffersFromPrevious: { type: 'bool', about: 'the container before it was made from another image' },
    previousKnown: { type: 'bool', about: 'the engine knows of a container before it' },
    previousImage: { type: 'string', about: 'the image before it; empty when unknown' },
    previousFailed: {
      type: 'string',
      about: 'what went wrong with the Swarm task before it; empty when nothing is known',
    },
    updateText: {
      type: 'string',
      about: 'how the last update of its Swarm service stands, where it is not complete: "paused: …"',
    },
    previousUntil: { type: 'string', about: 'until when that one ran, UTC; empty when unknown' },
    recentlyCreated: { type: 'bool', about: 'the container was made within the last day' },
    createdAt: { type: 'string', about: 'when it was made: 2026-01-31 02:41 UTC; empty when unknown' },
    createdSeconds: { type: 'int', about: 'the same in seconds' },
    startedAt: { type: 'string', about: 'when it was last started; empty when never' },
    restartCount: { type: 'int', about: 'restarts by its policy' },
    restartsText: { type: 'string', about: '", restarted 4 times", or nothing' },
    otherImages: { type: 'list<string>', about: 'other images of its repository on the engine, newest first' },
    newestOtherImage: { type: 'string', about: 'the newest of them, by ID; the quickest way back, often' },
    rollback: {
      type: 'string',
      about:
        'the image to go back to that is on the engine, by ID and name: the one before it, else the newest older one; or empty',
    },
    siblings: { type: 'int', about: 'other containers of the same service' },
    siblingsOnOtherImage: { type: 'list<string>', about: 'those of them that run another image' },
    baseDiffers: {
      type: 'bool',
      about: 'its lowest layer is another than that of the newest other image; absent when unknown',
    },
    sharedLayers: { type: 'int', about: 'layers from the bottom that both have; absent when unknown' },
    changedFiles: { type: 'int', about: 'files written in the container since it was made; absent when not told' },
    changedNotable: {
      type: 'list<string>',
      about: 'those of them that can explain something (configuration, libraries)',
    },
    resolverFilesChanged: { type: 'bool', about: 'nsswitch.conf, libc or resolver files were changed in it' },
    eventsText: { type: 'string', about: 'the last events, in a line' },
  },
  extract(evidence, { now }): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const age = between(text(data.createdAt), now) ?? Number.POSITIVE_INFINITY;
    const restarts = number(data.restartCount) ?? 0;
    const others = rows(data.otherImages);
    const siblings = rows(data.siblings);
    const running = siblings.filter((one) => text(one.state) === 'running');
    return {
      ...previousFacts(data),
      previousFailed: text(isRow(data.previous) ? data.previous.error : '').slice(0, 300),
      updateText: updateText(data),
      recentlyCreated: age < RECENT_MS,
      createdAt: momentOf(text(data.createdAt)),
      createdSeconds: Number.isFinite(age) ? Math.floor(age / 1000) : 0,
      startedAt: momentOf(text(data.startedAt)),
      restartCount: restarts,
      restartsText: restarts === 0 ? '' : `, restarted ${restarts} ${restarts === 1 ? 'time' : 'times'}`,
      otherImages: others.map((one) => nameOf(one)),
      newestOtherImage: others[0] ? text(others[0].id) : '',
      rollback: rollback(data),
      siblings: siblings.length,
      siblingsOnOtherImage: running
        .filter((one) => text(one.imageId) !== text(data.imageId))
        .map((one) => `${text(one.name)} (${text(one.imageRef)})`),
      ...layerFacts(data),
      ...changeFacts(data),
      eventsText: rows(data.events)
        .slice(-5)
        .map((event) => `${text(event.at).slice(11, 19)} ${text(event.action)}`)
        .join(', '),
    };
  },
};

function previousFacts(data: Row): Facts {
  const previous = isRow(data.previous) ? data.previous : null;
  if (previous === null)
    return { imageDiffersFromPrevious: false, previousKnown: false, previousImage: '', previousUntil: '' };
  const [id, ref] = [text(previous.imageId), text(previous.imageRef)];
  // An event names the reference only: the same one may have meant another image, which is not concluded.
  const differs =
    id !== '' ? id !== text(data.imageId) : ref !== '' && ref !== text(data.imageRef) && ref !== text(data.imageId);
  return {
    imageDiffersFromPrevious: differs,
    previousKnown: true,
    previousImage: ref || short(id),
    previousUntil: momentOf(text(previous.until)),
  };
}

/** Only what is on the engine: an image that has to be pulled first is no help at night. */
function rollback(data: Row): string {
  const others = rows(data.otherImages);
  const previous = isRow(data.previous) ? data.previous : {};
  const isBefore = (one: Row): boolean =>
    text(one.id) === text(previous.imageId) || texts(one.tags).includes(text(previous.imageRef));
  const older = others.filter((one) => text(one.created) !== '' && text(one.created) < text(data.imageCreated));
  const found = others.find(isBefore) ?? older[0];
  if (found === undefined) return '';
  const made = text(found.created).slice(0, 10);
  return `${short(text(found.id))} (${texts(found.tags)[0] ?? 'untagged'}${made === '' ? '' : `, made ${made}`})`;
}

function updateText(data: Row): string {
  const spec = isRow(data.spec) ? data.spec : null;
  const [state, message] = [text(spec?.updateState), text(spec?.updateMessage)];
  if (state === '' || state === 'completed') return '';
  return `${state.replace('_', ' ')}${message === '' ? '' : `: ${message}`}`;
}

function layerFacts(data: Row): Facts {
  const layers = isRow(data.layers) ? data.layers : null;
  const shared = number(layers?.shared);
  return shared === null ? {} : { baseDiffers: shared === 0, sharedLayers: shared };
}

const RESOLVER_FILES = /^\/etc\/(?:nsswitch\.conf|gai\.conf|host\.conf)$|\/(?:libc[.-]|ld-|libnss_|libresolv)[^/]*$/;

function changeFacts(data: Row): Facts {
  const changes = isRow(data.changes) ? data.changes : null;
  if (changes === null) return {};
  const notable = rows(changes.notable).map((one) => text(one.path));
  const total = ['added', 'modified', 'deleted'].reduce((sum, key) => sum + (number(changes[key]) ?? 0), 0);
  return {
    changedFiles: total,
    changedNotable: notable.slice(0, 12),
    resolverFilesChanged: notable.some((path) => RESOLVER_FILES.test(path)),
  };
}

function nameOf(image: Row): string {
  const [tag] = Array.isArray(image.tags) ? image.tags : [];
  return `${short(text(image.id))}${typeof tag === 'string' ? ` ${tag}` : ''} ${text(image.created).slice(0, 10)}`.trim();
}

function short(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
