import { UPSTREAM_OK } from '../../../lab/service.ts';
import { says } from '../../parts/check-inside.ts';
import { inMesh } from '../../parts/mesh.ts';

export const make = inMesh(true);

export const check = says(UPSTREAM_OK);
