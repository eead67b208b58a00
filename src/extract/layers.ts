import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, rows, text, unique } from './values.ts';

const INSTALLS =
  /\b(?:apk add|apt-get (?:-\S+ )*install|apt (?:-\S+ )*install|dnf (?:-\S+ )*install|yum (?:-\S+ )*install|microdnf install)\b/;
const COMPILERS = [
  'build-base',
  'build-essential',
  'gcc',
  'g++',
  'make',
  'cmake',
  'clang',
  'musl-dev',
  'libc6-dev',
  'python3-dev',
  'cargo',
  'rustc',
];
const TOOLS = [
  'curl',
  'wget',
  'bash',
  'vim',
  'nano',
  'less',
  'strace',
  'ltrace',
  'gdb',
  'tcpdump',
  'nmap',
  'netcat',
  'netcat-openbsd',
  'bind-tools',
  'dnsutils',
  'iproute2',
  'iputils-ping',
  'net-tools',
  'procps',
  'htop',
  'telnet',
  'git',
  'jq',
  'openssh-client',
];

/** Facts of the image's history. */
export const layers: Extractor = {
  id: 'layers',
  about: 'What crept into the image, by its history.',
  facts: {
    layers: { type: 'int', about: 'layers that hold something' },
    tools: { type: 'list<string>', about: 'debugging tools that a layer installed' },
    compilers: { type: 'list<string>', about: 'compilers and headers that a layer installed and none removed' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const entries = rows(data.entries);
    const words = entries
      .map((one) => text(one.createdBy))
      .filter((command) => INSTALLS.test(command))
      .flatMap((command) => (/\b(?:apk del|purge|autoremove)\b/.test(command) ? [] : command.split(/[\s;&|]+/)))
      .map((word) => word.replace(/[=~<>].*$/, ''));
    return {
      layers: entries.filter((one) => (number(one.sizeBytes) ?? 0) > 0).length,
      tools: unique(words.filter((word) => TOOLS.includes(word))),
      compilers: unique(words.filter((word) => COMPILERS.includes(word))),
    };
  },
};

/** Facts of the same history about size. */
export const imageSize: Extractor = {
  id: 'image-size',
  about: 'How large the image is (uncompressed), and where the bytes are.',
  facts: {
    bytes: { type: 'int', about: 'size on this engine, in bytes, uncompressed' },
    sizeText: { type: 'string', about: 'the same in words' },
    largestBytes: { type: 'int', about: 'the largest layer, in bytes' },
    largestText: { type: 'string', about: 'the same in words' },
    largestBy: { type: 'string', about: 'the command that made it' },
  },
  extract(evidence): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const bytes = number(data.bytes) ?? 0;
    const largest = rows(data.entries).reduce<{ bytes: number; by: string }>(
      (most, one) =>
        (number(one.sizeBytes) ?? 0) > most.bytes
          ? { bytes: number(one.sizeBytes) ?? 0, by: text(one.createdBy) }
          : most,
      { bytes: 0, by: '' },
    );
    return {
      bytes: Math.round(bytes),
      sizeText: megabytes(bytes),
      largestBytes: Math.round(largest.bytes),
      largestText: megabytes(largest.bytes),
      largestBy: largest.by.replace(/\s+/g, ' ').slice(0, 120) || 'an import',
    };
  },
};

function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
