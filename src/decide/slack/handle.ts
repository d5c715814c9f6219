import { ROLE_RANK } from '../../contracts/access.ts';
import type { Role } from '../../contracts/common.ts';
import type { Plan } from '../../contracts/plan.ts';
import { SlackRequest, type SlackNext, type SlackReply } from '../../contracts/slack.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import type { Caller } from '../caller.ts';
import type { GateDeps } from '../deps.ts';
import { parseInput } from '../parse.ts';
import { commitWithEntry, entry, ORG_CHAIN } from '../record.ts';
import { HELP, type Asked } from './command.ts';
import { readSlackForm, type SlackForm } from './form.ts';
import { personOf } from './person.ts';
import { verdictFromSlack } from './verdict.ts';
import { verifySlack, type VerifiedRequest } from './verify.ts';

type Said = Omit<SlackReply, 'responseUrl'>;

const say = (text: string, more: Partial<Said> = {}): Said => ({
  text,
  replaceOriginal: false,
  open: null,
  next: { kind: 'none' },
  ...more,
});

/** As the routes of the API have it. */
const LEAST_ROLE = {
  incidents: 'viewer',
  status: 'viewer',
  show: 'viewer',
  release: 'approver',
} as const satisfies Record<string, Role>;

/**
 * One request as Slack sent it. Nothing inside is looked at before its signature holds, and it is good once. `secrets`: the
 * app's signing secrets. Errors: `unavailable` (no secret is set), `unauthenticated`, `malformed`, `forbidden` (somebody of
 * another workspace). Everything that a known or unknown person may not do is an answer in words.
 */
export async function handleSlack(
  deps: GateDeps,
  secrets: readonly string[],
  input: unknown,
): Promise<Result<SlackReply, Failure>> {
  if (secrets.length === 0)
    return err(failure('unavailable', 'Slack is not set up: set the secret SLACK_SIGNING_SECRET of the gate'));
  const request = parseInput(SlackRequest, input);
  if (!request.ok) return request;
  const now = deps.now();
  const verified = verifySlack(secrets, request.value, now);
  if (!verified.ok) return verified;
  const { once, expiresAt } = verified.value;
  if (!(await deps.store.doors.takeRequest(once, expiresAt)))
    return err(failure('unauthenticated', 'this very request came before: each is good once'));
  // Slack asks now and then whether the address is alive: docs.slack.dev/interactivity/implementing-slash-commands
  if (request.value.kind === 'command' && new URLSearchParams(request.value.body).get('ssl_check') === '1')
    return ok({ ...say(''), responseUrl: null });
  const form = readSlackForm(request.value);
  if (!form.ok) return form;
  return ok({ ...(await answer(deps, form.value, verified.value)), responseUrl: form.value.responseUrl });
}

async function answer(deps: GateDeps, form: SlackForm, verified: VerifiedRequest): Promise<Said> {
  const { asked } = form;
  if (asked.kind === 'nothing') return say('');
  const person = await personOf(deps, form);
  if (!person.known) {
    if (person.org !== undefined && asked.kind === 'verdict') await recordStranger(deps, person.org, form, asked);
    return say(person.say);
  }
  const { caller } = person;
  if (asked.kind === 'help') return say(asked.because === undefined ? HELP : `${asked.because}\n${HELP}`);
  if (asked.kind === 'verdict') return verdictFromSlack(deps, caller, form, asked, verified);
  const least = LEAST_ROLE[asked.kind];
  if (ROLE_RANK[caller.role] < ROLE_RANK[least]) return say(`This needs the role ${least}; you are ${caller.role}.`);
  const next = nextOf(caller, asked);
  if (asked.kind === 'release') return say('', { next, open: `/incidents/${asked.incident}` });
  const waiting = await deps.store.plans.pending(caller.org, deps.now());
  if (asked.kind === 'show')
    return say(linesOf(waiting.filter((p) => p.incident === asked.incident)), {
      next,
      open: `/incidents/${asked.incident}`,
    });
  return say(waiting.length === 0 ? '' : `Plans that wait for a person: ${waiting.length}`, {
    next,
    open: '/incidents',
  });
}

/** Plans and actions of a plan that an answer shows; the dashboard shows all. */
const PLANS_SHOWN = 5;
const ACTIONS_SHOWN = 5;

const linesOf = (plans: readonly Plan[]): string =>
  plans
    .slice(0, PLANS_SHOWN)
    .flatMap((p) => [
      `${p.id} waits for ${p.decision.approvalsNeeded === 1 ? 'a person' : `${p.decision.approvalsNeeded} people`}${whySlackCannot(p)}:`,
      ...p.actions.slice(0, ACTIONS_SHOWN).map((a) => `• ${a.spec.action} on ${a.spec.target}`),
    ])
    .join('\n');

const whySlackCannot = (plan: Plan): string =>
  plan.actions.every((a) => a.preview.reversibility === 'reversible')
    ? ''
    : ', in the dashboard (not all is reversible)';

function nextOf({ org, actor }: Caller, asked: Extract<Asked, { kind: keyof typeof LEAST_ROLE }>): SlackNext {
  switch (asked.kind) {
    case 'incidents':
    case 'status':
      return { kind: asked.kind, org };
    case 'show':
      return { kind: 'show', org, incident: asked.incident };
    case 'release':
      return { kind: 'release', org, incident: asked.incident, reason: asked.reason, actor };
    default:
      return { kind: 'none' };
  }
}

/** A verdict of somebody that nobody mapped is a refusal like any other; the same again is the same entry. */
async function recordStranger(
  deps: GateDeps,
  org: string,
  form: SlackForm,
  asked: Extract<Asked, { kind: 'verdict' }>,
): Promise<void> {
  const who = `slack:${form.team}:${form.slackUser}`;
  await commitWithEntry(
    deps,
    org,
    [],
    [
      entry(org, {
        chain: ORG_CHAIN,
        type: 'approval.refused',
        actor: who,
        at: deps.now(),
        once: [who, asked.plan, asked.verdict],
        body: {
          plan: asked.plan,
          planDigest: asked.digest ?? null,
          verdict: asked.verdict,
          slack: { team: form.team, slackUser: form.slackUser },
          code: 'forbidden',
          reason: 'the Slack account is not mapped to an active user',
        },
      }),
    ],
  );
}
