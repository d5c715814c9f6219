import type { Envelope, Recogniser } from './recogniser.ts';

export const okta: readonly Recogniser[] = [];
export const oktaEnvelopes: readonly Envelope[] = [];
