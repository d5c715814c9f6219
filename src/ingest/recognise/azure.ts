import type { Envelope, Recogniser } from './recogniser.ts';

export const azure: readonly Recogniser[] = [];
export const azureEnvelopes: readonly Envelope[] = [];
