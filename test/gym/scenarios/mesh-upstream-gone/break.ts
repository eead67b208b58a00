import { connectsToNobody, inMesh } from '../../parts/mesh.ts';

export const make = inMesh(false);

export const check = connectsToNobody;
