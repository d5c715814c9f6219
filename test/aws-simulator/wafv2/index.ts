import type { Handlers } from '../call.ts';

export const wafv2: Handlers = {};
