import type { Envelope, Recogniser } from './recogniser.ts';

export const github: readonly Recogniser[] = [];
export const githubEnvelopes: readonly Envelope[] = [];
