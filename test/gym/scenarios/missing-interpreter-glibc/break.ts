import { scripted } from '../../parts/start-script.ts';

export const make = scripted('glibc', '#!/usr/bin/fish\nexec /app/server\n');
