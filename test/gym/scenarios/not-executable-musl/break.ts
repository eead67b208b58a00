import { scripted } from '../../parts/start-script.ts';

export const make = scripted('musl', '#!/bin/sh\nexec /app/server\n', 0o644);
