import type { Json } from '../session/evidence.ts';
import type { ExchangeContext } from './exchange-context.ts';
import { texts } from './exchange-context.ts';

/** Where nameservers give addresses of a host that have nothing in common: all of them, whoever the look-up asked. */
export function givenApart({ request }: ExchangeContext, host: string): string[] {
  const apart = (request.earlier['dns-agreement'] ?? []).some(({ facts }) => texts(facts.differing).includes(host));
  if (!apart) return [];
  return (request.earlier['dns-nameserver'] ?? []).flatMap(({ facts }) => {
    const answer = row(row(facts.answers)?.[host]);
    return answer === null ? [] : texts(answer.addresses);
  });
}

function row(value: Json | undefined): { readonly [key: string]: Json } | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}
