import { dnsAgreement } from './dns-agreement.ts';
import type { Extractor } from './extractor.ts';
import { nameCache } from './name-cache.ts';

/** Extractors of steps that look at nothing new: facts from earlier facts. */
export const derivedExtractors: readonly Extractor[] = [dnsAgreement, nameCache];
