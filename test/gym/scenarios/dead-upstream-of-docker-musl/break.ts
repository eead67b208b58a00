import { at } from '../../../lab/service.ts';
import { noNameserver } from '../../parts/check-names.ts';
import { behindStub } from '../../parts/docker-resolver.ts';

export const make = behindStub('musl', at.nobody);

export const check = noNameserver;
