import type { Envelope, Recogniser } from './recogniser.ts';

export const ocsf: readonly Recogniser[] = [];
export const ocsfEnvelopes: readonly Envelope[] = [];
