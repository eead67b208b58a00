import { says } from '../../parts/check-inside.ts';
import { scripted } from '../../parts/start-script.ts';

export const make = scripted('glibc', '#!/usr/bin/fish\nexec /app/server\n');

export const check = says('exec /app/start.sh: no such file or directory', 1);
