import { scripted } from '../../parts/start-script.ts';

/** A bash script in an image that has bash, with an array. */
export const make = scripted('glibc', '#!/bin/bash\nhosts=(a b)\necho $hosts\nexec /app/server\n');
