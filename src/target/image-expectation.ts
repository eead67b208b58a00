/**
 * What was expected to run, against what runs. An image has several names that must not be mixed: the digest of its
 * configuration (the image ID of most engines), and the digest of its manifest or index (what registries and
 * `name@sha256:…` mean). Two of unlike kinds differ without meaning anything.
 */

export interface ExpectedImage {
  /** As given. */
  readonly text: string;
  /** Where the expectation comes from: --expect-image, Swarm service, Compose file. */
  readonly from: string;
}

export interface RunningImage {
  readonly id: string;
  /** As typed when the container was made. */
  readonly ref: string;
  readonly tags: readonly string[];
  /** name@sha256:…: manifest or index digests that the engine knows it by. */
  readonly digests: readonly string[];
}

/** What this engine makes of the expected text. */
export interface Looked {
  /** The image that the text names here; null when it names none. */
  readonly resolvedId: string | null;
  /** Image IDs here are manifest digests (containerd image store). */
  readonly idsAreManifests: boolean;
}

export interface Comparison {
  readonly comparable: boolean;
  readonly matches: boolean;
  /** id, digest, reference. */
  readonly kind: 'id' | 'digest' | 'reference';
  readonly because: string;
}

const HEX = /^(?:sha256:)?([0-9a-f]{12,64})$/i;

function hexOf(text: string): string | null {
  return HEX.exec(text.trim())?.[1]?.toLowerCase() ?? null;
}

/** `repo:tag` and `docker.io/library/repo:tag` are one reference; a missing tag is `latest`. */
function normalReference(text: string): string {
  const [name = '', digest] = text.trim().split('@');
  const slash = name.lastIndexOf('/');
  const tagged = name.indexOf(':', slash) >= 0;
  const short = name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  if (digest !== undefined) return `${short}@${digest}`;
  return tagged ? short : `${short}:latest`;
}

/** The repository of a reference, without tag and digest. */
export function repositoryOf(reference: string): string {
  const name = normalReference(reference).split('@')[0] ?? '';
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash);
  return colon < 0 ? name : name.slice(0, colon);
}

/** Compares what was expected with what runs; never a manifest digest with a configuration's. Pure. */
export function compareImages(expected: ExpectedImage, running: RunningImage, looked: Looked): Comparison {
  const text = expected.text.trim();
  const id = running.id.replace(/^sha256:/, '');
  const digests = running.digests.map((digest) => ({
    name: digest.split('@')[0] ?? '',
    hex: digest.split('sha256:')[1] ?? '',
  }));
  const digest = /@sha256:([0-9a-f]{64})$/i.exec(text)?.[1]?.toLowerCase();
  if (digest !== undefined) return compareDigest(digest, text, running, digests, looked);
  const hex = hexOf(text);
  if (hex !== null) {
    if (id.startsWith(hex)) return verdict('id', true, 'it is the image ID');
    if (digests.some((one) => one.hex.startsWith(hex)))
      return verdict('digest', true, 'it is a manifest digest of this image');
    if (looked.resolvedId !== null)
      return verdict('id', false, `it is another image here (${short(looked.resolvedId)})`);
    if (looked.idsAreManifests) {
      return unlike('id', 'image IDs of this engine are manifest digests, CI mostly prints those of the configuration');
    }
    return verdict('id', false, 'it is another image ID');
  }
  if (looked.resolvedId !== null) {
    const same = looked.resolvedId === running.id;
    return verdict('reference', same, `${text} is ${same ? 'this image' : short(looked.resolvedId)} on this engine`);
  }
  const names = [running.ref, ...running.tags]
    .filter((name) => hexOf(name) === null)
    .map((name) => normalReference(name));
  if (names.includes(normalReference(text))) {
    return unlike('reference', `the tag ${text} is gone from this engine; whether it meant this image cannot be told`);
  }
  if (names.length === 0)
    return unlike('reference', `${text} is not on this engine, and what runs has no name to compare`);
  return verdict('reference', false, `it was made from ${running.ref}, and ${text} is not on this engine`);
}

function compareDigest(
  hex: string,
  text: string,
  running: RunningImage,
  digests: readonly { name: string; hex: string }[],
  looked: Looked,
): Comparison {
  if (digests.some((one) => one.hex === hex)) return verdict('digest', true, 'it is a manifest digest of this image');
  if (looked.resolvedId !== null) {
    const same = looked.resolvedId === running.id;
    return verdict(
      'digest',
      same,
      same ? 'the engine knows it as this image' : `it is another image here (${short(looked.resolvedId)})`,
    );
  }
  const repository = repositoryOf(text);
  const known = digests.filter((one) => repositoryOf(`${one.name}@sha256:0`) === repository);
  if (known.length > 0)
    return verdict('digest', false, `this image came from ${repository} as sha256:${known[0]?.hex.slice(0, 12)}`);
  return unlike(
    'digest',
    'it is a manifest digest, and this image has none from that repository (built here, or loaded)',
  );
}

function verdict(kind: Comparison['kind'], matches: boolean, because: string): Comparison {
  return { comparable: true, matches, kind, because };
}

function unlike(kind: Comparison['kind'], because: string): Comparison {
  return { comparable: false, matches: false, kind, because };
}

function short(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
