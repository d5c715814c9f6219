import type { Envelope, Recogniser } from './recogniser.ts';

export const cloudflare: readonly Recogniser[] = [];
export const cloudflareEnvelopes: readonly Envelope[] = [];
