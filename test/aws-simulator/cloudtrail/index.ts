import type { Handlers } from '../call.ts';

export const cloudtrail: Handlers = {};
