/** What an os-release file says; empty strings for what it does not. */
export interface OsRelease {
  readonly id: string;
  /** Families it is like: ["debian"], ["fedora", "rhel"]. */
  readonly like: readonly string[];
  /** VERSION_ID; sid and distroless variants may have none. */
  readonly version: string;
  /** PRETTY_NAME, else NAME. */
  readonly name: string;
  readonly codename: string;
}

/** Where it stands: the first is often a symlink to the second, and may be missing. */
export const OS_RELEASE_PATHS = ['/etc/os-release', '/usr/lib/os-release'] as const;

const MOST_LINES = 200;

function unquoted(value: string): string {
  const trimmed = value.trim();
  const quote = trimmed[0];
  if ((quote === '"' || quote === "'") && trimmed.length >= 2 && trimmed.endsWith(quote)) return trimmed.slice(1, -1);
  return trimmed;
}

/** Reads an os-release file: KEY=VALUE in any order, quoted or not. Null when it says nothing of use. */
export function parseOsRelease(text: string): OsRelease | null {
  const values = new Map<string, string>();
  for (const line of text.split('\n', MOST_LINES)) {
    const at = line.indexOf('=');
    const key = line.slice(0, at).trim();
    if (at > 0 && /^[A-Z][A-Z0-9_]{0,40}$/.test(key)) values.set(key, unquoted(line.slice(at + 1)).slice(0, 200));
  }
  const id = values.get('ID')?.toLowerCase() ?? '';
  const name = values.get('PRETTY_NAME') || values.get('NAME') || id;
  if (id === '' && name === '') return null;
  return {
    id,
    like: (values.get('ID_LIKE') ?? '')
      .toLowerCase()
      .split(/\s+/)
      .filter((one) => one !== ''),
    version: values.get('VERSION_ID') ?? '',
    name,
    codename: values.get('VERSION_CODENAME') ?? '',
  };
}
