import { says } from '../../parts/check-inside.ts';
import { scripted } from '../../parts/start-script.ts';

export const make = scripted('musl', '#!/bin/sh\nexec /app/server\n', 0o644);

export const check = says('permission denied', 126);
