import type { Dialler } from '../exchange/dialler.ts';
import type { Observation } from '../session/evidence.ts';
import type { ReadContext } from '../target/reader.ts';
import type { ObserveRequest } from './observer.ts';

/** What a conversation works with. */
export interface ExchangeContext {
  readonly request: ObserveRequest;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly dialler: Dialler;
  readonly reading: Omit<ReadContext, 'target' | 'subject' | 'earlier' | 'timeoutMs' | 'signal'>;
  readonly now: () => Date;
}

/** One kind of conversation, as playbooks name it under `exchange: { kind: … }`. */
export type ExchangeRunner = (context: ExchangeContext) => Promise<Observation>;
