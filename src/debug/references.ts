/** An image reference taken apart. The digest is dropped where a tag is there too. */
export interface Reference {
  /** registry.example:5000/team/api; without a registry where none was written. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** Takes `[REGISTRY[:PORT]/]NAME[:TAG][@DIGEST]` apart. An image ID or a bare digest has no repository: null. */
export function parseReference(ref: string): Reference | null {
  if (ref.length === 0 || ref.length > 512 || /^sha256:/.test(ref) || /^[0-9a-f]{64}$/.test(ref)) return null;
  const at = ref.indexOf('@');
  const digest = at < 0 ? '' : ref.slice(at + 1);
  const name = at < 0 ? ref : ref.slice(0, at);
  const colon = name.lastIndexOf(':');
  const tagged = colon > name.lastIndexOf('/');
  const repository = tagged ? name.slice(0, colon) : name;
  if (repository === '' || repository === '<none>') return null;
  const tag = tagged ? name.slice(colon + 1) : digest === '' ? 'latest' : '';
  return { repository, tag, digest };
}

/**
 * A team's rule for one image: {repository} {tag} {name} (the repository's last component) {libc} {architecture}.
 * Null where a placeholder has no value for this image, or the rule names an unknown one.
 */
export function expandRule(
  rule: string,
  reference: Reference,
  target: { libc: string; architecture: string },
): string | null {
  const values: Readonly<Record<string, string>> = {
    repository: reference.repository,
    tag: reference.tag,
    name: reference.repository.slice(reference.repository.lastIndexOf('/') + 1),
    libc: target.libc,
    architecture: target.architecture,
  };
  let complete = true;
  const text = rule.replace(/\{([a-z]{1,20})\}/g, (_, key: string) => {
    const value = values[key] ?? '';
    if (value === '') complete = false;
    return value;
  });
  return complete && !text.includes('{') ? text : null;
}

/**
 * Whether a reference fits a pattern of the configuration: `*` stands for any characters; a pattern without a colon
 * for any tag; one without a slash is compared with the repository's last component.
 */
export function fitsPattern(pattern: string, ref: string): boolean {
  const reference = parseReference(ref);
  const colon = pattern.lastIndexOf(':');
  const tagged = colon > pattern.lastIndexOf('/');
  const [repositoryPattern, tagPattern] = tagged ? [pattern.slice(0, colon), pattern.slice(colon + 1)] : [pattern, '*'];
  if (!reference) return false;
  const repository = repositoryPattern.includes('/')
    ? reference.repository.replace(/^docker\.io\/(library\/)?/, '')
    : reference.repository.slice(reference.repository.lastIndexOf('/') + 1);
  return fits(repositoryPattern, repository) && fits(tagPattern, reference.tag);
}

/** Glob with `*` alone, in linear time: each piece must be found after the one before it. */
function fits(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return text === pattern;
  const last = pieces[pieces.length - 1] ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}

/** How a person calls an image: as it was typed if that still names it, else by a tag, else by its id. */
export function nameOfImage(image: { readonly id: string; readonly tags: readonly string[] }, typed: string): string {
  return image.tags.includes(typed) ? typed : (image.tags[0] ?? image.id);
}
