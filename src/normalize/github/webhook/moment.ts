import { at, own, text, time } from '../../read.ts';
import type { Line } from '../audit/identity.ts';

/** What a payload may be about, and says its own times of. */
const THINGS = [
  'alert',
  'check_run',
  'check_suite',
  'comment',
  'discussion',
  'invitation',
  'issue',
  'key',
  'milestone',
  'personal_access_token_request',
  'project_card',
  'projects_v2_item',
  'pull_request',
  'release',
  'repository_ruleset',
  'review',
  'rule',
  'security_advisory',
  'workflow_job',
  'workflow_run',
] as const;
const TIMES = ['updated_at', 'created_at', 'submitted_at', 'completed_at', 'published_at', 'dismissed_at'] as const;
/** The thing's first moments, whose times it has even if it never says when it was last touched. */
const BEGINS = /creat|open|publish|submit|request|complet|invite/;
/** What is gone says when it was last touched, not when it went. */
const GONE = /delet|remov|revok|cancel/;

/**
 * When it happened, ms: the newest time that the payload itself says of its thing, else when the delivery was received. GitHub sends
 * within seconds, and many payloads say no time at all.
 */
export function momentOf(line: Line): number | undefined {
  const payload = own(line, 'payload');
  const received = time(at(line, 'webhook', 'received_at'));
  if (GONE.test(text(line, 'webhook', 'action') ?? '')) return received;
  if (text(line, 'webhook', 'event') === 'push') return time(at(payload, 'repository', 'pushed_at')) ?? received;
  const begins = BEGINS.test(text(line, 'webhook', 'action') ?? text(line, 'webhook', 'event') ?? '');
  // A request for a token that is approved a week later still says only when it was made.
  const telling = THINGS.filter((thing) => begins || time(at(payload, thing, 'updated_at')) !== undefined);
  const said = telling.flatMap((thing) => TIMES.map((name) => time(at(payload, thing, name))));
  const known = said.filter((ms) => ms !== undefined);
  return known.length === 0 ? received : Math.max(...known);
}
