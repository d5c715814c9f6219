import type { Envelope, Recogniser } from './recogniser.ts';

export const kubernetes: readonly Recogniser[] = [];
export const kubernetesEnvelopes: readonly Envelope[] = [];
