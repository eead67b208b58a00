import { says } from '../../parts/check-inside.ts';
import { goService } from '../../parts/go-service.ts';

export const make = goService({});

export const check = says('certificate signed by unknown authority');
