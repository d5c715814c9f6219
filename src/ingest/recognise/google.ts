import type { Envelope, Recogniser } from './recogniser.ts';

export const google: readonly Recogniser[] = [];
export const googleEnvelopes: readonly Envelope[] = [];
