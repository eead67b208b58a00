import type { Json, Observation } from '../../session/evidence.ts';
import { identifyProgram } from '../program.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

/** The C library that the target runs with: by its program's loader, read from the target's own files. */
export const libc: Reader = {
  source: 'libc',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    // The program may have been found among the processes, where the entrypoint hides it.
    const asked = context.options.binary ?? (context.target?.binary || null);
    const { libc: found, binary } = await identifyProgram({ ...context, options: { binary: asked } });
    if (found.unreadable !== null) {
      return { kind: 'unseen', reason: found.unreadable, toCheckIt: context.files.byHand('/lib'), evidence: [] };
    }
    const { wanted } = found;
    const data = {
      ...found.libc,
      binary,
      image: found.imageLibc,
      wanted: wanted && {
        path: wanted.path,
        family: wanted.family,
        exists: wanted.loader !== null,
        shim: wanted.loader?.shim ?? false,
      },
      loaders: found.loaders.map(({ path, realPath, family, version, shim }) => ({
        path,
        realPath,
        family,
        version,
        shim,
      })),
    };
    const path = wanted?.path ?? found.loaders[0]?.path ?? '/lib';
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'libc',
          startedAt,
          data: data as unknown as Json,
          stdout: [
            `${found.libc.family} ${found.libc.version ?? ''}`.trim(),
            found.libc.because,
            ...found.loaders.map(
              (one) => `${one.path}: ${one.family} ${one.version ?? '(version unknown)'}${one.shim ? ', a shim' : ''}`,
            ),
          ].join('\n'),
          byHand: context.files.byHand(path),
          byHandEquivalent: true,
        }),
      ],
    };
  },
};
