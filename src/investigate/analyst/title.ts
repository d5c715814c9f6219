import type { Finding } from '../../contracts/finding.ts';
import { operationName, operationOf, STAGE_ORDER, STAGE_PHRASE, stagesOf, type Stage } from '../operations.ts';
import { actorOf, inOrder, isLongTermKey, leadingKey, nameOf } from '../subjects.ts';
import { clean, cut } from '../text.ts';

export const TITLE_MAX = 120;
/** More than this no one reads in a list of incidents. */
const MAX_PHRASES = 5;

/** `Leaked access key of ci-deployer: reconnaissance, backdoor user, trail stopped, instance launched` */
export function titleOf(findings: readonly Finding[]): string {
  const ordered = inOrder(findings);
  const phrases = phrasesOf(ordered);
  const subject = subjectOf(ordered, phrases.length);
  // The subject stands whole; phrases are left out from the end, with a count, rather than cut in a word.
  for (let kept = Math.min(phrases.length, MAX_PHRASES); kept > 0; kept--) {
    const more = phrases.length - kept;
    const text = `${subject}: ${phrases.slice(0, kept).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    if (text.length <= TITLE_MAX) return text;
  }
  return cut(subject, TITLE_MAX);
}

function subjectOf(ordered: readonly Finding[], phrases: number): string {
  const key = leadingKey(ordered);
  if (key) {
    const owner = nameOf(key);
    // One odd call may be its owner; a long-term key at work in several stages is in another's hands.
    if (isLongTermKey(key.id)) return phrases >= 2 ? `Leaked access key of ${owner}` : `Access key of ${owner}`;
    const actor = ordered.map(actorOf).find((e) => e !== undefined && e.type !== 'access_key');
    return `Session of ${nameOf(actor ?? key)}`;
  }
  const actor = ordered.map(actorOf).find((e) => e !== undefined);
  if (actor) return actor.type === 'ip' ? `Activity from ${nameOf(actor)}` : `Activity of ${nameOf(actor)}`;
  const target = ordered.flatMap((f) => f.entities).find((e) => e.role === 'target') ?? ordered[0]?.entities[0];
  if (target) return `${target.type === 'instance' ? 'Instance ' : ''}${nameOf(target)}`;
  const account = ordered[0]?.account;
  return account === undefined ? 'Suspicious activity' : `Account ${clean(account, 64)}`;
}

/** The stages in order, each by its best words: achieved ones first as they are, attempts as attempts. */
function phrasesOf(ordered: readonly Finding[]): string[] {
  const done = ordered.filter((f) => f.outcome !== 'failure');
  const made = new Set(done.map(operationName));
  const byStage = new Map<Stage, Set<string>>();
  const put = (stage: Stage, phrase: string) => {
    const set = byStage.get(stage) ?? new Set<string>();
    byStage.set(stage, set.add(phrase));
  };
  for (const f of done) {
    const known = operationOf(f);
    // A user of the attacker's own comes with a key and a policy: one phrase says it.
    if (made.has('iam:CreateUser') && PARTS_OF_A_BACKDOOR.has(operationName(f) ?? '')) continue;
    if (known) put(known.stage, known.phrase);
    else for (const stage of stagesOf(f)) put(stage, STAGE_PHRASE[stage]);
  }
  for (const f of ordered)
    for (const stage of f.outcome === 'failure' ? stagesOf(f) : [])
      if (!byStage.has(stage))
        put(stage, stage === 'discovery' ? STAGE_PHRASE[stage] : `attempted ${STAGE_PHRASE[stage]}`);
  const phrases = STAGE_ORDER.flatMap((stage) => {
    const set = byStage.get(stage);
    if (!set) return [];
    // The general word is left out where a better one stands.
    const better = [...set].filter((p) => p !== STAGE_PHRASE[stage]);
    return better.length > 0 ? better : [...set];
  });
  if (phrases.length > 0) return phrases;
  // No stage is known (a vendor's finding): its own title, as data.
  return [...new Set(ordered.map((f) => clean(f.title, 80)))].filter((t) => t !== '');
}

const PARTS_OF_A_BACKDOOR: ReadonlySet<string> = new Set([
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:AttachUserPolicy',
  'iam:PutUserPolicy',
  'iam:AddUserToGroup',
]);
