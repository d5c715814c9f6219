import type { IncidentEvent } from './events.ts';
import { whyNotMerged } from './on/merge.ts';
import { livesElsewhere } from './on/people.ts';
import { stands } from './phase.ts';
import { MAX_COMMENTS, type IncidentState } from './state.ts';

/**
 * Why what a person asks for cannot be done now, and what to do first; undefined if it can. The reducer holds the same
 * rules by itself: this is how they are told.
 */
export function whyNot(s: IncidentState, event: IncidentEvent): string | undefined {
  const elsewhere = s.mergedInto ?? s.merging;
  const moved = livesElsewhere(s) ? `this incident was merged into ${elsewhere}; go on with that one` : undefined;
  switch (event.type) {
    case 'close_requested':
      if (s.actions.some((a) => stands(a) || a.state === 'permitted'))
        return 'the incident holds something in AWS, or is about to; release it first, then close it';
      return moved;
    case 'reopen_requested':
      return moved ?? (s.closedAt === undefined ? 'the incident is open already' : undefined);
    case 'assigned':
    case 'acknowledged':
      return moved;
    case 'task_done':
      return s.actions.some((a) => a.draft.opId === event.body.opId && a.state === 'manual')
        ? moved
        : 'this is no open task of the incident; look at its actions again';
    case 'commented':
      return (s.comments ?? 0) >= MAX_COMMENTS
        ? `an incident holds ${MAX_COMMENTS} comments at most; go on in your ticket system`
        : undefined;
    case 'merge_requested':
      return whyNotMerged(s, event.body.into);
    default:
      return undefined;
  }
}
