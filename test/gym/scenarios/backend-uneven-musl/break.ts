import { onlyFirstAnswers } from '../../parts/check-upstream.ts';
import { uneven } from '../../parts/uneven-backend.ts';

export const make = uneven('musl');

export const check = onlyFirstAnswers;
