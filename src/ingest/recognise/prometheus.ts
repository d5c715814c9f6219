import type { Envelope, Recogniser } from './recogniser.ts';

export const prometheus: readonly Recogniser[] = [];
export const prometheusEnvelopes: readonly Envelope[] = [];
