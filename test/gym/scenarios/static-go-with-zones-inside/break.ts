import { says } from '../../parts/check-inside.ts';
import { goService } from '../../parts/go-service.ts';

export const make = goService({ ownRoots: true, tags: ['timetzdata'], env: { TZ: 'America/New_York' } });

export const check = says('zone=E');
