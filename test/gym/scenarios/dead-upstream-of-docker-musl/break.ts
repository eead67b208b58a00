import { at } from '../../../lab/service.ts';
import { behindStub } from '../../parts/docker-resolver.ts';

export const make = behindStub('musl', at.nobody);
