/** Two helpers, one after the other, again and again; then the log says so. */
export const BOTH = (one: string, two: string): string =>
  `#!/bin/sh\nn=0\nwhile :; do\n  ${one} || echo "keys $n put off"\n  ${two} || echo "rates $n put off"\n  n=$((n+1))\n  [ $n = 3 ] && echo three rounds\n  sleep 1\ndone\n`;
