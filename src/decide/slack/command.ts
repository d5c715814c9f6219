import { Id } from '../../contracts/common.ts';

/** What a person asks of Vedette in Slack. */
export type Asked =
  | { readonly kind: 'help'; readonly because?: string }
  | { readonly kind: 'incidents' | 'status' }
  | { readonly kind: 'show'; readonly incident: string }
  | {
      readonly kind: 'verdict';
      readonly verdict: 'approve' | 'deny';
      readonly plan: string;
      /** Of a button: the digest of what its message showed. A command names the gate's own copy. */
      readonly digest?: string;
      readonly reason: string;
    }
  | { readonly kind: 'release'; readonly incident: string; readonly reason: string }
  /** A button that only opens the dashboard: Slack tells of it, nothing is asked. */
  | { readonly kind: 'nothing' };

export const HELP = [
  '/vedette incidents – open incidents, worst first',
  '/vedette show <incident> – one incident and its plans',
  '/vedette approve <plan> [reason] – let a plan of reversible actions go',
  '/vedette deny <plan> [reason] – end a plan, whatever its actions',
  '/vedette release <incident> <reason> – give back all that it holds',
  '/vedette status – how many incidents are open',
].join('\n');

/** As long as a reason may be (contracts/plan.ts). */
const REASON_MAX_CHARS = 1000;

const isId = (text: string, prefix: 'plan' | 'inc'): boolean =>
  Id.safeParse(text).success && text.startsWith(`${prefix}_`);
const missing = (what: string): Asked => ({ kind: 'help', because: what });

/** The text behind `/vedette`. Anything else than it knows is an offer of help, never a guess. */
export function parseCommand(text: string): Asked {
  const [verb = '', rawTarget = '', ...rest] = text.trim().split(/\s+/);
  // People paste ids as code.
  const target = rawTarget.replaceAll('`', '').toLowerCase();
  const reason = rest.join(' ').slice(0, REASON_MAX_CHARS);
  switch (verb.toLowerCase()) {
    case '':
    case 'help':
      return { kind: 'help' };
    case 'incidents':
      return { kind: 'incidents' };
    case 'status':
      return { kind: 'status' };
    case 'show':
      return isId(target, 'inc')
        ? { kind: 'show', incident: target }
        : missing('Name the incident: /vedette show inc_…');
    case 'approve':
    case 'deny': {
      const verdict = verb.toLowerCase() as 'approve' | 'deny';
      return isId(target, 'plan')
        ? { kind: 'verdict', verdict, plan: target, reason }
        : missing(`Name the plan: /vedette ${verdict} plan_…`);
    }
    case 'release':
      if (!isId(target, 'inc')) return missing('Name the incident: /vedette release inc_… and why');
      return reason === ''
        ? missing('Say why: /vedette release inc_… and the reason')
        : { kind: 'release', incident: target, reason };
    default:
      return missing('There is no such command.');
  }
}
