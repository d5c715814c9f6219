import type { HuntInput } from '../../../durable-objects/retro-hunt/api.ts';
import type { DetectionContent } from '../../../src/contracts/detections.ts';
import {
  HUNT_DEFAULT_BYTES,
  HUNT_DEFAULT_SECONDS,
  HUNT_MAX_DAYS,
  type HuntStart,
} from '../../../src/contracts/retro-hunt.ts';
import { bundledPart } from '../../../src/detect/bundled-part.ts';
import { compileRules } from '../../../src/detect/compile-rules.ts';
import { DAY_MS } from '../../../src/kit/clock.ts';
import { failure, type Failure } from '../../../src/kit/errors.ts';
import { deterministicId } from '../../../src/kit/ids.ts';
import { err, ok, type Result } from '../../../src/kit/result.ts';
import type { Deps } from '../deps.ts';

type What = Pick<HuntInput, 'kind' | 'subject' | 'title' | 'texts' | 'revision'>;

/**
 * A hunt that a person asks for. The same again has the same id. Errors: `malformed` (times), `not_found` (no such rule or list in
 * force), `conflict` (another version is), `unprocessable` (the text does not compile).
 */
export async function planHunt(
  deps: Pick<Deps, 'content' | 'indicators'>,
  org: string,
  actor: string,
  body: HuntStart,
  now: number,
): Promise<Result<HuntInput, Failure>> {
  const to = Math.min(body.to, now);
  if (body.from >= to) return err(failure('malformed', 'from must be before to, and before now', { field: '/from' }));
  if (to - body.from > HUNT_MAX_DAYS * DAY_MS)
    return err(failure('malformed', `a hunt goes back ${HUNT_MAX_DAYS} days at most`, { field: '/from' }));
  const what = await read(deps, org, body.what, now);
  if (!what.ok) return what;
  const maxBytes = body.maxBytes ?? HUNT_DEFAULT_BYTES;
  const maxSeconds = body.maxSeconds ?? HUNT_DEFAULT_SECONDS;
  const { kind, subject, texts } = what.value;
  const id = deterministicId(
    'hunt',
    org,
    kind,
    subject,
    JSON.stringify([texts, body.from, body.to, maxBytes, maxSeconds]),
  );
  return ok({ v: 1, id, org, ...what.value, from: body.from, to, maxBytes, maxSeconds, startedBy: actor });
}

async function read(
  deps: Pick<Deps, 'content' | 'indicators'>,
  org: string,
  what: HuntStart['what'],
  now: number,
): Promise<Result<What, Failure>> {
  if (what.kind === 'text') return textHunt('text', 'text', what.text, 0);
  if (what.kind === 'rule') {
    const content = await deps.content(org, true);
    const own = content?.rules.find((r) => r.id === what.rule);
    if (isOff(content, what.rule, now))
      return err(
        failure('conflict', 'the rule is switched off: enable it first, or hunt with its text', {
          field: '/what/rule',
        }),
      );
    if (content === undefined || own === undefined) return shippedHunt(what.rule);
    if (what.version !== undefined && what.version !== own.version)
      return err(failure('conflict', `version ${own.version} of the rule is in force`, { field: '/what/version' }));
    return textHunt('rule', own.id, own.text, content.revision);
  }
  const list = await deps.indicators(org, what.version);
  if (list?.version !== what.version)
    return err(
      failure('not_found', 'no list of indicators of this version is in force: GET /api/v1/indicators tells which is', {
        field: '/what/version',
      }),
    );
  return ok(indicatorHunt(what.version));
}

export const indicatorHunt = (version: string): What => ({
  kind: 'indicators',
  subject: version,
  title: 'The list of indicators',
  texts: [],
  revision: 0,
});

/** True where the organisation has switched a rule off: it would find nothing, and that must not look like an all-clear. */
export const isOff = (content: DetectionContent | undefined, rule: string, now: number): boolean =>
  content?.tunings.some((t) => t.rule === rule && t.state === 'disabled' && (t.until === null || t.until > now)) ===
  true;

/** A hunt for the rules of one text. */
export function textHunt(
  kind: 'rule' | 'text',
  subject: string,
  text: string,
  revision: number,
): Result<What, Failure> {
  const { engine, errors } = compileRules([{ path: subject, text }]);
  const [error] = errors;
  if (error !== undefined) {
    const hint = error.hint === undefined ? '' : `; ${error.hint}`;
    return err(
      failure('unprocessable', `line ${error.line}, column ${error.column}: ${error.message}${hint}`, {
        field: '/what/text',
      }),
    );
  }
  const metas = [...engine.correlations.map((c) => c.meta), ...engine.rules];
  const title = metas.find((m) => m.silent !== true)?.title;
  if (title === undefined)
    return err(failure('unprocessable', 'the text holds no rule that finds anything', { field: '/what/text' }));
  return ok({ kind, subject, title, texts: [{ id: subject, text }], revision });
}

function shippedHunt(rule: string): Result<What, Failure> {
  const engine = bundledPart(rule);
  const meta = [...(engine?.correlations ?? []).map((c) => c.meta), ...(engine?.rules ?? [])].find(
    (m) => m.id === rule,
  );
  if (engine === undefined || meta === undefined)
    return err(
      failure('not_found', 'no rule of this id is in force: enable it first, or hunt with its text', {
        field: '/what/rule',
      }),
    );
  return ok({ kind: 'rule', subject: rule, title: meta.title, texts: [], revision: 0 });
}
