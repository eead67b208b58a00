import type { TargetFacts } from '../target/target.ts';
import type { EarlierFacts } from './observer.ts';

/** The words a playbook may use in an argv, each standing for exactly one argument or a part of one. */
export interface Words {
  readonly subject: string;
  readonly host: string;
  readonly port: string;
  readonly binary: string;
  readonly loader: string;
}

/** `{host}` and `{port}` come from the subject (an endpoint or nameserver), the rest from the target. */
export function wordsFor(subject: string, target: TargetFacts, earlier: EarlierFacts): Words {
  const { host, port } = splitEndpoint(subject);
  const loader = earlier.entrypoint?.[0]?.facts.loader;
  return { subject, host, port, binary: target.binary, loader: typeof loader === 'string' ? loader : '' };
}

/** Puts the words into an argv. A word with no value is an error in words: the command would mean something else. */
export function expandArgv(argv: readonly string[], words: Words): { argv: string[] } | { missing: string } {
  let missing = '';
  const expanded = argv.map((argument) =>
    argument.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
      const value = words[name as keyof Words];
      if (value === undefined) return whole;
      if (value === '') missing = name;
      return value;
    }),
  );
  return missing ? { missing } : { argv: expanded };
}

/** "host:port", "[v6]:port" or a bare host; no port is an empty one. */
export function splitEndpoint(subject: string): { host: string; port: string } {
  const v6 = /^\[([0-9A-Fa-f:.%]+)\](?::(\d{1,5}))?$/.exec(subject);
  if (v6) return { host: v6[1] ?? '', port: v6[2] ?? '' };
  const at = subject.lastIndexOf(':');
  if (at < 0 || subject.indexOf(':') !== at) return { host: subject, port: '' };
  return { host: subject.slice(0, at), port: subject.slice(at + 1) };
}
