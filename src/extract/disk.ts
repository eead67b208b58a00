import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';
import { texts } from './values.ts';

/** Facts of `df -P` (POSIX format: the same columns from coreutils and busybox). */
export const disk: Extractor = {
  id: 'disk',
  about: 'How full the file systems are, from df -P.',
  facts: {
    fullest: { type: 'double', about: 'used share of the fullest, 0 to 1' },
    fullestPercent: { type: 'int', about: 'the same in percent' },
    fullestPath: { type: 'string', about: 'where it is mounted' },
    fileSystems: { type: 'int', about: 'file systems that were looked at' },
    unseen: {
      type: 'list<string>',
      about: 'memory file systems of the target, which df in a container of ours does not show',
    },
  },
  extract(evidence, context): Facts {
    const output = evidence[0]?.stdout ?? '';
    let fullest = { percent: -1, path: '' };
    let fileSystems = 0;
    for (const line of output.split('\n').slice(1, 400)) {
      const fields = line.trim().split(/\s+/);
      const percent = /^(\d{1,3})%$/.exec(fields[4] ?? '');
      const path = fields.slice(5).join(' ');
      if (!percent || !counts(fields[0] ?? '', path)) continue;
      fileSystems += 1;
      if (Number(percent[1]) > fullest.percent) fullest = { percent: Number(percent[1]), path };
    }
    if (fileSystems === 0) return {};
    return {
      fullest: fullest.percent / 100,
      fullestPercent: fullest.percent,
      fullestPath: fullest.path === '/' ? 'the root (the host’s disk)' : fullest.path,
      fileSystems,
      unseen: texts(context.earlier.state?.[0]?.facts.tmpfs),
    };
  },
};

/** Kernel file systems and our own container's bits say nothing of the target's disks. */
function counts(device: string, path: string): boolean {
  if (/^(?:tmpfs|shm|devtmpfs|proc|sysfs|cgroup|mqueue|udev)$/.test(device))
    return !/^\/(?:dev|proc|sys|tmp|run)(?:\/|$)/.test(path);
  return !/^\/(?:dev|proc|sys)(?:\/|$)/.test(path);
}
