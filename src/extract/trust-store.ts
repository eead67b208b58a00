import type { Facts } from '../session/evidence.ts';
import { shown } from './conversation.ts';
import type { Extractor } from './extractor.ts';
import { isRow, number, type Row, rows, text } from './values.ts';

const DAY = 86_400_000;

/** Facts of the reader `trust-store`: what the container trusts, and how old that is. */
export const trustStore: Extractor = {
  id: 'trust-store',
  about: 'The CA bundles that the container’s variables and libraries lead to.',
  facts: {
    path: { type: 'string', about: 'the bundle that programs of this container use; empty when there is none' },
    roots: { type: 'int', about: 'certificates in it' },
    expiredRoots: { type: 'int', about: 'those whose time is over' },
    newest: { type: 'string', about: 'latest beginning of any of them, YYYY-MM-DD' },
    newestText: { type: 'string', about: 'the same for a sentence; "?" when there is none' },
    ageDays: { type: 'double', about: 'age of the package that brought it, else of its newest certificate, in days' },
    packageText: { type: 'string', about: 'the package and its version, as part of a sentence; may be empty' },
    lookedAt: { type: 'list<string>', about: 'the places that were looked at' },
    misdirected: {
      type: 'bool',
      about: 'a variable names a file or directory that is not there, or holds no certificate',
    },
    misdirectedText: { type: 'string', about: 'which, in words' },
    misdirectedVariable: { type: 'string', about: 'its name' },
    toolMisdirected: {
      type: 'bool',
      about: 'a setting of one tool (pip, git, npm, curl) names a file that is not there, or holds no certificate',
    },
    toolMisdirectedText: { type: 'string', about: 'which, in words' },
    verificationOff: { type: 'string', about: 'the setting by which the program verifies nobody; absent without' },
    systemPath: { type: 'string', about: 'the system’s own bundle, whatever variables say; absent where it has none' },
    floor: { type: 'string', about: 'the lowest TLS version that its programs take, where a setting says so' },
    floorFrom: { type: 'string', about: 'that setting' },
    embeddedRootsPossible: { type: 'bool', about: 'the program may carry roots of its own (Node, static Go)' },
    runtime: { type: 'string', about: 'node, java, python or other: whose rules apply' },
    unreadText: {
      type: 'string',
      about: 'the bundle that decides could not be read, and why; what it holds is then not known',
    },
    ownerOnlyText: {
      type: 'string',
      about: 'the bundle may be read by its owner alone, and the service is not root; in words',
    },
    carriesPublicRoots: { type: 'bool', about: 'a Go program that was built with the public roots inside' },
    store: {
      type: 'string',
      about: 'what decides: a variable’s name, system, program (inside it), or the runtime’s own',
    },
  },
  extract(evidence, context): Facts {
    const data = evidence[0]?.data;
    if (!isRow(data)) return {};
    const variables = rows(data.variables);
    const system = rows(data.system);
    const runtime = text(data.runtime);
    // A static program is neither curl nor Python.
    const foreign = (one: Row) => data.static === true && /^(?:REQUESTS|CURL)_CA_BUNDLE$/.test(text(one.name));
    const obeyed = variables.filter((one) => obeys(runtime, text(one.name)) && !foreign(one));
    const wrong = misdirectedBy(obeyed, system);
    const named = obeyed.find((one) => decides(runtime, text(one.name)) && one.directory !== true);
    const installed = named ?? system.find((one) => one.exists === true && (number(one.roots) ?? 0) > 0);
    const inside = isRow(data.carried) ? data.carried : undefined;
    const used = installed ?? inside;
    const known = {
      lookedAt: system.map((one) => text(one.path)),
      embeddedRootsPossible: runtime === 'node' || data.static === true,
      carriesPublicRoots: data.carriesPublicRoots === true,
      runtime,
      store: storeOf(named, runtime, !installed && inside !== undefined),
    };
    const unread = named ? (isUnread(named) ? named : undefined) : used ? undefined : system.find(isUnread);
    if (unread) return { ...known, unreadText: `${text(unread.path)} could not be read: ${text(unread.unread)}` };
    const newest = text(used?.newest).slice(0, 10);
    const pack = isRow(data.package) ? data.package : null;
    const from = dateOfVersion(text(pack?.version)) ?? timeOf(newest);
    return {
      path: used && used.exists === true ? text(used.path) : '',
      roots: number(used?.roots) ?? 0,
      expiredRoots: number(used?.expired) ?? 0,
      newest,
      newestText: newest || '?',
      ...(from === null ? { ageDays: 0 } : { ageDays: Math.max(0, (Date.parse(context.now) - from) / DAY) }),
      packageText: pack ? `, ${text(pack.name)} ${text(pack.version)}` : '',
      ...known,
      ...shown(
        'ownerOnlyText',
        [...obeyed, ...(used ? [used] : [])]
          .map((one) => ownerOnlyText(one, text(data.user)))
          .find((one) => one !== null),
      ),
      ...shown('systemPath', systemPath(system)),
      misdirected: wrong !== undefined,
      misdirectedText: namesWhat(wrong, 'name'),
      misdirectedVariable: text(wrong?.name),
      ...toolFacts(data),
    };
  },
};

