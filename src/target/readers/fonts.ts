import type { Observation } from '../../session/evidence.ts';
import type { Reader } from '../reader.ts';
import { readEvidence } from './evidence.ts';

const DIRECTORIES = ['/usr/share/fonts', '/usr/local/share/fonts', '/usr/lib/X11/fonts', '/opt/java/openjdk/lib/fonts'];
const FONT = /\.(?:ttf|otf|ttc|pfb|pcf(?:\.gz)?)$/i;

/** Font files in the image, and whether fontconfig is there. */
export const fonts: Reader = {
  source: 'fonts',
  async read(context): Promise<Observation> {
    const startedAt = new Date();
    const found: string[] = [];
    for (const directory of DIRECTORIES) {
      await context.files.walkImage(directory, { headBytes: 0, maxEntries: 20_000 }, (entry) => {
        if (entry.kind === 'file' && FONT.test(entry.path) && found.length < 2000) found.push(entry.path);
      });
    }
    const fontconfig = await context.files.stat('/etc/fonts/fonts.conf');
    const log = context.container
      ? await context.engine.logs(context.container.id, { tail: 2000, maxBytes: 1024 * 1024 })
      : null;
    const errorLine = log?.ok ? (log.value.text.split('\n').find((line) => ERROR.test(line.slice(0, 2000))) ?? '') : '';
    const data = {
      fonts: found.length,
      fontconfig: fontconfig.ok,
      errorLine: errorLine.slice(0, 500),
      binary: context.target?.binary ?? '',
    };
    return {
      kind: 'seen',
      libcMatched: null,
      evidence: [
        readEvidence({
          what: 'fonts',
          startedAt,
          data,
          stdout: [
            `${found.length} font files`,
            ...found.slice(0, 50),
            `fontconfig: ${fontconfig.ok ? 'there' : 'not there'}`,
            data.errorLine,
          ].join('\n'),
          byHand: `docker run --rm --network none --entrypoint find ${context.image.id} /usr/share/fonts -type f`,
          byHandEquivalent: true,
        }),
      ],
    };
  },
};

/** How Java, fontconfig and drawing libraries say that they have no font. */
const ERROR =
  /Fontconfig head is null|Fontconfig error: Cannot load default config|FontConfiguration\.getVersion|no fonts? (?:found|available)|No such font|libfontmanager\.so: libfreetype|cannot (?:find|open) (?:any )?fonts?\b/i;
