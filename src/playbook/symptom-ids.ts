/** What a person may see; the ids are the contract's. */
export const SYMPTOM_IDS = [
  'wont-start',
  'tls-errors',
  'dns-timeouts',
  'slow',
  'slow-builds',
  'script-errors',
  'wrong-time',
  'scanner-findings',
  'image-too-big',
  'native-module',
  'only-some-places',
  'unknown',
] as const;
