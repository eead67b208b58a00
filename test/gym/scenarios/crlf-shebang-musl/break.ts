import { scripted } from '../../parts/start-script.ts';

export const make = scripted('musl', '#!/bin/sh\r\nset -e\r\nexec /app/server\r\n');
