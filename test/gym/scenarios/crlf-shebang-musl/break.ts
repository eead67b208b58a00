import { says } from '../../parts/check-inside.ts';
import { scripted } from '../../parts/start-script.ts';

export const make = scripted('musl', '#!/bin/sh\r\nset -e\r\nexec /app/server\r\n');

export const check = says('exec /app/start.sh: no such file or directory', 1);
