/**
 * A container's `User` as "uid:gid": numbers as they are, names by the image's own passwd and group files. Null for a
 * name that they do not have. Pure.
 */
export function resolveUser(user: string, passwd: string, group: string): string | null {
  const [userPart = '', groupPart = ''] = user.split(':', 2);
  const entry = userPart === '' ? ['root', 'x', '0', '0'] : entryOf(passwd, userPart);
  const uid = isNumber(userPart) ? userPart : entry?.[2];
  // A bare uid that passwd does not know runs with gid 0.
  const primary = entry?.[3] ?? (isNumber(userPart) ? '0' : undefined);
  const gid = groupPart === '' ? primary : isNumber(groupPart) ? groupPart : entryOf(group, groupPart)?.[2];
  return uid !== undefined && gid !== undefined && isNumber(uid) && isNumber(gid) ? `${uid}:${gid}` : null;
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

function entryOf(file: string, nameOrId: string): string[] | undefined {
  const column = isNumber(nameOrId) ? 2 : 0;
  for (const line of file.slice(0, 1 << 20).split('\n')) {
    const fields = line.split(':');
    if (fields[column] === nameOrId) return fields;
  }
  return undefined;
}
