import {
  CreateOwnRule,
  OWN_RULES_MAX,
  OWN_RULES_MAX_CHARS,
  RollBackRule,
  UpdateOwnRule,
  type OwnRuleView,
  type RuleVersionView,
} from '../../../contracts/detections.ts';
import { sha256Hex } from '../../../kit/crypto.ts';
import { failure, type Failure } from '../../../kit/errors.ts';
import { err, ok, type Result } from '../../../kit/result.ts';
import type { OwnRuleRow } from '../../../storage/authority/detections.ts';
import type { Caller } from '../../caller.ts';
import type { GateDeps } from '../../deps.ts';
import { parseInput } from '../../parse.ts';
import { asCaller, commitChange, type Call } from './change.ts';

/** Versions that people are shown. */
const VERSIONS_SHOWN = 100;

export const viewOf = ({ org: _org, since: _since, ...row }: OwnRuleRow): OwnRuleView => row;
const missing = (): { ok: false; error: Failure } =>
  err(failure('not_found', 'there is no rule of your own with this id; GET /api/v1/rules lists all'));

/** Viewer. */
export const listOwnRules = (
  deps: GateDeps,
  req: Call,
): Promise<Result<{ rules: OwnRuleView[]; revision: number }, Failure>> =>
  asCaller(deps, req, 'viewer', async ({ org }) => {
    const [rules, revision] = await Promise.all([
      deps.store.detections.rules(org),
      deps.store.detections.revision(org),
    ]);
    return ok({ rules: rules.map(viewOf), revision });
  });

/** Viewer. Errors: `not_found`. */
export const readOwnRule = (
  deps: GateDeps,
  req: Call & { readonly id: string },
): Promise<Result<OwnRuleView, Failure>> =>
  asCaller(deps, req, 'viewer', async ({ org }) => {
    const row = await deps.store.detections.rule(org, req.id);
    return row ? ok(viewOf(row)) : missing();
  });

/** Viewer. The newest first; also of a rule that was removed. */
export const listVersions = (
  deps: GateDeps,
  req: Call & { readonly id: string },
): Promise<Result<{ versions: RuleVersionView[] }, Failure>> =>
  asCaller(deps, req, 'viewer', async ({ org }) => {
    const rows = await deps.store.detections.versions(org, req.id, VERSIONS_SHOWN);
    if (rows.length === 0) return missing();
    return ok({ versions: rows.map(({ org: _org, rule: _rule, ...row }) => row) });
  });

interface NewVersion {
  readonly id: string;
  readonly title: string;
  readonly level: OwnRuleRow['level'];
  readonly text: string;
  readonly note: string;
  readonly state: OwnRuleRow['state'];
}

/** Writes a version and puts it in force. Errors: `too_large`, `conflict` (someone else was faster). */
async function put(
  deps: GateDeps,
  caller: Caller,
  before: OwnRuleRow | undefined,
  next: NewVersion,
  rolledBackTo?: number,
): Promise<Result<OwnRuleView, Failure>> {
  const { org, actor } = caller;
  const { id, title, level, text, note, state } = next;
  const { rules, chars } = await deps.store.detections.size(org);
  if (before === undefined && rules >= OWN_RULES_MAX)
    return err(failure('too_large', `an organisation has at most ${OWN_RULES_MAX} rules of its own: remove one first`));
  if (chars - (before?.text.length ?? 0) + text.length > OWN_RULES_MAX_CHARS)
    return err(failure('too_large', `all own rules together have at most ${OWN_RULES_MAX_CHARS} characters`));
  const at = deps.now();
  // Versions outlive their rule, so that one made again goes on counting.
  const [newest] = await deps.store.detections.versions(org, id, 1);
  const version = (newest?.version ?? 0) + 1;
  const digest = sha256Hex(text);
  const row = {
    id,
    title,
    level,
    state,
    version,
    text,
    since: at,
    createdBy: before?.createdBy ?? actor,
    createdAt: before?.createdAt ?? at,
    updatedBy: actor,
    updatedAt: at,
  };
  try {
    await commitChange(deps, caller, at, {
      type: before === undefined ? 'rule.created' : 'rule.changed',
      body: {
        rule: id,
        version,
        title,
        level,
        state,
        digest,
        note,
        ...(rolledBackTo === undefined ? {} : { rolledBackTo }),
        previous: before?.version ?? null,
      },
      statements: [
        deps.store.detections.addVersion(org, {
          rule: id,
          version,
          title,
          level,
          text,
          digest,
          note,
          createdBy: actor,
          createdAt: at,
        }),
        deps.store.detections.putRule(org, row),
      ],
    });
  } catch (cause) {
    if ((await deps.store.detections.version(org, id, version)) === undefined) throw cause;
    return err(failure('conflict', 'someone else changed the rule meanwhile; look at it again'));
  }
  return ok(viewOf({ org, ...row }));
}

