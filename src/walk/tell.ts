import { isMapping, SettingsError } from '../session/settings-file.ts';

/** Where a line goes before each container or command of ours. */
export type Destination =
  | { readonly kind: 'syslog'; readonly host: string | null; readonly port: number }
  | { readonly kind: 'webhook'; readonly url: string };

/** Whom a policy wants told. */
export interface Tell {
  /** Whom a person may ask, in root's words; empty: nobody. */
  readonly people: string;
  readonly destinations: readonly Destination[];
  /** What could not be told is not done. */
  readonly must: boolean;
}

export const TELL_NOBODY: Tell = { people: '', destinations: [], must: false };

const MOST = 8;
const SYSLOG_PORT = 514;

/**
 * `tell` of a policy: words for people, `syslog`, `syslog://host:port`, or a webhook's URL; one or a list. Throws
 * SettingsError, in one line.
 */
export function tellOf(tell: unknown, must: unknown, file: string): Tell {
  const list = tell === undefined || tell === null || tell === '' ? [] : Array.isArray(tell) ? tell : [tell];
  const wrong = (): SettingsError =>
    new SettingsError(`${file}: tell takes a line of text: whom to ask, syslog, syslog://host or a webhook's URL.`);
  if (list.length > MOST || isMapping(tell)) throw wrong();
  const people: string[] = [];
  const destinations: Destination[] = [];
  for (const one of list) {
    if (typeof one !== 'string' || one.length > 500 || /[\u0000-\u001f\u007f-\u009f]/.test(one)) throw wrong();
    const destination = destinationOf(one.trim(), wrong);
    if (destination === null) people.push(one);
    else destinations.push(destination);
  }
  if (must !== undefined && typeof must !== 'boolean') {
    throw new SettingsError(`${file}: mustTell takes true or false.`);
  }
  if (must === true && destinations.length === 0) {
    throw new SettingsError(`${file}: mustTell needs syslog or a webhook's URL under tell.`);
  }
  return { people: people.join(', '), destinations, must: must === true };
}

function destinationOf(text: string, wrong: () => SettingsError): Destination | null {
  if (text === 'syslog') return { kind: 'syslog', host: null, port: SYSLOG_PORT };
  if (!/^[a-z]+:\/\//.test(text)) return null;
  if (!URL.canParse(text)) throw wrong();
  const url = new URL(text);
  if (url.protocol === 'http:' || url.protocol === 'https:') return { kind: 'webhook', url: url.href };
  if (url.protocol !== 'syslog:' || url.hostname === '') throw wrong();
  return {
    kind: 'syslog',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? SYSLOG_PORT : Number(url.port),
  };
}

/** A destination as people may read it: a webhook's path is its secret. */
export function destinationName(destination: Destination): string {
  if (destination.kind === 'webhook') return new URL(destination.url).host;
  return destination.host === null ? 'syslog' : `syslog://${destination.host}:${destination.port}`;
}
