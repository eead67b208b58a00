import type { FactType } from '../extract/extractor.ts';

/** What an extractor declares: each fact with its type, and what it is in words. */
export type FactTable = Readonly<Record<string, { readonly type: FactType; readonly about?: string }>>;
