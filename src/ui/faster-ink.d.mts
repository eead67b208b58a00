import type { Plugin } from 'esbuild';

export const fasterInk: Plugin;