/**
 * A rule of an organisation's own; the console has parsed its text, the pipeline will again. Analyst. Errors: `conflict` (the
 * id is in use), `too_large`, `malformed`.
 */
export const createRule = (
  deps: GateDeps,
  req: Call & { readonly body: unknown },
): Promise<Result<OwnRuleView, Failure>> =>
  asCaller(deps, req, 'analyst', async (caller) => {
    const parsed = parseInput(CreateOwnRule, req.body);
    if (!parsed.ok) return parsed;
    const { state = 'draft', note = '', ...rest } = parsed.value;
    if (await deps.store.detections.rule(caller.org, rest.id))
      return err(failure('conflict', 'there is a rule of this id: change it, or give this one another id'));
    return put(deps, caller, undefined, { ...rest, state, note });
  });

const changedSince = (row: OwnRuleRow, ifVersion: number | undefined): Failure | undefined =>
  ifVersion === undefined || ifVersion === row.version
    ? undefined
    : failure('conflict', `version ${row.version} is in force by now; look at the rule again`);

/** A new version in the state that the rule has. Analyst. Errors: `not_found`, `conflict`, `too_large`, `malformed`. */
export const updateRule = (
  deps: GateDeps,
  req: Call & { readonly id: string; readonly body: unknown },
): Promise<Result<OwnRuleView, Failure>> =>
  asCaller(deps, req, 'analyst', async (caller) => {
    const parsed = parseInput(UpdateOwnRule, req.body);
    if (!parsed.ok) return parsed;
    const { ifVersion, note = '', ...next } = parsed.value;
    if (next.id !== req.id)
      return err(
        failure('unprocessable', 'the text names another id; make that a rule of its own', { field: '/text' }),
      );
    const row = await deps.store.detections.rule(caller.org, req.id);
    if (!row) return missing();
    const changed = changedSince(row, ifVersion);
    return changed ? err(changed) : put(deps, caller, row, { ...next, note, state: row.state });
  });

/** A new version with an earlier one's text. Analyst. Errors: `not_found` (rule or version), `conflict`. */
export const rollBackRule = (
  deps: GateDeps,
  req: Call & { readonly id: string; readonly body: unknown },
): Promise<Result<OwnRuleView, Failure>> =>
  asCaller(deps, req, 'analyst', async (caller) => {
    const parsed = parseInput(RollBackRule, req.body);
    if (!parsed.ok) return parsed;
    const { version, ifVersion } = parsed.value;
    const row = await deps.store.detections.rule(caller.org, req.id);
    if (!row) return missing();
    const changed = changedSince(row, ifVersion);
    if (changed) return err(changed);
    const before = await deps.store.detections.version(caller.org, req.id, version);
    if (!before) return err(failure('not_found', `the rule has no version ${version}`, { field: '/version' }));
    const { title, level, text } = before;
    const note = `back to version ${version}`;
    return put(deps, caller, row, { id: req.id, title, level, text, note, state: row.state }, version);
  });

/** Admin. Its versions stay, so that what it once found can be explained. Errors: `not_found`. */
export const removeRule = (
  deps: GateDeps,
  req: Call & { readonly id: string },
): Promise<Result<{ id: string }, Failure>> =>
  asCaller(deps, req, 'admin', async (caller) => {
    const row = await deps.store.detections.rule(caller.org, req.id);
    if (!row) return missing();
    await commitChange(deps, caller, deps.now(), {
      type: 'rule.removed',
      body: { rule: row.id, version: row.version, digest: sha256Hex(row.text) },
      statements: [deps.store.detections.removeRule(caller.org, row.id)],
    });
    return ok({ id: row.id });
  });
