import type { Facts } from '../session/evidence.ts';
import type { Extractor } from './extractor.ts';

interface Mount {
  readonly path: string;
  /** Used shares, 0 to 1. */
  readonly blocks: number;
  readonly inodes: number;
}

/** `BLOCKS FREE AVAILABLE INODES FREE-INODES PATH`, a file system a line, as stat -f gives them. */
const LINE = /^(\d{1,20}) (\d{1,20}) (\d{1,20}) (\d{1,20}) (\d{1,20}) (\/.{0,4095})$/;
const MOST_LINES = 400;

/** Facts of the file systems that the target can write to, seen through its own root. */
export const diskInside: Extractor = {
  id: 'disk-inside',
  about: 'How full the file systems are that the target itself can write to, from stat -f.',
  facts: {
    mounts: { type: 'int', about: 'writable file systems that were looked at' },
    fullest: { type: 'double', about: 'used share of the fullest, 0 to 1' },
    fullestPercent: { type: 'int', about: 'the same in percent' },
    fullestPath: { type: 'string', about: 'where it is mounted' },
    inodes: { type: 'double', about: 'used share of the inodes where most are used, 0 to 1' },
    inodesPercent: { type: 'int', about: 'the same in percent' },
    inodesPath: { type: 'string', about: 'where that is mounted' },
  },
  extract(evidence): Facts {
    const mounts = (evidence[0]?.stdout ?? '').split('\n').slice(0, MOST_LINES).flatMap(mountOf);
    const [first] = mounts;
    if (first === undefined) return {};
    const fullest = mounts.reduce((most, one) => (one.blocks > most.blocks ? one : most), first);
    const inodes = mounts.reduce((most, one) => (one.inodes > most.inodes ? one : most), first);
    return {
      mounts: mounts.length,
      fullest: fullest.blocks,
      fullestPercent: Math.floor(fullest.blocks * 100),
      fullestPath: fullest.path,
      inodes: inodes.inodes,
      inodesPercent: Math.floor(inodes.inodes * 100),
      inodesPath: inodes.path,
    };
  },
};

function mountOf(line: string): Mount[] {
  const match = LINE.exec(line);
  if (match === null) return [];
  const [blocks = 0, free = 0, available = 0, inodes = 0, freeInodes = 0] = match.slice(1, 6).map(Number);
  // Without blocks it is no disk (proc and its like); without inodes the file system makes them as it needs them.
  if (blocks === 0 || free > blocks) return [];
  const used = blocks - free;
  return [
    {
      path: (match[6] ?? '').replaceAll('\\040', ' '),
      blocks: used + available === 0 ? 0 : used / (used + available),
      inodes: inodes === 0 || freeInodes > inodes ? 0 : (inodes - freeInodes) / inodes,
    },
  ];
}
