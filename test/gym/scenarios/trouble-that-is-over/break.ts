import { API_HOST } from '../../../lab/service.ts';
import { saying } from '../../parts/saying.ts';

/** Trouble that is over: the log has it, and all answers now. */
export const make = saying('glibc', `ERROR upstream: getaddrinfo EAI_AGAIN ${API_HOST}`);
