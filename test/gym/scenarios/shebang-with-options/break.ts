import { scripted } from '../../parts/start-script.ts';

/** What stands after the interpreter's name is options, not a part of it. */
export const make = scripted('glibc', '#!/usr/bin/env -S sh -eu\nexec /app/server\n');