function storeOf(named: Row | undefined, runtime: string, isInside: boolean): string {
  if (named) return text(named.name);
  if (runtime === 'node' || runtime === 'java') return runtime;
  return isInside ? 'program' : 'system';
}

function isWrong(one: Row): boolean {
  return !isUnread(one) && (one.exists !== true || (one.directory !== true && number(one.roots) === 0));
}

function namesWhat(one: Row | undefined, by: string): string {
  if (one === undefined) return '';
  return `${text(one[by])} names ${text(one.path)}, which ${one.exists === true ? 'holds no certificate' : 'is not there'}`;
}

/** The variable that leads nowhere. OpenSSL looks into the file first: a directory that is not there takes nothing from it. */
function misdirectedBy(obeyed: readonly Row[], system: readonly Row[]): Row | undefined {
  const files = obeyed.filter((one) => text(one.name) === 'SSL_CERT_FILE');
  const spared = (files.length > 0 ? files : system).some((one) => (number(one.roots) ?? 0) > 0);
  return obeyed.find((one) => isWrong(one) && !(spared && text(one.name) === 'SSL_CERT_DIR'));
}

function systemPath(system: readonly Row[]): string | null {
  const found = system.find((one) => (number(one.roots) ?? 0) > 0);
  return found ? text(found.path) : null;
}

/** What settings of single tools and of OpenSSL come to. */
function toolFacts(data: Row): Facts {
  const tool = rows(data.tools).find(isWrong);
  const floor = isRow(data.floor) ? data.floor : null;
  return {
    toolMisdirected: tool !== undefined,
    toolMisdirectedText: namesWhat(tool, 'by'),
    ...shown('verificationOff', text(data.unverified) || null),
    ...shown('floor', floor && text(floor.floor)),
    ...shown('floorFrom', floor && text(floor.from)),
  };
}

/** It may be there: nothing is concluded from it. */
function isUnread(one: Row): boolean {
  return text(one.unread) !== '';
}

/** A file without permissions for group and others, and a service that is not root: whose file it is was not seen. */
function ownerOnlyText(used: Row | undefined, user: string): string | null {
  const mode = number(used?.mode);
  if (used === undefined || mode === null || (mode & 0o077) !== 0) return null;
  const [name = ''] = user.split(':');
  if (name === '' || name === '0' || name === 'root') return null;
  return `${text(used.path)} may be read by its owner alone (mode 0${(mode & 0o777).toString(8)}), and the service runs as ${user}`;
}

/** Whether a variable alone decides what is trusted: the variables of one client say nothing of an unknown program. */
function decides(runtime: string, variable: string): boolean {
  if (variable === 'SSL_CERT_FILE') return true;
  return runtime === 'python' && (variable === 'REQUESTS_CA_BUNDLE' || variable === 'CURL_CA_BUNDLE');
}

/** Which programs obey which variable. Unknown programs are taken to use OpenSSL's. */
function obeys(runtime: string, variable: string): boolean {
  if (variable === 'NODE_EXTRA_CA_CERTS') return runtime === 'node';
  if (variable === 'REQUESTS_CA_BUNDLE') return runtime === 'python' || runtime === 'other';
  if (variable === 'AWS_CA_BUNDLE') return true;
  if (variable === 'CURL_CA_BUNDLE') return runtime === 'python' || runtime === 'other';
  return runtime !== 'java' && runtime !== 'node';
}

/** ca-certificates carries the date of Mozilla's list in its version: 20230311, 20241121-r1. */
function dateOfVersion(version: string): number | null {
  const found = /^(20\d{2})(\d{2})(\d{2})/.exec(version);
  if (!found) return null;
  return timeOf(`${found[1]}-${found[2]}-${found[3]}`);
}

function timeOf(date: string): number | null {
  const time = Date.parse(date);
  return Number.isNaN(time) ? null : time;
}
