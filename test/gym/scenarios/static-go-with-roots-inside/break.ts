import { says } from '../../parts/check-inside.ts';
import { goService } from '../../parts/go-service.ts';

export const make = goService({ ownRoots: true });

export const check = says('msg="charge ok"');
