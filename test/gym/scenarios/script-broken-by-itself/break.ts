import { scripted } from '../../parts/start-script.ts';

/** A script whose own error is no matter of BusyBox. */
export const make = scripted('musl', '#!/bin/sh\nif true; then\n  echo half\n');
