import { scripted } from '../../parts/start-script.ts';

/** Carriage returns inside a script that begins well: sh chokes on them, the interpreter is found. */
export const make = scripted('glibc', '#!/bin/sh\n# notes\r\n# more\r\nexec /app/server\n');
