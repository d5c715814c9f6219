import type { NotifyJob } from '../contracts/agents.ts';

/** What happened, in a few words. */
export const HEADLINE: Readonly<Record<NotifyJob['event'], string>> = {
  opened: 'Incident opened',
  acknowledged: 'A person looks at it',
  approval_needed: 'Approval needed',
  approval_decided: 'Plan decided',
  approval_escalated: 'Still waiting for approval',
  glass_broken: 'The glass was broken',
  task: 'A task for a person',
  contained: 'Contained and verified',
  drifted: 'Changed by somebody else',
  released: 'Released and verified',
  escalated: 'Needs a person',
  merged: 'Merged into another incident',
  closed: 'Incident closed',
};
