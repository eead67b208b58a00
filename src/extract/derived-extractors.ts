import { dnsAgreement } from './dns-agreement.ts';
import type { Extractor } from './extractor.ts';

/** Extractors of steps that look at nothing new: facts from earlier facts. */
export const derivedExtractors: readonly Extractor[] = [dnsAgreement];
