/** The identity a container's processes start with. */
export interface RunningUser {
  /** As configured: "", "app", "1000", "1000:1000". */
  readonly configured: string;
  /** Null: the name is in no passwd file, and the engine refuses to start it. */
  readonly uid: number | null;
  readonly gid: number | null;
  /** Primary and supplementary groups. */
  readonly groups: readonly number[];
  readonly name: string;
  readonly home: string;
  /** Root that still has the capability to pass over file permissions. */
  readonly overridesModes: boolean;
}

interface PasswdEntry {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

const MOST_LINES = 20_000;

function parsePasswd(text: string): PasswdEntry[] {
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 6 && /^\d{1,10}$/.test(fields[2] ?? ''))
    .map(([name = '', , uid, gid, , home = '']) => ({ name, uid: Number(uid), gid: Number(gid) || 0, home }));
}

function parseGroup(text: string): { name: string; gid: number; members: string[] }[] {
  return text
    .split('\n')
    .slice(0, MOST_LINES)
    .map((line) => line.trim().split(':'))
    .filter((fields) => fields.length >= 4 && /^\d{1,10}$/.test(fields[2] ?? ''))
    .map(([name = '', , gid, members = '']) => ({ name, gid: Number(gid), members: members.split(',') }));
}

const NUMBER = /^\d{1,10}$/;

/**
 * Who a container runs as, the way engines resolve it: a name must be in the image's passwd file, a number need not; a
 * number that is in none gets group 0; groups come from the group file unless one is given.
 */
export function resolveUser(
  configured: string,
  files: { readonly passwd: string; readonly group: string },
  capabilities: {
    readonly dropped: readonly string[];
    readonly added: readonly string[];
    readonly privileged: boolean;
  },
): RunningUser {
  const [userPart = '', groupPart] = configured.split(':');
  const passwd = parsePasswd(files.passwd);
  const wanted = userPart === '' ? '0' : userPart;
  const entry = passwd.find((one) => one.name === wanted) ?? passwd.find((one) => String(one.uid) === wanted);
  const uid = entry?.uid ?? (NUMBER.test(wanted) ? Number(wanted) : null);
  const group = parseGroup(files.group);
  const explicit = groupPart === undefined || groupPart === '' ? null : groupOf(groupPart, group);
  const gid = groupPart ? explicit : (entry?.gid ?? (uid === null ? null : 0));
  const name = entry?.name ?? '';
  const extra = groupPart ? [] : group.filter((one) => name !== '' && one.members.includes(name)).map((one) => one.gid);
  return {
    configured,
    uid,
    gid,
    groups: [...new Set([...(gid === null ? [] : [gid]), ...extra])],
    name,
    home: entry?.home ?? '/',
    overridesModes: uid === 0 && keepsOverride(capabilities),
  };
}

function groupOf(part: string, groups: readonly { name: string; gid: number }[]): number | null {
  return groups.find((one) => one.name === part)?.gid ?? (NUMBER.test(part) ? Number(part) : null);
}

function keepsOverride(capabilities: {
  dropped: readonly string[];
  added: readonly string[];
  privileged: boolean;
}): boolean {
  const names = (list: readonly string[]): string[] => list.map((one) => one.toUpperCase().replace(/^CAP_/, ''));
  const [dropped, added] = [names(capabilities.dropped), names(capabilities.added)];
  if (capabilities.privileged || added.includes('DAC_OVERRIDE') || added.includes('ALL')) return true;
  return !dropped.includes('ALL') && !dropped.includes('DAC_OVERRIDE');
}

/** What of a file's permissions applies to this user: the bits rwx (7), of owner, group or others, never of two of them. */
function permissionsOf(file: { mode: number; uid: number; gid: number }, user: RunningUser): number {
  if (user.uid === file.uid) return (file.mode >> 6) & 7;
  if (user.groups.includes(file.gid)) return (file.mode >> 3) & 7;
  return file.mode & 7;
}

/** Whether this user may execute this file by its mode; null when the user is not known. Root needs one x bit at least. */
export function mayExecute(file: { mode: number; uid: number; gid: number }, user: RunningUser): boolean | null {
  if (user.uid === null) return null;
  if (user.overridesModes) return (file.mode & 0o111) !== 0;
  return (permissionsOf(file, user) & 1) !== 0;
}

/** Whether this user may read this file by its mode; null when the user is not known. */
export function mayRead(file: { mode: number; uid: number; gid: number }, user: RunningUser): boolean | null {
  if (user.uid === null) return null;
  return user.overridesModes || (permissionsOf(file, user) & 4) !== 0;
}
